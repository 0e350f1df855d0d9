import { describe, expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours } from '#tests/support/http/client.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';

// A restriction over HTTP with real tokens against a started product, as a rehearsal: the same engine, the clock moved.
const started = riversideForThisFile();
const DAY = 24;

describe('a restriction, told over HTTP', () => {
  it('not reviewed, it is known above past its limit; it goes on only with what would end it, somebody senior looks after a quarter, and it is stepped down', async () => {
    const restriction = await CaseOverHttp.of(started.client, 'restriction', {
      what: 'medicines locked away', because: 'an overdose', alternativesConsidered: 'a weekly box', reviewAt: inHours(5 * DAY), until: inHours(8 * DAY), stepDownPlan: 'a weekly box',
    }, { by: 'clinical-lead' });
    expect([restriction.open(), restriction.view.stage]).toEqual([['restriction-review'], 'in-force']);
    await restriction.noon(9);
    expect([restriction.view.stage, restriction.called('limit-passed')[0]]).toEqual(['past-its-limit', 'director']);
    expect(restriction.called('restriction-review').slice(0, 3)).toEqual(['clinical-lead', 'escalation-owner', 'escalation-lead']);
    const goesOn = { decision: 'continue', rationale: 'weighed', personsView: 'she would rather not', doneAboutTheRisk: 'seen twice a week', stepDownWhen: 'two weeks without thoughts of harm', until: restriction.at(120 * DAY), reviewAt: restriction.at(30 * DAY) };
    const { stepDownWhen: _, doneAboutTheRisk: __, ...lacking } = goesOn;
    expect(await restriction.refusedEvidence('restriction-review', lacking, 'clinical-lead')).toEqual([422, '/evidence/doneAboutTheRisk', '/evidence/stepDownWhen']);
    await restriction.complete('restriction-review', goesOn, 'clinical-lead');
    expect([restriction.open(), restriction.task('limit-passed').status, restriction.view.stage]).toEqual([['restriction-review'], 'not-needed', 'in-force']);
    await restriction.advance('P12W');
    await restriction.complete('senior-review', { proportionate: true, findings: 'still the least that does' }, 'escalation-lead');
    await restriction.complete('restriction-review', { decision: 'step-down', rationale: 'two quiet weeks', personsView: 'glad' }, 'clinical-lead');
    expect([restriction.view.status, restriction.view.outcome?.outcome]).toEqual(['closed', 'stepped-down']);
  }, 120_000);
});
