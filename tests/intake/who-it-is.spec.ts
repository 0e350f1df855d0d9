import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import type { ExamplePerson } from '#libs/intake/example-messages.js';
import { reviewCaseOf } from '#libs/intake/tell-case.js';
import { Admission } from '#libs/records/entities/admission.js';
import { listAdmissions } from '#libs/records/queries/admissions.js';
import { about, intakeHouse, zonedTime, type House } from './intake-house.js';

let house: House;
let persons = 0;
beforeAll(async () => { house = await intakeHouse('intake_who'); }, 600_000);
afterAll(async () => { await house.leave(); });
afterEach(() => { expect(house.alarms).toEqual([]); });

/** Somebody whom no other test knows. */
function somebody(): ExamplePerson & { nhsNumber: string } {
  persons += 1;
  return { nhsNumber: syntheticNhsNumber(50_000 + persons), hospitalNumber: `W-${persons}`, family: 'Marlowe', given: 'Ida', dateOfBirth: '19410203' };
}
/** The same numbers on somebody else's papers. */
const mixedUp = <Person extends ExamplePerson>(person: Person): Person => ({ ...person, given: 'Else', family: 'Someone', dateOfBirth: '19500101' });
const admission = (id: string | undefined) => house.record.manager.findOneByOrFail(Admission, { id: id ?? '' });
const DIFFERS = 'date-of-birth-differs';

async function hubLooks(reviewCaseId: string | undefined, messageId: string): Promise<void> {
  expect(reviewCaseId).toBe(reviewCaseOf(messageId));
  expect((await house.events(reviewCaseId ?? '')).find((event) => event.kind === 'task-opened')?.data).toMatchObject({
    step: 'message-review', owner: { role: 'hub' }, about: { messageId, unreadable: [{ field: 'PID-7', value: '1950-01-01', rule: DIFFERS }] },
  });
}

describe('a number that is known with another date of birth', () => {
  test.each([['A08', 'admission-recorded'], ['A01', 'admission-recorded'], ['A03', 'admission-updated'], ['A11', 'admission-updated']])('%s leaves the admission of the real person as it was, and the hub looks', async (kind, outcome) => {
    const ida = somebody();
    const { admissionId } = await house.send(about(ida, 'A01'));
    const before = await admission(admissionId);
    const answer = await house.send(about(mixedUp(ida), kind, { stay: { ward: 'Ward 9' } }));
    expect(answer).toMatchObject({ outcome, flags: [DIFFERS, 'name-differs'] });
    await hubLooks(answer.reviewCaseId, answer.messageId);
    expect(answer.admissionId).not.toBe(admissionId);
    expect(await admission(admissionId)).toEqual(before);
    expect(await admission(answer.admissionId)).toMatchObject({ name: 'Else Someone', dateOfBirth: '1950-01-01', flags: [DIFFERS, 'name-differs'] });

    // Each goes on with their own; one that gives no date of birth is the person whom nobody doubts.
    expect(await house.send(about(ida, 'A08'))).toMatchObject({ flags: [], admissionId });
    expect(await house.send(about(mixedUp(ida), 'A08'))).toMatchObject({ outcome: 'admission-updated', flags: [DIFFERS, 'name-differs'], admissionId: answer.admissionId, reviewCaseId: expect.any(String) });
    expect(await house.send(about({ ...ida, dateOfBirth: '' }, 'A08'))).toMatchObject({ flags: [], admissionId });
  });
  test('with an open case: case and admission are let be, and the admission apart is not shown as having the case', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const apart = await house.send(about(mixedUp(ida), 'A01'));
    expect(apart.flags).toContain(DIFFERS);
    expect(apart).not.toHaveProperty('caseId');
    await hubLooks(apart.reviewCaseId, apart.messageId);
    const real = await house.send(about(ida, 'A01'));
    expect(real).toMatchObject({ outcome: 'admission-recorded', flags: [], caseId });
    expect(real.admissionId).not.toBe(apart.admissionId);
    const viewer = { person: 'riverside-hub', organisations: ['riverside'], withoutIdentity: false };
    const { items } = await listAdmissions(house.record.manager, { viewer, now: new Date() } as unknown as Parameters<typeof listAdmissions>[1], { limit: 100 });
    expect(items.filter(({ id }) => id === real.admissionId || id === apart.admissionId).map((item) => [item.id === real.admissionId, item.caseId])).toEqual([[true, caseId], [false, null]]);
  });
  test('a case of which only the number was told goes to the person of the admission, and to one of two who come at once', async () => {
    const numberOnly = ({ nhsNumber }: { nhsNumber: string }) => house.startCase({ nhsNumber, family: '', given: '', dateOfBirth: '' });
    const ida = somebody();
    const { admissionId } = await house.send(about(ida, 'A01'));
    const caseId = await numberOnly(ida);
    const apart = await house.send(about(mixedUp(ida), 'A03'));
    expect(apart).toMatchObject({ outcome: 'admission-updated', flags: [DIFFERS, 'name-differs'] });
    expect(apart).not.toHaveProperty('caseId');
    await hubLooks(apart.reviewCaseId, apart.messageId);
    expect(await house.send(about(ida, 'A08'))).toMatchObject({ flags: [], caseId, admissionId });
    expect(await house.send(about(ida, 'A03'))).toMatchObject({ outcome: 'departure-recorded', flags: [], caseId, admissionId });

    const edith = somebody();
    await numberOnly(edith);
    const answers = await Promise.all([house.send(about(edith, 'A08')), house.send(about(mixedUp(edith), 'A08'))]);
    expect(answers.filter(({ flags }) => flags.includes(DIFFERS))).toHaveLength(1);
    for (const answer of answers) expect(answer.caseId === undefined).toBe(answer.flags.includes(DIFFERS));
  });
  test('the hospital’s own number is no better', async () => {
    const { nhsNumber: _, ...ida } = somebody();
    const { admissionId } = await house.send(about(ida, 'A01'));
    const answer = await house.send(about(mixedUp(ida), 'A08', { stay: { visitNumber: 'V-mixed' } }));
    expect(answer).toMatchObject({ outcome: 'admission-recorded', flags: [DIFFERS, 'name-differs'] });
    await hubLooks(answer.reviewCaseId, answer.messageId);
    expect(await admission(admissionId)).toMatchObject({ name: 'Ida Marlowe', dateOfBirth: '1941-02-03' });
  });
  test('two at once, nothing known before: one of them is the person, the other is looked at', async () => {
    const rounds = await Promise.all(Array.from({ length: 6 }, async () => {
      const ida = somebody();
      return Promise.all([house.send(about(ida, 'A01')), house.send(about(mixedUp(ida), 'A01'))]);
    }));
    for (const answers of rounds) {
      expect(answers.filter(({ flags }) => flags.includes(DIFFERS))).toHaveLength(1);
      for (const answer of answers) expect(answer.reviewCaseId).toBe(answer.flags.includes(DIFFERS) ? reviewCaseOf(answer.messageId) : undefined);
      expect(new Set(answers.map(({ admissionId }) => admissionId)).size).toBe(2);
    }
  });
  test('a merge takes over no stay of somebody born on another day', async () => {
    const [old, ida] = [mixedUp(somebody()), somebody()];
    const [mine, theirs] = [await house.send(about(ida, 'A01')), await house.send(about(old, 'A01'))];
    const answer = await house.send(about(ida, 'A40', { prior: `${old.nhsNumber}^^^NHS^NH` }));
    expect(answer).toMatchObject({ outcome: 'admission-updated', flags: ['merge-date-of-birth-differs'], admissionId: mine.admissionId, reviewCaseId: expect.any(String) });
    expect(await admission(theirs.admissionId)).toMatchObject({ nhsNumber: old.nhsNumber, dateOfBirth: '1950-01-01' });
    // Who remains is in no doubt.
    expect(await house.send(about(mixedUp(ida), 'A08'))).toMatchObject({ flags: expect.arrayContaining([DIFFERS]) });
  });
});

describe('a name that differs, the number and the date of birth agreeing', () => {
  test('is flagged where only an admission is known, and nobody has to look', async () => {
    const ida = somebody();
    const { admissionId } = await house.send(about(ida, 'A01'));
    const answer = await house.send(about({ ...ida, given: 'Edith' }, 'A08'));
    expect(answer).toMatchObject({ outcome: 'admission-updated', flags: ['name-differs'], admissionId });
    expect(answer).not.toHaveProperty('reviewCaseId');
    expect((await admission(admissionId)).flags).toEqual(['name-differs']);
  });
  test('also for another visit, and not for the same name written otherwise', async () => {
    const ida = somebody();
    await house.send(about(ida, 'A01'));
    expect(await house.send(about({ ...ida, given: 'Edith' }, 'A01', { stay: { visitNumber: 'V-edith' } }))).toMatchObject({ outcome: 'admission-recorded', flags: ['name-differs'] });
    expect(await house.send(about({ ...ida, given: 'IDA', family: 'MARLOWE' }, 'A08'))).toMatchObject({ flags: [] });
  });
});

test('who can only be told by name and date of birth is recorded, and flagged', async () => {
  const nobody: ExamplePerson = { family: 'Nameson', given: 'Ida', dateOfBirth: '19410203' };
  const answer = await house.send(about(nobody, 'A01', { stay: { visitNumber: '' } }));
  expect(answer).toMatchObject({ outcome: 'admission-recorded', flags: ['no-identifier'] });
  expect(answer).not.toHaveProperty('reviewCaseId');
  expect(await admission(answer.admissionId)).toMatchObject({ name: 'Ida Nameson', nhsNumber: null, identifiers: [], flags: ['no-identifier'] });
  expect((await house.send(about({ ...nobody, hospitalNumber: 'W-nobody' }, 'A01', { stay: { visitNumber: '' } }))).flags).toEqual([]);
});

test.each(['', '""', 'ADT', '^A01', 'ADT^', 'ADT^^ADT_A01', '\u0000'])('MSH-9 %j says no kind: quarantined with a task of the hub, whatever EVN-1 says', async (type) => {
  const ida = somebody();
  const answer = await house.send(about(ida, 'A01', { event: 'A01' }).replace('|ADT^A01|', () => `|${type}|`));
  expect(answer).toEqual({ messageId: answer.messageId, outcome: 'quarantined', flags: ['kind-unreadable'], caseId: reviewCaseOf(answer.messageId), reviewCaseId: reviewCaseOf(answer.messageId) });
  expect((await house.events(answer.caseId ?? '')).find((event) => event.kind === 'task-opened')?.data).toMatchObject({ step: 'message-review', owner: { role: 'hub' } });
  expect(await house.record.manager.countBy(Admission, { nhsNumber: ida.nhsNumber })).toBe(0);
});

describe('leaving a case that is seconds old', () => {
  const left = async (caseId: string) => (await house.events(caseId)).find((event) => event.kind === 'left')?.data.leftAt ?? '';
  test('without a leaving time the receipt counts, and only that is flagged', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const before = Date.now();
    // EVN-2 is the whole minute, before the case.
    const minute = zonedTime(Date.parse((await house.events(caseId))[0]?.at ?? ''));
    const answer = await house.send(about(ida, 'A03', { stay: { leftAt: '' } }).replace(/EVN\|A03[^\r]*/, `EVN|A03|${minute}`));
    expect(answer).toMatchObject({ outcome: 'departure-recorded', flags: ['leaving-time-missing'], caseId });
    expect(Date.parse(await left(caseId))).toBeGreaterThanOrEqual(before);
  });
  test('a leaving time in whole minutes is not before a case of that minute', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida);
    const opened = Date.parse((await house.events(caseId))[0]?.at ?? '');
    const answer = await house.send(about(ida, 'A03', { stay: { leftAt: zonedTime(opened) } }));
    expect(answer).toMatchObject({ outcome: 'departure-recorded', flags: [], caseId });
    expect(Date.parse(await left(caseId))).toBe(opened - (opened % 60_000));
  });
});
