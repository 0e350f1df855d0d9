import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { inHours, owners, somebody } from '#tests/support/http/client.js';
import { handover, TaperCase } from '#tests/support/http/taper-case.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';

// The taper over HTTP with real tokens against a started product, as rehearsals: the same engine, the clock moved.
const started = riversideForThisFile();

const begin = (more: JsonObject = {}): Promise<TaperCase> => TaperCase.start(started.client, more);

describe('a step-down taper, told over HTTP', () => {
  it('to its end: accepted, contacted, tapered over two stages with a review between, closed by a review, watched for thirty days', async () => {
    const taper = await begin();
    expect(taper.open()).toEqual(['care-plan-sent', 'crisis-plan-reviewed', 'first-contact', 'handover-accepted', 'stabilisation-agreed']);
    expect(taper.task('first-contact').owner.role).toBe('crisis-team');
    await taper.accept();
    expect([taper.task('first-contact').owner, taper.task('care-plan-sent').owner.role]).toEqual([{ role: 'clinical-lead', person: expect.objectContaining({ id: 'riverside-clinical-lead' }) }, 'crisis-team']);
    await taper.firstContact();
    await taper.everythingElse();
    expect(taper.view.tasks.filter(({ step }) => step === 'contact')).toHaveLength(2);
    await taper.contacts();
    await taper.post('clinical-lead', 'decisions', taper.decision('readiness-review', 'step-down'));
    expect(taper.view.stage).toBe('stage-2');
    await taper.contacts();
    await taper.advance('P2D');
    await taper.complete('closing-review', { goals: 'met', stability: 'four weeks', personsView: 'ready', handedBackTo: 'the GP' }, 'clinical-lead');
    expect([taper.open(), taper.watching]).toEqual([[], true]);
    await taper.advance('P30D');
    expect([taper.view.status, taper.view.outcome]).toEqual(['closed', { outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 0 }]);
  }, 120_000);

  it('not accepted within four hours: the clinical lead is called, then the crisis team, who owns it still, then the escalation lead', async () => {
    const taper = await begin();
    await taper.advance('P2D');
    expect(taper.called('handover-accepted').slice(0, 4)).toEqual(['clinical-lead', 'crisis-team', 'escalation-lead', 'escalation-lead']);
    expect(taper.view.tasks.filter(({ status, step }) => status === 'open' && step !== 'handover-accepted').map(({ owner }) => owner.role)).toEqual(expect.arrayContaining(['crisis-team']));
    expect(new Set(taper.view.tasks.filter(({ status, step }) => status === 'open' && step !== 'handover-accepted').map(({ owner }) => owner.role))).toEqual(new Set(['crisis-team']));
  }, 60_000);

  it('a handover with gaps is refused with each of them, or started with the reason, and then completed', async () => {
    const { formulation: _, medication: __, ...gapped } = handover;
    const body = { pathway: 'step-down-tapering', patient: somebody(), organisation: 'riverside', owners, rehearsal: true, details: TaperCase.details({ handover: gapped }) };
    const refused = await started.client.post('crisis-team', '/v1/cases', body);
    expect([refused.status, (refused.body['errors'] as unknown as { pointer: string }[]).map(({ pointer }) => pointer).toSorted()]).toEqual([422, ['/details/handover/formulation', '/details/handover/medication']]);
    const taper = await begin({ handover: gapped, incompleteBecause: 'the ward moved' });
    expect(taper.open()).toContain('handover-completed');
    await taper.complete('handover-completed', { handover: { formulation: 'low after a loss', medication: 'none' } }, 'crisis-team');
    expect(taper.task('handover-completed').status).toBe('completed');
  }, 60_000);

  it('a sign of the person’s own plan steps up by a review, which is refused until its summary is whole', async () => {
    const taper = await begin();
    await taper.accept();
    await taper.firstContact();
    await taper.everythingElse();
    await taper.contacts();
    await taper.post('clinical-lead', 'decisions', taper.decision('readiness-review', 'step-down'));
    await taper.post('hub', 'triggers', { kind: 'warning-sign', occurredAt: taper.at(), note: 'her sister says that she stops sleeping again', sign: 'stops sleeping' });
    expect([taper.open().includes('step-up-review'), taper.called('step-up-review')]).toEqual([true, ['clinical-lead']]);
    const summary = { whatChanged: 'sleep', currentRisks: 'alone', protectiveFactors: 'sister', alreadyDone: { notKnownBecause: 'not told' }, requested: 'daily contact', urgency: 'today' };
    const whole = taper.decision('step-up-review', 'step-up', { toStage: 1, summary, outOfHours: 'the crisis line', mdtAt: taper.at(48) });
    const { urgency: _, ...lacking } = summary;
    const refused = await started.client.post('clinical-lead', `/v1/cases/${taper.id}/decisions`, { ...whole, summary: lacking });
    expect([refused.status, (refused.body['errors'] as unknown as { pointer: string }[]).map(({ pointer }) => pointer)]).toEqual([422, ['/summary/urgency']]);
    await taper.post('clinical-lead', 'decisions', whole);
    expect([taper.view.stage, taper.open().includes('supervision-review')]).toEqual(['stage-1', true]);
  }, 120_000);

  it('a missed contact is a trigger: somebody sees the person, else the clinical lead decides; disengagement accepted, it is closed by a review', async () => {
    const taper = await begin();
    await taper.accept();
    await taper.firstContact();
    await taper.everythingElse();
    const [contact] = taper.view.tasks.filter(({ step }) => step === 'contact').toSorted((a, b) => a.dueAt.localeCompare(b.dueAt));
    await taper.advanceTo(Date.parse(contact!.dueAt));
    expect(taper.open()).toContain('welfare-check');
    await taper.advanceTo(Date.parse(taper.task('welfare-check').dueAt));
    expect(taper.open()).toContain('welfare-decision');
    await taper.post('clinical-lead', 'decisions', taper.decision('welfare-decision', 'accept-disengagement', { taskId: taper.task('welfare-decision').id }));
    expect(taper.open().filter((step) => step !== 'weekly-review')).toEqual(['closing-review']);
  }, 120_000);

  it('a discharge that lies ahead may move until the first contact; its deadlines follow', async () => {
    const taper = await begin({ dischargedAt: inHours(24) });
    const later = inHours(50);
    const { body } = await started.client.post('coordinator', `/v1/cases/${taper.id}/replan`, { dischargedAt: later, reason: 'the ward keeps her a day more' });
    expect(body['code']).toBeUndefined();
    await taper.look();
    expect(taper.task('first-contact').dueAt).toBe(inHours(72, Date.parse(later)));
    await taper.accept();
    await taper.firstContact();
    expect((await started.client.post('coordinator', `/v1/cases/${taper.id}/replan`, { dischargedAt: inHours(60), reason: 'again' })).body['code']).toBe('already-contacted');
  }, 60_000);
});
