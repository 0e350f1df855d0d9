import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { ownPeopleForThisFile, riversideForThisFile } from '#tests/support/http/riverside.js';
import { TaperCase } from '#tests/support/http/taper-case.js';
import { notNeeded, wholePlan, wholeScript } from '#tests/support/pathways/step-up.js';

// The step-up over HTTP with real tokens against a started product: as rehearsals, the same engine with the clock moved; by a link, which no rehearsal has, as it happens.
const started = riversideForThisFile();
const own = ownPeopleForThisFile();
const no = { rejection: { reason: 'sleeps badly, and is in touch', whatWouldChange: 'she no longer answers her sister' } };

/** The contact that is due first. */
const nextContact = ({ view }: CaseOverHttp) => view.tasks.filter(({ step, status }) => step === 'contact' && status === 'open').toSorted((one, other) => one.dueAt.localeCompare(other.dueAt))[0]!;

describe('a step-up during deterioration, told over HTTP', () => {
  it('raised with a gap, nobody deciding, climbs; of high risk it becomes a plan, a contact missed is a trigger, the team steps down, and it is watched for thirty days', async () => {
    const { alreadyTried: _, ...gapped } = wholeScript;
    const stepUp = await CaseOverHttp.of(started.client, 'step-up', gapped as JsonObject, { by: 'coordinator' });
    expect([stepUp.open(), stepUp.called('threshold-decision')]).toEqual([['script-completed', 'threshold-decision'], ['clinical-lead']]);
    await stepUp.complete('script-completed', { alreadyTried: 'a visit' });
    await stepUp.advance('PT8H');
    expect(stepUp.called('threshold-decision').slice(0, 4)).toEqual(['clinical-lead', 'clinical-lead', 'escalation-owner', 'escalation-lead']);
    const stepsUp = (plan: JsonObject): JsonObject => stepUp.decision('threshold-decision', 'step-up', { plan });
    const plan = wholePlan(stepUp.now, { highRisk: true, cadence: { every: 'P1D', for: 'P5D' }, mdtAt: stepUp.at(4 * 24) });
    const { outOfHours: __, mdtAt: ___, ...lacking } = plan;
    expect(await stepUp.refused('clinical-lead', `/v1/cases/${stepUp.id}/decisions`, stepsUp(lacking as JsonObject))).toEqual([422, '/plan/mdtAt', '/plan/outOfHours']);
    await stepUp.post('clinical-lead', 'decisions', stepsUp(plan));
    expect([stepUp.view.stage, [...new Set(stepUp.open())]]).toEqual(['stepped-up', ['answer-read', 'contact', 'crisis-interface', 'mdt-review', 'medication-liaison', 'out-of-hours-agreed', 'same-week-review', 'supervision-review', 'urgent-review']]);
    expect([stepUp.task('same-week-review').owner.role, stepUp.view.tasks.filter(({ step }) => step === 'contact').length]).toEqual(['escalation-owner', 5]);
    await stepUp.complete('answer-read', { read: true });
    await stepUp.complete('crisis-interface', { service: 'the crisis team', answer: 'a visit tonight' }, 'escalation-owner');
    await stepUp.complete('urgent-review', { heldAt: stepUp.at(), by: 'Dr Adeyemi', findings: 'frightened', riskOfHarmNow: 'low' }, 'clinical-lead');
    await stepUp.complete('medication-liaison', { with: 'the GP', agreed: 'something for the night' }, 'clinical-lead');
    await stepUp.complete('out-of-hours-agreed', { contingency: 'the crisis line', toPerson: true, toPartners: ['housing'] });
    await stepUp.complete('supervision-review', { discussedAt: stepUp.at(), learning: 'raise it earlier' }, 'escalation-lead');
    await stepUp.complete('same-week-review', { heldAt: stepUp.at(), crisisAvoidance: 'her sister stays', medicationLiaison: 'agreed', safeguarding: { considered: true, concern: false, rationale: 'nobody has her money' } }, 'escalation-owner');
    await stepUp.advanceTo(Date.parse(nextContact(stepUp).dueAt));
    expect(stepUp.open()).toContain('welfare-check');
    await stepUp.complete('welfare-check', { seenAt: stepUp.at(), by: 'a nurse', outcome: 'well, had lost her phone' });
    await stepUp.post('clinical-lead', 'decisions', stepUp.decision('mdt-review', 'step-down', { steppedDown: { criteriaMet: 'has slept for a week', handedTo: 'the community team' } }));
    expect([stepUp.open(), stepUp.watching]).toEqual([[], true]);
    await stepUp.advance('P30D');
    expect([stepUp.view.status, stepUp.view.outcome]).toEqual(['closed', { outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 0 }]);
  }, 120_000);

  it('weighed once more in a crisis by the team; somebody in crisis again and again has a clinical review of each', async () => {
    const stepUp = await CaseOverHttp.of(started.client, 'step-up', wholeScript, { by: 'coordinator' });
    await stepUp.post('clinical-lead', 'decisions', stepUp.decision('threshold-decision', 'step-up', { plan: wholePlan(stepUp.now, { urgentReview: notNeeded, medicationLiaison: notNeeded, crisisInterface: notNeeded }) }));
    await stepUp.post('hub', 'triggers', { kind: 'crisis', occurredAt: stepUp.at(), note: 'rang the line' });
    expect(stepUp.open()).toEqual(expect.arrayContaining(['crisis-response', 'post-escalation-review', 'threshold-decision', 'welfare-check']));
    const reviewed = { heldAt: stepUp.at(), learning: 'nobody rang on Sunday', safeguarding: { noneBecause: 'none seen' }, planUpdated: 'Sundays too', contactCadence: 'every day', interfaceProblem: { noneBecause: 'they came' }, stepDownCriteria: ['a week without a call'] };
    const { planUpdated: _, stepDownCriteria: __, ...lacking } = reviewed;
    expect(await stepUp.refusedEvidence('post-escalation-review', lacking, 'clinical-lead')).toEqual([422, '/evidence/planUpdated', '/evidence/stepDownCriteria']);
    await stepUp.complete('post-escalation-review', reviewed, 'clinical-lead');
    await stepUp.complete('crisis-response', { answer: 'seen at home', by: 'the crisis team' }, 'crisis-team');
    expect(stepUp.open()).not.toContain('welfare-check');
    expect(stepUp.task('welfare-check').endedBecause).toContain('crisis');
  }, 120_000);

  it('raised by a housing worker without an account by a link of one case; a no says why and what would change it, to them too', async () => {
    const { client } = own;
    const taper = await TaperCase.start(client, {}, { rehearsal: false });
    await client.done('coordinator', `/v1/cases/${taper.id}/raising-links`, { name: 'Hanna Quist', organisation: 'Northgate Housing', knownAs: 'A. S.' });
    const [link] = (await client.get('coordinator', `/v1/cases/${taper.id}/raising-links`)).body['items'] as unknown as { path: string }[];
    const token = link!.path.slice('/raise/'.length);
    const partner = async (path: string, body: object) => fetch(`${client.product.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': path.length.toString() }, body: JSON.stringify({ token, ...body }) });
    expect((await partner('/v1/raise', wholeScript)).status).toBe(201);
    const [made] = (await client.get('clinical-lead', '/v1/cases?pathway=step-up')).body['items'] as unknown as { id: string }[];
    const stepUp = await CaseOverHttp.found(client, made!.id);
    expect(stepUp.task('threshold-decision').owner.person?.id).toBe(client.idOf('clinical-lead'));
    await stepUp.post('clinical-lead', 'decisions', stepUp.decision('threshold-decision', 'not-met', no));
    const said = await (await partner('/v1/raise/look', {})).json() as { raised: object[] };
    expect(said.raised).toEqual([expect.objectContaining({ state: 'not-met', ...no.rejection })]);
    expect(stepUp.open()).toEqual(['raiser-told', 'supervision-review']);
    await stepUp.complete('raiser-told', { toldAt: stepUp.at(), how: 'rang her', theirView: 'will ring again' });
    await stepUp.complete('supervision-review', { discussedAt: stepUp.at(), learning: 'ask about sleep' }, 'escalation-lead');
    expect(stepUp.watching).toBe(true);
  }, 120_000);
});
