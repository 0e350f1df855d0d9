import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventOf } from '#libs/contracts/events.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import type { ExamplePerson } from '#libs/intake/example-messages.js';
import { reviewCaseOf } from '#libs/intake/tell-case.js';
import { Admission } from '#libs/records/entities/admission.js';
import { Message } from '#libs/records/entities/message.js';
import { about, intakeHouse, zonedTime, type House } from './intake-house.js';

const HOUR = 3_600_000;
let house: House;
let persons = 0;
beforeAll(async () => { house = await intakeHouse('intake'); }, 600_000);
afterAll(async () => { await house.leave(); });
beforeEach(() => { house.alarms.length = 0; });

/** Somebody whom no other test knows. */
function somebody(): ExamplePerson & { nhsNumber: string } {
  persons += 1;
  return { nhsNumber: syntheticNhsNumber(20_000 + persons), hospitalNumber: `H-${persons}`, family: 'Marlowe', given: 'Ida', dateOfBirth: '19410203' };
}
const admission = (id: string | undefined) => house.record.manager.findOneByOrFail(Admission, { id: id ?? '' });
const messages = () => house.record.manager.count(Message);
const openTasks = (caseId: string | undefined) => house.cases.session(caseId ?? '').state.tasks.filter((task) => task.status === 'open').map((task) => task.step);

describe('who is in hospital', () => {
  test('an admission is recorded, updated, left, cancelled and taken back', async () => {
    const ida = somebody();
    const admitted = await house.send(about(ida, 'A01'));
    expect(admitted).toEqual({ messageId: expect.any(String), outcome: 'admission-recorded', flags: [], admissionId: expect.any(String) });
    expect(await admission(admitted.admissionId)).toMatchObject({ status: 'in-hospital', ward: 'Ward 7', nhsNumber: ida.nhsNumber, name: 'Ida Marlowe', dateOfBirth: '1941-02-03', organisationId: 'riverside' });

    for (const [kind, status] of [['A08', 'in-hospital'], ['A03', 'left'], ['A13', 'in-hospital'], ['A11', 'cancelled'], ['A01', 'in-hospital']] as const) {
      const answer = await house.send(about(ida, kind, { stay: { ward: `Ward of ${kind}` } }));
      expect(answer).toMatchObject({ outcome: 'admission-updated', flags: [], admissionId: admitted.admissionId });
      expect(await admission(admitted.admissionId)).toMatchObject({ status, ward: `Ward of ${kind}` });
    }
  });

  test('another visit is another stay, and a visit number that belongs to somebody else is nobody’s', async () => {
    const [ida, other] = [somebody(), somebody()];
    const first = await house.send(about(ida, 'A01'));
    const second = await house.send(about(ida, 'A01', { stay: { visitNumber: 'V-second' } }));
    expect(second).toMatchObject({ outcome: 'admission-recorded' });
    expect(second.admissionId).not.toBe(first.admissionId);
    const mistaken = await house.send(about(other, 'A01', { stay: { visitNumber: 'V-second' } }));
    expect(mistaken).toMatchObject({ outcome: 'admission-recorded' });
    expect((await admission(second.admissionId)).nhsNumber).toBe(ida.nhsNumber);
    const { nhsNumber: _, ...unnumbered } = somebody();
    const unknown = await house.send(about({ ...unnumbered, dateOfBirth: '19500505' }, 'A01', { stay: { visitNumber: 'V-second' } }));
    expect(unknown).toMatchObject({ outcome: 'admission-recorded', flags: ['visit-number-of-another'] });
    expect(await house.send(about({ ...unnumbered, dateOfBirth: '19500505' }, 'A08', { stay: { visitNumber: 'V-second' } }))).toMatchObject({ admissionId: unknown.admissionId });
  });

  test.each(['A03', 'A11', 'A13', 'A40'])('%s of somebody unknown updates', async (kind) => {
    expect(await house.send(about(somebody(), kind))).toMatchObject({ outcome: 'admission-updated' });
  });
  test('somebody who is marked dead, or went to another hospital, updates', async () => {
    expect(await house.send(about(somebody(), 'A03', { dead: 'Y' }))).toMatchObject({ outcome: 'admission-updated', flags: ['dead'] });
    expect(await house.send(about(somebody(), 'A03', { stay: { destination: 'St Elsewhere Hospital' } }))).toMatchObject({ outcome: 'admission-updated', flags: ['transferred'] });
  });
  test('a merge takes the old stay over to the person who remains', async () => {
    const [old, ida] = [somebody(), somebody()];
    const admitted = await house.send(about(old, 'A01'));
    expect(await house.send(about(ida, 'A40', { prior: `${old.nhsNumber}^^^NHS^NH` }))).toMatchObject({ outcome: 'admission-updated', admissionId: admitted.admissionId });
    expect(await admission(admitted.admissionId)).toMatchObject({ nhsNumber: ida.nhsNumber });
  });
});

describe('resends and control ids', () => {
  test('the same bytes get the same answer and do nothing again', async () => {
    const text = about(somebody(), 'A01');
    const first = await house.send(text);
    const before = await messages();
    expect(await Promise.all([house.send(text), house.send(text), house.send(text)])).toEqual([first, first, first]);
    expect(await messages()).toBe(before);
  });
  test('ten of the same at once are one message, one admission, one answer', async () => {
    const text = about(somebody(), 'A01');
    const answers = await Promise.all(Array.from({ length: 10 }, () => house.send(text)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ outcome: 'admission-recorded' });
  });
  test('the same id with other bytes is a new message, flagged; of eight that arrive at once, seven', async () => {
    const ida = somebody();
    const one = await house.send(about(ida, 'A01', { controlId: 'REUSED' }));
    const other = await house.send(about(ida, 'A08', { controlId: 'REUSED' }));
    expect(one.flags).toEqual([]);
    expect(other).toMatchObject({ outcome: 'admission-updated', flags: ['control-id-reused'] });
    expect(other.messageId).not.toBe(one.messageId);
    const together = await Promise.all(Array.from({ length: 8 }, () => house.send(about(somebody(), 'A01', { controlId: 'REUSED-2' }))));
    expect(together.filter(({ flags }) => flags.includes('control-id-reused'))).toHaveLength(7);
  });
  test('every byte is kept', async () => {
    const bytes = Buffer.from([...Buffer.from('MSH|^~\\&|X\u0000'), 0xff, 0xfe, 0x80, 0]);
    const { messageId } = await house.send(bytes);
    expect((await house.record.manager.findOneByOrFail(Message, { id: messageId })).raw.equals(bytes)).toBe(true);
  });
});

describe('what nobody can read becomes a task of the hub', () => {
  test('a text that is no message', async () => {
    const answer = await house.send('hello');
    expect(answer).toEqual({ messageId: expect.any(String), outcome: 'quarantined', flags: ['not-hl7'], caseId: reviewCaseOf(answer.messageId), reviewCaseId: reviewCaseOf(answer.messageId) });
    const [opened, task] = await house.events(answer.caseId ?? '');
    expect(opened).toMatchObject({ kind: 'case-opened', data: { pathway: 'intake-review', organisation: 'riverside', details: { messageId: answer.messageId, text: 'hello', unreadable: [{ field: 'MSH', value: 'hello', rule: 'not-hl7' }] } } });
    expect(task).toMatchObject({ kind: 'task-opened', data: { step: 'message-review', owner: { role: 'hub' } } });
    expect(await house.send('hello')).toEqual(answer);
  });
  test.each([
    ['a kind that is not known', (text: string) => text.replace('ADT^A01', 'ADT^A99'), 'kind-unknown'], ['nobody in it', (text: string) => text.replace(/PID\|[^\r]*\r/, ''), 'person-unreadable'],
  ])('%s is quarantined', async (_, spoil, rule) => {
    const answer = await house.send(spoil(about(somebody(), 'A01')));
    expect(answer).toMatchObject({ outcome: 'quarantined', flags: [rule] });
    expect(answer).not.toHaveProperty('admissionId');
  });
  test.each([
    ['a date of birth that does not exist', { dateOfBirth: '19411302' }, 'date-unreadable'], ['a wrong check digit', { nhsNumber: '9990000001' }, 'nhs-number-check-digit'], ['eleven digits', { nhsNumber: '99900000011' }, 'nhs-number-length'],
  ])('%s: what can be read is used, what cannot is shown', async (_, wrong, rule) => {
    const answer = await house.send(about({ ...somebody(), ...wrong }, 'A01', { stay: { visitNumber: `V-${rule}` } }));
    expect(answer).toMatchObject({ outcome: 'admission-recorded', flags: [rule], reviewCaseId: reviewCaseOf(answer.messageId) });
    expect(answer).not.toHaveProperty('caseId');
    expect(await admission(answer.admissionId)).toMatchObject({ name: 'Ida Marlowe', flags: [rule] });
    const task = house.cases.session(answer.reviewCaseId ?? '').state.tasks[0];
    expect(task).toMatchObject({ step: 'message-review', status: 'open' });
    expect(JSON.stringify((await house.events(answer.reviewCaseId ?? ''))[0]?.data)).toContain(rule);
  });
  test('a character set that lies', async () => {
    const answer = await house.send(Buffer.from(about({ ...somebody(), given: 'Zoë' }, 'A01', { characterSet: 'UNICODE UTF-8' }), 'latin1'));
    expect(answer).toMatchObject({ outcome: 'admission-recorded', flags: ['character-set'], reviewCaseId: expect.any(String) });
    expect((await admission(answer.admissionId)).name).toBe('Zoë Marlowe');
  });
  test('a megabyte of nothing is kept, and shown in part', async () => {
    const answer = await house.send(`MSH|^~\\&|${'é|'.repeat(330_000)}`);
    expect(answer.outcome).toBe('quarantined');
    expect(JSON.stringify(await house.events(answer.caseId ?? '')).length).toBeLessThan(64_000);
  });
});

describe('the departure', () => {
  const left = async (caseId: string) => (await house.events(caseId)).filter((event): event is EventOf<'left'> => event.kind === 'left');

  test('with the gate shut the person has left all the same, and the escalation owner is called', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const answer = await house.send(about(ida, 'A03'));
    expect(answer).toMatchObject({ outcome: 'departure-recorded', caseId });
    expect(await left(caseId)).toEqual([expect.objectContaining({ actor: { system: expect.any(String) }, data: expect.objectContaining({ gate: 'shut', source: `message ${answer.messageId}` }) })]);
    expect(openTasks(caseId)).toEqual(expect.arrayContaining(['left-before-safe-response', 'gp-summary-sent']));
  });
  test('told again it changes nothing', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    await house.send(about(ida, 'A03'));
    expect(await house.send(about(ida, 'A03'))).toMatchObject({ outcome: 'admission-updated', caseId, flags: expect.arrayContaining(['departure-already-recorded']) });
    expect(await left(caseId)).toHaveLength(1);
  });
  test.each([
    ['in the future', () => Date.now() + 4 * HOUR, {}, 'leaving-time-in-the-future'], ['before the admission', () => Date.now() - 48 * HOUR, {}, 'leaving-before-admission'],
    ['before the case', () => Date.now() - 2 * HOUR, {}, 'leaving-before-case'],
  ])('a leaving time %s is flagged, and the receipt counts', async (_, leftAt, stay, flag) => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const before = Date.now();
    const answer = await house.send(about(ida, 'A03', { stay: { leftAt: zonedTime(leftAt()), ...stay } }));
    expect(answer).toMatchObject({ outcome: 'departure-recorded', flags: expect.arrayContaining([flag]) });
    const [event] = await left(caseId);
    expect(Date.parse(event?.data.leftAt ?? '')).toBeGreaterThanOrEqual(before);
    expect((await house.record.manager.findOneByOrFail(Message, { id: answer.messageId })).fields).toMatchObject({ leftAt: expect.any(String) });
  });
  test('a name that differs is flagged only', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    expect(await house.send(about({ ...ida, given: 'Edith' }, 'A03'))).toMatchObject({ outcome: 'departure-recorded', caseId, flags: expect.arrayContaining(['name-differs']) });
  });
  test('the number with another date of birth is not the person: the hub looks', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const answer = await house.send(about({ ...ida, dateOfBirth: '19410204' }, 'A03'));
    expect(answer).toMatchObject({ outcome: 'admission-updated', flags: ['date-of-birth-differs'], reviewCaseId: expect.any(String) });
    expect(await left(caseId)).toEqual([]);
  });
  test('a wrong NHS number moves no case, even with the right visit number', async () => {
    const ida = somebody();
    await house.send(about(ida, 'A01'));
    const caseId = await house.startCase(ida);
    const answer = await house.send(about({ ...ida, nhsNumber: '9990000001' }, 'A03', { stay: { visitNumber: `V-${ida.nhsNumber}` } }));
    expect(answer).toMatchObject({ outcome: 'admission-updated', flags: expect.arrayContaining(['nhs-number-check-digit']), reviewCaseId: expect.any(String) });
    expect(await left(caseId)).toEqual([]);
  });
  test('somebody without an NHS number is known by the hospital’s number, through the admission', async () => {
    const { nhsNumber: _, ...ida } = somebody();
    const { admissionId } = await house.send(about(ida, 'A01'));
    const caseId = await house.startCase(ida, { admissionId: admissionId ?? '', identifiers: [{ system: 'RIVERSIDE', value: ida.hospitalNumber ?? '' }] });
    expect(await house.send(about(ida, 'A03'))).toMatchObject({ outcome: 'departure-recorded', caseId });
  });
  test('another organisation’s hospital moves no case of ours', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const answer = await house.send(about(ida, 'A03'), { organisation: 'hillview', receivedBy: 'hillview-hub' });
    expect(answer).toMatchObject({ outcome: 'admission-updated' });
    expect(answer).not.toHaveProperty('caseId');
    expect(await left(caseId)).toEqual([]);
  });
});

describe('what never completes or rewinds a step', () => {
  test.each([
    ['dead', 'A03', { dead: 'Y' }], ['dead', 'A08', { dead: 'Y' }], ['dead', 'A03', { stay: { disposition: '20' } }], ['transferred', 'A03', { stay: { destination: '51' } }],
    ['admission-cancelled', 'A11', {}], ['discharge-cancelled', 'A13', {}], ['merged', 'A40', {}],
  ])('%s (%s %j) opens a review for the coordinator', async (finding, kind, changes) => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const before = openTasks(caseId);
    const answer = await house.send(about(ida, kind, changes));
    expect(answer).toMatchObject({ outcome: 'review-opened', caseId });
    expect(openTasks(caseId).toSorted()).toEqual([...before, 'hospital-message-review'].toSorted());
    expect(house.cases.session(caseId).state.tasks.at(-1)).toMatchObject({ step: 'hospital-message-review', owner: { role: 'coordinator' } });
    expect((await house.events(caseId)).find((event) => event.kind === 'hospital-message')?.data).toMatchObject({ messageId: answer.messageId, type: kind, finding });
  });
  test('a merge reaches the case of the number that is given up', async () => {
    const [old, ida] = [somebody(), somebody()];
    const caseId = await house.startCase(old);
    expect(await house.send(about(ida, 'A40', { prior: `${old.nhsNumber}^^^NHS^NH` }))).toMatchObject({ outcome: 'review-opened', caseId });
  });
  test('admitted again after leaving: a review, and calls wait for it', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    await house.send(about(ida, 'A03'));
    const answer = await house.send(about(ida, 'A01', { stay: { visitNumber: 'V-back', admittedAt: zonedTime(Date.now() + 60_000) } }));
    expect(answer).toMatchObject({ outcome: 'review-opened', caseId, admissionId: expect.any(String) });
    expect((await house.events(caseId)).findLast((event) => event.kind === 'hospital-message')?.data).toMatchObject({ finding: 'readmitted' });
  });
  test('admitted again while the case waits for what is left after a wrong person: the hub reads it', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    await house.send(about(ida, 'A03'));
    await house.endCase(caseId, 'wrong-person');
    const answer = await house.send(about(ida, 'A01', { stay: { visitNumber: 'V-back', admittedAt: zonedTime(Date.now() + 60_000) } }));
    expect(answer).toMatchObject({ flags: expect.arrayContaining(['case-ended']), reviewCaseId: expect.any(String) });
    expect(openTasks(caseId)).toEqual(['wrong-person-put-right']);
  });
  test('an admission or a change during the stay is told and opens nothing', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const before = openTasks(caseId);
    expect(await house.send(about(ida, 'A01'))).toMatchObject({ outcome: 'admission-recorded', caseId });
    expect(await house.send(about(ida, 'A08'))).toMatchObject({ outcome: 'admission-updated', caseId });
    expect(openTasks(caseId)).toEqual(before);
  });
});

describe('a death on the way', () => {
  test.each(['away', 'lost'] as const)('the case’s answer is %s: the message is kept, a resend finishes it, and it happened once', async (kind) => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const text = about(ida, 'A03');
    house.cases.trouble = { kind, times: 1 };
    const pending = await house.send(text);
    expect(pending).toMatchObject({ outcome: 'departure-recorded', pending: true });
    const answer = await house.send(text);
    expect(answer).toMatchObject({ messageId: pending.messageId, outcome: 'departure-recorded', caseId });
    expect(answer).not.toHaveProperty('pending');
    expect((await house.events(caseId)).filter((event) => event.kind === 'left')).toHaveLength(1);
    expect(house.alarms).toEqual([]);
  });
  test('without a resend the worker’s loop finishes it, and a later resend hears the same', async () => {
    const [ida, text] = [somebody(), 'not a message at all'];
    const admitted = about(ida, 'A01', { person: { ...ida, dateOfBirth: '19411302' } });
    house.cases.trouble = { kind: 'away', times: 2 };
    const pending = [await house.send(text), await house.send(admitted)];
    expect(pending).toMatchObject([{ outcome: 'quarantined', pending: true }, { outcome: 'admission-recorded', pending: true }]);
    expect(await house.complete()).toBe(2);
    expect(await house.complete()).toBe(0);
    expect([await house.send(text), await house.send(admitted)]).toMatchObject([{ messageId: pending[0]?.messageId, outcome: 'quarantined' }, { messageId: pending[1]?.messageId, outcome: 'admission-recorded', flags: ['date-unreadable'] }]);
  });
});
