import { describe, expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours } from '#tests/support/http/client.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';

// A risk of a person's case over HTTP with real tokens against a started product, as a rehearsal: the same engine, the clock moved.
const started = riversideForThisFile();
const DAY = 24;

describe('a risk of a case, told over HTTP', () => {
  it('known above as soon as it is bad; disputed, settled, owned, assessed and with its route before it goes on; let lie, known above again; then reviewed, acted on and closed', async () => {
    const { client } = started;
    const risk = await CaseOverHttp.of(client, 'case-risk', {
      title: 'two days’ tablets at once', category: 'medication', description: 'twice this month', severity: 'major', immediateAction: 'her sister keeps the box', leadAgency: 'Riverside', reviewAt: inHours(5 * DAY),
      partners: [{ agency: 'Hillview', person: 'hillview-hub', asked: 'count the tablets', dueAt: inHours(2 * DAY) }],
    }, { by: 'coordinator' });
    expect([risk.open(), risk.called('threshold-crossed'), risk.view.gates]).toEqual([
      ['partner-contribution', 'risk-assessment', 'risk-owned', 'risk-route', 'threshold-crossed'], ['clinical-lead'], [{ name: 'owned and assessed', open: false, unmet: ['risk-owned', 'risk-assessment', 'risk-route'] }]]);
    await risk.complete('threshold-crossed', { actionsTaken: 'the box is gone', leadsTold: ['the place lead'], toldAt: risk.at() }, 'clinical-lead');
    await risk.noon();
    await risk.act('risk-owned', 'unmet', { reason: 'the other team has her', unsafe: 'nobody looks' }, 'clinical-lead');
    expect(risk.called('ownership-settled')).toEqual(['escalation-lead']);
    await risk.post('escalation-lead', 'owners', { role: 'clinical-lead', person: client.idOf('hub'), reason: 'settled' });
    await risk.complete('risk-owned', { accepted: true }, 'hub');
    await risk.complete('risk-route', { route: ['the duty lead'], outOfHours: 'the crisis line' });
    await risk.complete('partner-contribution', { agency: 'Hillview', contribution: 'counted: four missing' }, 'other-hub');
    expect([risk.view.stage, risk.view.owners?.clinicalLead.id]).toEqual(['assessing', client.idOf('hub')]);
    await risk.complete('risk-assessment', { category: 'medication', severity: 'moderate', consequence: 'an overdose', immediateAction: 'a weekly box', plan: 'seen twice a week', personsView: 'agrees', reviewAt: risk.at(4 * DAY) }, 'hub');
    expect([risk.view.stage, risk.open()]).toEqual(['managed', ['risk-review']]);
    await risk.noon(7);
    expect([risk.open(), risk.called('ownership-settled').slice(0, 2)]).toEqual([['ownership-settled', 'risk-review'], ['escalation-lead', 'escalation-lead']]);
    const review = { heldAt: risk.at(), status: 'worse', severity: 'catastrophic', contributions: ['Hillview: four missing'], personsView: 'frightened', rationale: 'more were missing', actions: [] };
    expect(await risk.refusedEvidence('risk-review', { ...review, decision: 'go-on', nextAt: risk.at(6 * DAY) }, 'hub')).toEqual([422, '/evidence/actions']);
    await risk.complete('risk-review', { ...review, decision: 'go-on', nextAt: risk.at(6 * DAY), actions: [{ title: 'a locked box', owner: client.idOf('coordinator'), dueAt: risk.at(2 * DAY), completionCheck: 'seen' }] }, 'hub');
    expect([risk.open(), risk.task('ownership-settled').status]).toEqual([['action', 'risk-review', 'threshold-crossed'], 'not-needed']);
    await risk.complete('threshold-crossed', { actionsTaken: 'a nurse went', leadsTold: ['the place lead'], toldAt: risk.at() }, 'hub');
    await risk.complete('risk-review', { ...review, decision: 'close', heldAt: risk.at(), severity: 'minor', status: 'the box is locked' }, 'hub');
    expect([risk.view.status, risk.open()]).toEqual(['open', ['action']]);
    await risk.complete('action', { done: 'brought', check: 'seen', checkedBy: 'her sister' });
    expect([risk.view.status, risk.view.outcome?.outcome]).toEqual(['closed', 'resolved']);
  }, 120_000);
});
