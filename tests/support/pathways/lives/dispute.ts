import type { JsonObject } from '#libs/contracts/events.js';
import { systemStart } from '../simulation.js';
import { anyWeek, pick, type PathwayLife } from './life.js';

const details: JsonObject = { title: 't', description: 'd', context: 'c', impact: 'i', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' };

export const disputeLife: PathwayLife = {
  pathway: 'dispute', runs: 300, calls: 1, beginning: anyWeek.map((at) => ({ at, details })), start: (told) => systemStart('dispute', told), rest: 0,
  kinds: ['system-risk', 'safety-flag', 'care-instability'],
  evidence: (_simulation, step, _happens, past) => {
    const own: Readonly<Record<string, JsonObject>> = {
      'outcome-told': { to: 't', how: 'h', acknowledgedBy: 'a', acknowledgedAt: past }, 'lessons-captured': { theme: 't', lesson: 'l', protocolChange: { noneBecause: 'n' } },
    };
    return own[step];
  },
  decision: (step, choice, ahead) => {
    const outcome = pick(['resolved', 'interim', 'to-forum', 'resolved'], choice);
    const meanwhile: JsonObject = outcome === 'interim' ? { reviewAt: ahead } : {};
    return { kind: step ?? 'lead-review', outcome, more: meanwhile };
  },
  reaches: ['resolved-by-lead', 'resolved-by-forum', 'entered-in-error', 'with-the-lead', 'with-the-forum', 'telling', 'climbed'],
};
