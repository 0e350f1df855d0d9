import { describe, expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours } from '#tests/support/http/client.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';

// A risk across agencies over HTTP with real tokens against a started product, as a rehearsal: the same engine, the clock moved.
const started = riversideForThisFile();
const DAY = 24;

describe('a system risk, told over HTTP', () => {
  it('beyond its tolerance it is senior leadership’s until it was read in range for four weeks; governance reviews it every month, and closes it then and not before', async () => {
    const { client } = started;
    const action = (dueAt: string) => ({ title: 'Agree the list', owner: client.idOf('coordinator'), dueAt, completionCheck: 'both have it' });
    const risk = await CaseOverHttp.of(client, 'system-risk', {
      title: 'First visits at weekends', description: 'nobody covers', status: 'watched', rating: 'moderate', governance: 'Place board', reviewAt: inHours(15 * DAY), mitigation: { plan: 'a shared list', actions: [action(inHours(3 * DAY))] },
      indicator: { name: 'Missed first visits in a week', range: 'at-most', tolerance: 2 },
    }, { patient: null });
    expect(risk.open()).toEqual(['action', 'indicator-reading', 'monthly-governance-review', 'status-update']);
    await risk.noon();
    await risk.complete('action', { done: 'agreed', check: 'both have it', checkedBy: 'Hillview' });
    await risk.complete('status-update', { status: 'five missed', changes: 'more', actionsTaken: 'the list', emergingIssues: 'none' }, 'clinical-lead');
    await risk.complete('indicator-reading', { value: 5, readAt: risk.at() });
    expect([risk.view.stage, risk.called('tolerance-decision')]).toEqual(['beyond-tolerance', ['director']]);
    const acts = (days: number) => risk.decision('tolerance-decision', 'act', { reviewAt: risk.at(days * DAY) });
    expect(await risk.refused('director', `/v1/cases/${risk.id}/decisions`, acts(60))).toEqual([422, '/reviewAt']);
    await risk.post('director', 'decisions', acts(34));
    await risk.noon(20);
    expect([risk.called('monthly-governance-review').slice(0, 1), risk.called('indicator-reading')]).toEqual([['coordinator'], expect.arrayContaining(['coordinator', 'escalation-lead'])]);
    const review = { heldAt: risk.at(), agendaItem: 'weekends', rating: 'moderate', status: 'two weekends had nobody', rationale: 'not yet', actions: [] };
    expect(await risk.refusedEvidence('monthly-governance-review', { ...review, decision: 'close' })).toEqual([409, 'beyond-tolerance']);
    await risk.complete('monthly-governance-review', { ...review, decision: 'go-on', nextAt: risk.at(34 * DAY), actions: [action(risk.at(5 * DAY))] });
    await risk.complete('action', { done: 'a rota', check: 'both have it', checkedBy: 'Hillview' });
    for (let week = 0; week < 5; week += 1) {
      await risk.complete('indicator-reading', { value: 1, readAt: risk.at() });
      expect(risk.view.stage).toBe(week < 4 ? 'coming-back' : 'within-tolerance');
      if (week < 4) await risk.advance('P1W');
    }
    expect(risk.task('tolerance-decision').status).toBe('not-needed');
    await risk.complete('monthly-governance-review', { ...review, heldAt: risk.at(), rating: 'minor', decision: 'close', rationale: 'four weeks in range' });
    expect([risk.view.status, risk.view.outcome?.outcome]).toEqual(['closed', 'closed-by-governance']);
  }, 120_000);
});
