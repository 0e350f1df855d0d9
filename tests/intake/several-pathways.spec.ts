import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { hl7Time, type ExampleMessage, type ExamplePerson } from '#libs/intake/example-messages.js';
import { listAdmissions } from '#libs/records/queries/admissions.js';
import { reading } from '#tests/records/readers.js';
import { about, intakeHouse, type House } from './intake-house.js';

const HOUR = 3_600_000;
const [falls, taper] = ['rapid-falls-review', 'step-down-tapering'] as const;
let house: House;
let persons = 0;
beforeAll(async () => { house = await intakeHouse('intake-several-pathways'); }, 600_000);
afterAll(async () => { await house.leave(); });

function somebody(): ExamplePerson & { nhsNumber: string } {
  persons += 1;
  return { nhsNumber: syntheticNhsNumber(40_000 + persons), hospitalNumber: `S-${persons}`, family: 'Marlowe', given: 'Ida', dateOfBirth: '19410203' };
}
const findings = async (caseId: string) => (await house.events(caseId)).flatMap((event) => (event.kind === 'hospital-message' ? [event.data.finding] : []));
const reviews = (caseId: string) => house.cases.session(caseId).state.tasks.filter((task) => task.step === 'hospital-message-review' && task.status === 'open').length;

describe('somebody with a discharge, a falls review and a taper at once', () => {
  test('may have all three, and every one of them is told what the hospital says', async () => {
    const ida = somebody();
    const cases = [await house.startCase(ida, { pathway: taper }), await house.startCase(ida, { pathway: falls }), await house.startCase(ida)];
    expect(await house.send(about(ida, 'A11'))).toMatchObject({ outcome: 'review-opened', caseId: cases[2] });
    for (const caseId of cases) expect([await findings(caseId), reviews(caseId)]).toEqual([['admission-cancelled'], 1]);
  });

  test('leaves: the discharge records it, the others are told', async () => {
    const ida = somebody();
    const [review, leaving] = [await house.startCase(ida, { pathway: falls }), await house.startCase(ida)];
    const answer = await house.send(about(ida, 'A03'));
    expect(answer).toMatchObject({ outcome: 'departure-recorded', caseId: leaving });
    expect([await findings(leaving), await findings(review), reviews(review)]).toEqual([['departure'], ['updated'], 0]);
    expect(answer.flags).toEqual([]);
  });

  test('is admitted while the discharge waits: the falls review is what somebody looks at', async () => {
    const ida = somebody();
    const [review, leaving] = [await house.startCase(ida, { pathway: falls }), await house.startCase(ida)];
    const answer = await house.send(about(ida, 'A01'));
    expect(answer).toMatchObject({ outcome: 'review-opened', caseId: review, admissionId: expect.any(String) });
    expect([await findings(leaving), reviews(leaving), await findings(review), reviews(review)]).toEqual([['updated'], 0, ['admitted'], 1]);
  });
});

describe.each([falls, taper])('a hospital’s message during a %s', (pathway) => {
  test('an admission opens a review of the coordinator, with the time that it gives', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida, { pathway });
    const admittedAt = Math.floor((Date.now() - HOUR) / 60_000) * 60_000;
    const answer = await house.send(about(ida, 'A01', { stay: { admittedAt: hl7Time(admittedAt) } }));
    expect(answer).toMatchObject({ outcome: 'review-opened', caseId, admissionId: expect.any(String) });
    expect((await house.events(caseId)).find((event) => event.kind === 'hospital-message')?.data).toMatchObject({ finding: pathway === taper ? 'readmitted' : 'admitted', occurredAt: new Date(admittedAt).toISOString(), type: 'A01' });
    expect(house.cases.session(caseId).state.tasks.at(-1)).toMatchObject({ step: 'hospital-message-review', status: 'open' });
    expect(await house.send(about(ida, 'A01', { stay: { visitNumber: 'V-again', admittedAt: hl7Time(admittedAt) } }))).toMatchObject({ outcome: 'review-opened' });
    expect(reviews(caseId)).toBe(2);
  });

  test('a departure is told, and opens nothing', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida, { pathway });
    const before = house.cases.session(caseId).state.tasks.length;
    expect(await house.send(about(ida, 'A03'))).toMatchObject({ outcome: 'admission-updated', caseId, flags: [] });
    expect([await findings(caseId), house.cases.session(caseId).state.tasks.length, house.cases.session(caseId).state.left]).toEqual([['updated'], before, null]);
  });

  test.each([
    ['dead', 'A08', { dead: 'Y' }], ['transferred', 'A03', { stay: { destination: '51' } }], ['admission-cancelled', 'A11', {}], ['discharge-cancelled', 'A13', {}], ['merged', 'A40', {}],
  ] as [string, string, Partial<ExampleMessage>][])('%s (%s %j) opens a review', async (finding, kind, changes) => {
    const ida = somebody();
    const caseId = await house.startCase(ida, { pathway });
    expect(await house.send(about(ida, kind, changes))).toMatchObject({ outcome: 'review-opened', caseId });
    expect([await findings(caseId), reviews(caseId)]).toEqual([[finding], 1]);
  });

  test('none of them is answered with a readmission: there is none', async () => {
    const ida = somebody();
    const caseId = await house.startCase(ida, { pathway });
    // Admitted before the discharge that the taper follows.
    await house.send(about(ida, 'A01', { stay: { admittedAt: hl7Time(Date.now() - 48 * HOUR) } }));
    const task = house.cases.session(caseId).state.tasks.find(({ step }) => step === 'hospital-message-review')!;
    const complete = (evidence: { finding: string; readmitted?: boolean }) => house.cases.command(caseId, false, {
      id: `answer ${caseId} ${String(evidence.readmitted)}`, actor: { person: 'riverside-coordinator' }, stored: house.cases.session(caseId).state.version, receivedAt: new Date().toISOString(), command: { type: 'complete', taskId: task.id, evidence },
    });
    await expect(complete({ finding: 'on the ward', readmitted: true })).rejects.toMatchObject({ refusal: { status: 422, code: 'not-a-readmission', pointer: '/evidence/readmitted' } });
    await complete({ finding: 'on the ward' });
    expect(reviews(caseId)).toBe(0);
  });

  test('does not keep the hub from starting the discharge of who is in hospital', async () => {
    const ida = somebody();
    await house.startCase(ida, { pathway });
    const { admissionId } = await house.send(about(ida, 'A01'));
    const without = async () => (await listAdmissions(house.record.manager, reading('riverside-hub', new Date()), { hasCase: false, limit: 200 })).items.map(({ id }) => id);
    expect(await without()).toContain(admissionId);
    await house.startCase(ida);
    expect(await without()).not.toContain(admissionId);
  });
});
