import { describe, expect, it } from '@jest/globals';
import { inHours, somebody } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';

// The whole story over HTTP with real tokens against a started product, as rehearsals: the same engine, the clock moved.
const started = riversideForThisFile();

describe('a discharge, told over HTTP', () => {
  it('met: four standards, confirmed, left, visited, rung, and safe after seven days', async () => {
    const discharge = await DischargeCase.start(started.client);
    expect(discharge.open()).toEqual(['equipment-in-place', 'first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given']);
    await discharge.leave();
    expect(discharge.open()).toEqual(['first-visit-done', 'gp-summary-sent']);
    await discharge.complete('gp-summary-sent', { sentAt: inHours(0, discharge.now), to: 'the practice' }, 'clinical-lead');
    await discharge.advanceTo(Date.parse(discharge.task('first-visit-done').dueAt) - 3_600_000);
    await discharge.complete('first-visit-done', { visitedAt: inHours(0, discharge.now), by: 'a nurse' });
    await discharge.advance('PT24H');
    await discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    expect([discharge.view.status, discharge.watching, discharge.open()]).toEqual(['open', true, []]);
    await discharge.advance('P7D');
    expect([discharge.view.status, discharge.view.outcome]).toEqual(['closed', { outcome: 'safe-discharge', basis: 'asked' }]);
  }, 60_000);

  it('at risk: what is unmet passes by a risk decision, stays a task with a time, and the capacity route answers', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.meet('first-visit-booked');
    await discharge.act('first-visit-booked', 'unmet', { reason: 'no nurse before Friday', unsafe: 'the wound is not dressed' });
    const unmetDueAt = inHours(40, discharge.planned);
    await discharge.post('clinical-lead', 'decisions', discharge.riskDecision('go-with-risk', { unmetDueAt, actions: [{ title: 'ring in the morning', owner: 'riverside-coordinator', dueAt: inHours(12, discharge.planned), completionCheck: 'a note' }] }));
    expect(discharge.open()).toEqual(['action', 'capacity-response', 'departure', 'first-visit-booked']);
    expect(discharge.task('first-visit-booked').dueAt).toBe(unmetDueAt);
  }, 60_000);

  it('postponed: the plan moves and what was unmet is open again', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.act('equipment-in-place', 'unmet', { reason: 'no bed', unsafe: 'falls' });
    const later = inHours(54, discharge.now);
    await discharge.post('clinical-lead', 'decisions', discharge.riskDecision('postpone', { because: 'clinical', plannedDischargeAt: later }));
    expect([discharge.task('equipment-in-place').status, discharge.planned]).toEqual(['open', Date.parse(later)]);
  }, 60_000);

  it('stayed: everything is withdrawn and the case closes without a watch', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.act('medicines-reconciled', 'unmet', { reason: 'not supplied', unsafe: 'no insulin' }, 'clinical-lead');
    await discharge.post('clinical-lead', 'decisions', discharge.riskDecision('stay', { because: 'clinical' }));
    expect([discharge.view.status, discharge.view.outcome?.outcome]).toEqual(['closed', 'stayed-in-hospital']);
  }, 60_000);

  it('left before safe: never refused, the response is called at once, what is unmet goes on urgently', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.post('coordinator', 'triggers', { kind: 'left-before-safe', occurredAt: inHours(0, discharge.now), note: 'walked out with her son' });
    expect(discharge.open()).toEqual(['equipment-in-place', 'first-visit-booked', 'gp-summary-sent', 'left-before-safe-response', 'medicines-reconciled', 'red-flag-instructions-given']);
    expect(discharge.called('left-before-safe-response')).toEqual(['escalation-owner']);
    expect(Date.parse(discharge.task('first-visit-booked').dueAt) - discharge.now).toBeLessThanOrEqual(2 * 3_600_000);
  }, 60_000);

  it('missed first visit: at its slot plus an hour the escalation owner is called and somebody must see the person', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.leave();
    await discharge.advanceTo(Date.parse(discharge.task('first-visit-done').dueAt) + 1_000);
    expect(discharge.called('first-visit-done')).toEqual(['escalation-owner']);
    expect(discharge.open()).toContain('person-seen');
    await discharge.advance('PT30M');
    expect(discharge.called('first-visit-done')).toEqual(['escalation-owner', 'escalation-lead']);
  }, 60_000);

  it('no reply to the safety call: two tries two hours apart, and somebody sees the person', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.leave();
    await discharge.complete('first-visit-done', { visitedAt: inHours(0, discharge.now), by: 'a nurse' });
    await discharge.advance('PT24H');
    await discharge.act('safety-call', 'attempt', { at: inHours(0, discharge.now), tried: 'rang the home', why: 'no reply' });
    await discharge.advance('PT2H');
    await discharge.act('safety-call', 'attempt', { at: inHours(0, discharge.now), tried: 'rang the home', why: 'no reply' });
    expect(discharge.open()).toContain('person-seen');
    await discharge.complete('person-seen', { seenAt: inHours(0, discharge.now), by: 'the nurse', how: 'visit', findings: 'well' }, 'clinical-lead');
    expect(discharge.task('safety-call').status).toBe('not-needed');
  }, 60_000);

  it('declined: the clinical lead decides what follows from a no', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.leave();
    await discharge.act('first-visit-done', 'declined', { by: 'the person', capacity: 'presumed', explained: 'why the visit matters', alternative: 'a call' });
    expect(discharge.open()).toContain('declined-decision');
    const { because: _because, unsafe: _unsafe, mitigations: _mitigations, ...decision } = discharge.riskDecision('accept', { kind: 'declined-decision' });
    await discharge.post('clinical-lead', 'decisions', decision);
    expect(discharge.task('first-visit-done').status).toBe('declined');
  }, 60_000);

  it('readmission within seven days is a failed discharge, with something to learn', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.leave();
    await discharge.advance('P2D');
    await discharge.post('hub', 'triggers', { kind: 'readmission', occurredAt: inHours(-1, discharge.now), note: 'back through the emergency department', reportedBy: 'the ward' });
    expect(discharge.open()).toEqual(['learning-review']);
    await discharge.complete('learning-review', { findings: 'no visit', change: 'book earlier' }, 'clinical-lead');
    expect([discharge.view.status, discharge.view.outcome?.outcome]).toEqual(['closed', 'failed-discharge']);
  }, 60_000);

  it('a readmission told after closing brings the case back, amends its outcome, and closes it again', async () => {
    const discharge = await DischargeCase.start(started.client, { dischargePathway: 0 });
    await discharge.complete('first-visit-booked', { noneNeeded: true, because: 'independent' });
    await discharge.meet('first-visit-booked');
    await discharge.complete('standards-confirmed', { confirmed: true });
    await discharge.advanceTo(discharge.planned);
    const leftAt = discharge.now;
    await discharge.complete('departure', { leftAt: inHours(0, leftAt) }, 'hub');
    await discharge.complete('gp-summary-sent', { sentAt: inHours(0, discharge.now), to: 'the practice' }, 'clinical-lead');
    await discharge.advance('PT24H');
    await discharge.complete('safety-call', { spokeTo: 'the person', how: 'phone', worry: 'none' });
    await discharge.advance('P7D');
    expect(discharge.view.status).toBe('closed');
    await discharge.post('hub', 'triggers', { kind: 'readmission', occurredAt: inHours(48, leftAt), note: 'found out later' });
    expect([discharge.open(), discharge.view.outcome?.outcome]).toEqual([['learning-review'], 'failed-discharge']);
    await discharge.complete('learning-review', { findings: 'f', change: 'c' }, 'clinical-lead');
    expect(discharge.view.status).toBe('closed');
  }, 60_000);

  it('death: ladders stop at once and one task of the clinical lead is left', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.post('coordinator', 'end', { because: 'died', at: inHours(0, discharge.now), note: 'died on the ward' });
    expect(discharge.open()).toEqual(['after-death']);
    await discharge.complete('after-death', { gpTold: true, partnersTold: ['community nursing'], cancelled: [] }, 'clinical-lead');
    expect([discharge.view.status, discharge.view.outcome?.outcome]).toEqual(['closed', 'died']);
  }, 60_000);

  it('wrong person: the hub puts it right, and the right case can start meanwhile', async () => {
    const patient = somebody();
    const discharge = await DischargeCase.start(started.client, {}, { rehearsal: false, patient });
    await discharge.post('hub', 'end', { because: 'wrong-person', at: inHours(0), note: 'another with the same name' });
    expect(discharge.open()).toEqual(['wrong-person-put-right']);
    const right = await DischargeCase.start(started.client, {}, { rehearsal: false, patient });
    expect(right.id).not.toBe(discharge.id);
    await discharge.complete('wrong-person-put-right', { done: 'everyone told' }, 'hub');
    expect(discharge.view.status).toBe('closed');
  }, 60_000);

  it('late completion: completed all the same, and recorded as late', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.advanceTo(Date.parse(discharge.task('equipment-in-place').dueAt) + 60_000);
    expect(discharge.task('equipment-in-place').overdue).toBe(true);
    await discharge.complete('equipment-in-place', { items: ['frame'] });
    expect([discharge.task('equipment-in-place').late, discharge.task('equipment-in-place').recordedLate, discharge.task('equipment-in-place').overdue]).toEqual([true, true, false]);
  }, 60_000);

  it('reopened standard: the gate shuts, the departure is withdrawn, and it is confirmed anew', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.readyToLeave();
    await discharge.act('equipment-in-place', 'reopen', { reason: 'the frame is broken' });
    expect([discharge.task('departure').status, discharge.view.gates]).toMatchObject(['not-needed', [{ name: 'safe to leave', open: false, unmet: ['equipment-in-place'] }]]);
    await discharge.complete('equipment-in-place', { items: ['another frame'] });
    expect(discharge.open()).toEqual(['standards-confirmed']);
  }, 60_000);

  it('replan: deadlines follow the plan', async () => {
    const discharge = await DischargeCase.start(started.client);
    const later = inHours(78, discharge.now);
    await discharge.post('hub', 'replan', { plannedDischargeAt: later, reason: 'waiting for a scan' });
    expect(discharge.planned).toBe(Date.parse(later));
    expect(Date.parse(discharge.task('equipment-in-place').dueAt)).toBeLessThanOrEqual(Date.parse(later) - 2 * 3_600_000);
  }, 60_000);

  it('handover: the new owner has the role and its tasks, and is called', async () => {
    const discharge = await DischargeCase.start(started.client);
    await discharge.post('clinical-lead', 'owners', { role: 'coordinator', person: 'riverside-escalation-lead', reason: 'on leave from today' });
    expect(discharge.view.owners?.coordinator.id).toBe('riverside-escalation-lead');
    expect(discharge.task('equipment-in-place').owner.person?.id).toBe('riverside-escalation-lead');
  }, 60_000);
});
