import type { JsonObject } from '#libs/contracts/events.js';
import { systemStart } from '../simulation.js';
import { anyWeek, pick, type PathwayLife } from './life.js';
import { cardSteps } from '#libs/contracts/http/pathways/system-pressure.js';

const details: JsonObject = { title: 't', situation: 's' };
const taker: JsonObject = { organisation: 'o', name: 'n', contact: 'c' };

export const systemPressureLife: PathwayLife = {
  pathway: 'system-pressure', runs: 200, calls: 1, beginning: anyWeek.map((at) => ({ at, details: at % 2 === 0 ? details : { ...details, participants: ['partner', 'neighbour'] } })), start: (told) => systemStart('system-pressure', told), rest: 0,
  kinds: ['level-1-proposed', 'level-2-proposed', 'level-3-proposed', 'level-4-proposed', 'system-meeting', 'aid-requested', 'card-feedback', 'system-risk', 'care-instability'],
  evidence: (simulation, step, { choice, minutes }, past) => {
    const own: Readonly<Record<string, JsonObject>> = {
      ...Object.fromEntries(cardSteps.map((card) => [card, { done: 'd', effect: 'e' }])),
      'meeting-joined': choice % 2 === 0 ? { joined: true, who: 'w' } : { sends: 's', because: 'b' },
      'meeting-held': { heldAt: past, joined: ['j'], discussed: 'd', actions: choice % 3 === 0 ? [{ title: 'a', owner: 'somebody', dueAt: new Date(simulation.now + minutes * 60_000).toISOString(), completionCheck: 'c' }] : [] },
      'aid-offered': choice % 3 === 0 ? { decision: 'cannot', because: 'b' } : { decision: 'offer', what: 'w', deliveryAt: new Date(simulation.now + minutes * 60_000).toISOString(), paidBy: 'p' },
      'aid-accepted': choice % 3 === 0 ? { decision: 'leave', because: 'b' } : { decision: 'take', agreedWith: 'a' },
      'aid-done': { done: 'd', receivedBy: 'r' }, 'feedback-answered': { answer: 'a', told: 't', cardChange: { noneBecause: 'n' } }, 'plan-updated': { worked: 'w', didNot: 'd', planChange: 'p' },
    };
    return own[step];
  },
  decision: (_step, choice) => {
    const outcome = pick(['level-3', 'level-4', 'level-1', 'level-2', 'level-5', 'level-1'], choice);
    const then = pick<JsonObject>([{ actionsThen: 'closed' }, { actionsThen: 'handed-over', acceptedBy: taker }, {}], choice % 7);
    return { kind: 'level-decision', outcome, more: { because: 'w', ...then } };
  },
  reaches: ['stood-down', 'no-pressure', 'entered-in-error', 'level-proposed', 'level-2', 'level-3', 'level-4', 'climbed'],
};
