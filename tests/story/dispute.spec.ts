import { describe, expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';
import { TaperCase } from '#tests/support/http/taper-case.js';
import { eventually } from '#tests/support/temporal/eventually.js';

// Disputes over HTTP with real tokens against a started product, as rehearsals: the same engine, the clock moved.
const started = riversideForThisFile();

const raised = (): Promise<CaseOverHttp> => CaseOverHttp.of(started.client, 'dispute', {
  title: 'Who visits at weekends', description: 'both say the other', context: 'two contracts', impact: 'no visit on Sunday', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board',
}, { patient: null });
const told = { to: 'their lead', how: 'by letter', acknowledgedBy: 'A Colleague' };

describe('a dispute between agencies, told over HTTP', () => {
  it('held over by its lead, it is the forum’s after five days, whatever was agreed; decided there, both agencies know, a lesson is kept, and it closes', async () => {
    const dispute = await raised();
    expect([dispute.open(), dispute.view.stage]).toEqual([['lead-review'], 'with-the-lead']);
    await dispute.noon();
    expect(dispute.called('lead-review')[0]).toBe('clinical-lead');
    await dispute.post('clinical-lead', 'decisions', dispute.decision('lead-review', 'interim', { reviewAt: dispute.at(9 * 24) }));
    await dispute.noon(5);
    expect([dispute.open(), dispute.called('forum-decision'), dispute.view.stage]).toEqual([['forum-decision'], ['director'], 'with-the-forum']);
    expect(await dispute.refused('clinical-lead', `/v1/cases/${dispute.id}/decisions`, dispute.decision('forum-decision', 'resolved'))).toEqual([403, 'not-yours']);
    await dispute.post('director', 'decisions', dispute.decision('forum-decision', 'resolved'));
    expect(dispute.open()).toEqual(['lessons-captured', 'outcome-told', 'outcome-told']);
    expect(await dispute.refusedEvidence('outcome-told', { to: 'their lead', how: 'by letter' })).toEqual([422, '/evidence/acknowledgedAt', '/evidence/acknowledgedBy']);
    await dispute.completeAll('outcome-told', { ...told, acknowledgedAt: dispute.at() });
    expect(dispute.view.status).toBe('open');
    await dispute.complete('lessons-captured', { theme: 'weekends', lesson: 'name one agency', protocolChange: 'weekends are in the contract' }, 'escalation-lead');
    expect([dispute.view.status, dispute.view.outcome?.outcome]).toEqual(['closed', 'resolved-by-forum']);
  }, 120_000);

  it('about a handover, it is a case of its own which the person’s does not wait for, and which tells it how it ended', async () => {
    const taper = await TaperCase.start(started.client);
    await taper.act('handover-accepted', 'unmet', { reason: 'not our area', unsafe: 'nobody rings her' }, 'clinical-lead');
    const begun = await eventually('the dispute', async () => (await taper.look()).view.begun?.[0]?.caseId);
    expect([taper.view.begun, taper.task('first-contact').status]).toEqual([[expect.objectContaining({ pathway: 'dispute', status: 'begun' })], 'open']);
    const dispute = await CaseOverHttp.found(started.client, begun);
    expect([dispute.open(), dispute.view.clock.rehearsal]).toEqual([['lead-review'], true]);
    await dispute.post('escalation-owner', 'decisions', dispute.decision('lead-review', 'resolved'));
    await dispute.completeAll('outcome-told', { ...told, acknowledgedAt: dispute.at() });
    await dispute.complete('lessons-captured', { theme: 'borders', lesson: 'ask before', protocolChange: { noneBecause: 'it stands there already' } }, 'escalation-lead');
    expect(dispute.view.outcome?.outcome).toBe('resolved-by-lead');
    await eventually('the taper was told', async () => (await taper.look()).view.begun![0]!.status === 'ended');
    expect(taper.view.begun).toEqual([expect.objectContaining({ outcome: 'resolved-by-lead' })]);
  }, 120_000);
});
