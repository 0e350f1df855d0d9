import type { JsonObject } from '#libs/contracts/events.js';
import { systemStart } from '../simulation.js';
import { anyWeek, HOUR, pick, text, type PathwayLife } from './life.js';

const details: JsonObject = { title: 't', meetingsFor: 'm', chair: 'chris', participants: ['partner'] };

export const flowMeetingsLife: PathwayLife = {
  pathway: 'flow-meetings', runs: 200, calls: 1, beginning: anyWeek.map((at) => ({ at, details: at % 2 === 0 ? details : { ...details, notBefore: text(at + 100 * HOUR) } })), start: (told) => systemStart('flow-meetings', told), rest: 0,
  kinds: ['system-risk', 'safety-flag', 'care-instability'],
  evidence: ({ now }, step, { choice, minutes }, past) => {
    const held: JsonObject = { decision: 'held', heldAt: past, joined: ['j'], discussed: 'd', actions: choice % 3 === 0 ? [{ title: 'a', owner: 'somebody', dueAt: text(now + minutes * 60_000), completionCheck: 'c' }] : [], ...(choice % 5 === 0 ? { nextChair: 'dana' } : {}) };
    const cancelled: JsonObject = { decision: 'cancelled', because: 'b' };
    return ({ 'flow-meeting': choice === 11 ? { decision: 'ended', because: 'b' } : pick([held, cancelled, cancelled], choice), 'meetings-cancelled': { findings: 'f', change: 'c' } } as Readonly<Record<string, JsonObject>>)[step];
  },
  decision: (step) => ({ kind: step ?? 'none', outcome: 'none', more: {} }),
  reaches: ['meetings-ended', 'handed-over', 'entered-in-error', 'meeting', 'ending', 'climbed'],
};
