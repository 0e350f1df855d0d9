import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours } from '#tests/support/http/client.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';
import { safeRedirect, wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';
import { eventually } from '#tests/support/temporal/eventually.js';

// The single front door over HTTP with real tokens against a started product, as rehearsals: the same engine, the clock moved.
const started = riversideForThisFile();

const referred = (facts: JsonObject, more: JsonObject = {}): Promise<CaseOverHttp> => CaseOverHttp.of(started.client, 'front-door', {
  receivedAt: inHours(0), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: wholeDataset, facts: { ...wholeFacts, ...facts }, ...more,
});
const present = { present: ['Clare Booth', 'Ada Moss'] };

describe('a referral at the single front door, told over HTTP', () => {
  it('screened, what is missing asked by telephone, triaged by the shared thresholds to a pathway whose case begins with its lead professional', async () => {
    const { client } = started;
    const { reason: _, ...gapped } = wholeDataset;
    const referral = await referred({}, { dataset: gapped });
    expect([referral.open(), referral.view.stage]).toEqual([['clarification-call', 'triage-huddle'], 'screening']);
    await referral.noon(7);
    expect([referral.called('clarification-call')[0], referral.called('triage-huddle')[0]]).toEqual(['coordinator', 'clinical-lead']);
    await referral.complete('clarification-call', { contactedAt: referral.at(), spokeTo: 'Dr Reed', asked: ['Why now?'], dataset: { reason: 'two falls since Sunday' }, facts: { fell: true } });
    const assigned = { ...present, outcome: 'assign', to: { pathway: 'rapid-falls-review' }, leadProfessional: client.idOf('clinical-lead'), details: { trigger: { kind: 'head-injury', occurredAt: referral.at(-2), where: 'at home', note: 'on the stairs' } } };
    expect(await referral.refusedEvidence('triage-huddle', assigned, 'clinical-lead')).toEqual([422, '/evidence/departure']);
    await referral.complete('triage-huddle', { ...assigned, rule: 'fell' }, 'clinical-lead');
    const begun = await eventually('the falls review', async () => (await referral.look()).view.begun?.[0]?.caseId);
    const falls = await CaseOverHttp.found(client, begun);
    expect([falls.view.pathway, falls.view.owners?.clinicalLead.id, falls.view.patient?.id, falls.view.clock.rehearsal]).toEqual(['rapid-falls-review', client.idOf('clinical-lead'), referral.view.patient?.id, true]);
    expect([referral.view.status, referral.view.outcome?.outcome]).toEqual(['closed', 'assigned']);
  }, 120_000);

  it('borderline, it is decided by somebody senior with what was weighed; redirected, it is ours until the person knows where to go and whom to call', async () => {
    const referral = await referred({});
    await referral.noon();
    await referral.complete('triage-huddle', { ...present, outcome: 'senior-oversight', question: 'Ours, or not?' }, 'clinical-lead');
    expect([referral.open(), referral.called('senior-oversight')]).toEqual([['senior-oversight'], ['escalation-lead']]);
    const decided = { ...present, outcome: 'redirect', to: { service: 'elsewhere' }, departure: 'no service of ours', question: 'Ours, or not?', weighed: [{ option: 'do nothing', rejectedBecause: 'it gets worse' }] };
    expect(await referral.refusedEvidence('senior-oversight', decided, 'clinical-lead')).toEqual([403, 'not-yours']);
    await referral.complete('senior-oversight', decided, 'escalation-lead');
    const { rationale: _, urgentRoutes: __, ...unsafe } = safeRedirect;
    expect([referral.open(), await referral.refusedEvidence('redirect', unsafe)]).toEqual([['redirect'], [422, '/evidence/rationale', '/evidence/urgentRoutes']]);
    await referral.complete('redirect', safeRedirect);
    expect([referral.view.status, referral.view.outcome?.outcome]).toEqual(['closed', 'redirected']);
  }, 120_000);

  it('a crisis while the person waits is the crisis team’s at once, and the triage no longer waits for tomorrow: not held, it climbs; a service that says no leaves the person with the huddle', async () => {
    const { client } = started;
    const referral = await referred({ severeOrComplex: true });
    const dueAt = Date.parse(referral.task('triage-huddle').dueAt);
    await referral.post('hub', 'triggers', { kind: 'crisis', occurredAt: referral.at(), note: 'rang the line at night' });
    expect([referral.called('crisis-response'), Date.parse(referral.task('triage-huddle').dueAt) < dueAt]).toEqual([['crisis-team'], true]);
    await referral.complete('crisis-response', { answer: 'seen at home', by: 'the crisis team' }, 'crisis-team');
    await referral.advance('PT8H');
    expect(referral.called('triage-huddle').slice(0, 3)).toEqual(['clinical-lead', 'escalation-owner', 'escalation-lead']);
    const assigned = { ...present, outcome: 'assign', to: { service: 'community-mental-health-team' }, leadProfessional: client.idOf('escalation-owner'), rule: 'severe-or-complex' };
    await referral.complete('triage-huddle', assigned, 'clinical-lead');
    await referral.act('service-accepts', 'unmet', { reason: 'we have no room', unsafe: 'nobody sees her' }, 'escalation-owner');
    expect(referral.open()).toEqual(['triage-huddle']);
    await referral.complete('triage-huddle', assigned, 'clinical-lead');
    await referral.complete('service-accepts', { accepted: true, firstStep: 'seen on Friday' }, 'escalation-owner');
    expect([referral.view.status, referral.view.outcome?.outcome]).toEqual(['closed', 'accepted-by-service']);
  }, 120_000);
});
