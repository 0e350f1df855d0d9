import { describe, expect, it } from '@jest/globals';
import { inLondon, london } from '#tests/support/pathways/london.js';
import { Simulation, reviewStart } from '#tests/support/pathways/simulation.js';

const opened = (at = 'Wed 10 Jun 2026 10:00'): Simulation => new Simulation(reviewStart(), Date.parse(london(at)));
const calls = (review: Simulation): string[] => review.of('rung-reached').map(({ data }) => `${data.role} ${inLondon(data.dueAt)}`);

describe('a message that nobody could read', () => {
  it('is a task of the hub for four hours; the hub is called at once, and again when it is late', () => {
    const review = opened();
    expect([review.open(), inLondon(review.task('message-review').dueAt), review.task('message-review').owner]).toEqual([['message-review'], 'Wed 10 Jun 2026 14:00', { role: 'hub', person: null }]);
    review.until(london('Wed 10 Jun 2026 17:00'));
    expect(calls(review)).toEqual(['hub Wed 10 Jun 2026 10:00', 'hub Wed 10 Jun 2026 14:00', 'escalation-owner Wed 10 Jun 2026 15:00', 'escalation-lead Wed 10 Jun 2026 17:00']);
  });

  it('closes with what became of it', () => {
    const review = opened();
    review.complete('message-review', { resolution: 'entered-by-hand', note: 'n' });
    expect(review.state.closed?.outcome).toEqual({ outcome: 'entered-by-hand' });
  });

  it('closes when somebody else accepted it, or when it was entered in error', () => {
    const handed = opened();
    handed.command({ type: 'hand-over', taskId: handed.task('message-review').id, acceptedBy: { organisation: 'o', name: 'n', contact: 'c' }, reason: 'r' });
    expect(handed.state.closed?.outcome).toEqual({ outcome: 'handed-over' });
    const ended = opened();
    ended.command({ type: 'end', because: 'entered-in-error', at: new Date(ended.now).toISOString(), note: 'n' });
    expect(ended.state.closed?.outcome).toEqual({ outcome: 'entered-in-error' });
  });

  it('has no patient, no plan, no owners and nobody who could say no', () => {
    const review = opened();
    const taskId = review.task('message-review').id;
    const at = new Date(review.now).toISOString();
    expect([
      review.refusalOf({ type: 'declined', taskId, by: 'b', capacity: 'presumed', explained: 'e', alternative: 'a' }), review.refusalOf({ type: 'end', because: 'died', at, note: 'n' }),
      review.refusalOf({ type: 'replan', plannedDischargeAt: at, reason: 'r' }), review.refusalOf({ type: 'owners', role: 'coordinator', person: 'p', reason: 'r' }),
      review.refusalOf({ type: 'trigger', kind: 'safety-flag', occurredAt: at, note: 'n' }), review.refusalOf({ type: 'unmet', taskId, reason: 'r', unsafe: 'u' }),
    ]).toEqual(['409 cannot-be-declined', '409 no-patient', '409 cannot-be-replanned', '409 no-named-owners', '422 unknown-trigger', '409 cannot-be-unmet']);
  });
});
