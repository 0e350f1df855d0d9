import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { samples } from '#apps/demo/samples.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { oneOfEachKind } from '#libs/intake/example-messages.js';
import { Message } from '#libs/records/entities/message.js';
import { intakeHouse, type House } from './intake-house.js';
import { change, changed } from './mutations.js';

const ida = { nhsNumber: syntheticNhsNumber(30_000), hospitalNumber: 'H-30', family: 'O’Brien-Ünal', given: 'Ida', dateOfBirth: '19410203' };
const own = oneOfEachKind(ida, Date.now(), 'V-30').map(({ text }) => Buffer.from(text));
/** Messages in a real format where they lie, and of ours. */
const whole = [...samples().messages.map(({ bytes }) => bytes), ...own];
/** `npm run mutated-messages` has 5,000. */
const many = Number(process.env['HANDRAIL_MUTATED_MESSAGES'] ?? 120);
const ended = new Map<string, number>();
let house: House;
let caseId = '';
beforeAll(async () => {
  house = await intakeHouse('intake_fuzz');
  caseId = await house.startCase(ida);
}, 600_000);
afterAll(async () => {
  if (many > 120) console.log([`${many} mutated messages ended as:`, ...[...ended].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([how, times]) => `  ${how}: ${times}`)].join('\n'));
  await house.leave();
});

/** Every message ends in one of two ways: it was acted on, or somebody of the hub has it on a task. Nothing is lost, nothing is an error. */
async function ends(bytes: Buffer): Promise<void> {
  const answer = await house.send(bytes);
  expect(house.alarms).toEqual([]);
  expect(answer).not.toHaveProperty('pending');
  expect((await house.record.manager.findOneByOrFail(Message, { id: answer.messageId })).raw.equals(bytes)).toBe(true);
  const how = `${answer.outcome}${answer.reviewCaseId === undefined ? '' : ', with a task for the hub'}`;
  ended.set(how, (ended.get(how) ?? 0) + 1);
  if (answer.outcome === 'quarantined') expect(answer.reviewCaseId).toBeDefined();
  if (answer.reviewCaseId !== undefined) {
    const opened = (await house.events(answer.reviewCaseId)).find((event) => event.kind === 'task-opened');
    expect(opened?.data).toMatchObject({ step: 'message-review', about: { messageId: answer.messageId, unreadable: expect.arrayContaining([expect.objectContaining({ rule: expect.any(String) })]) } });
  }
  expect(await house.send(bytes)).toEqual(answer);
}

test('messages that were changed anywhere, about somebody with an open case', async () => {
  await fc.assert(fc.asyncProperty(fc.constantFrom(...whole), fc.array(change, { minLength: 1, maxLength: 6 }), async (message, changes) => ends(changes.reduce(changed, message))), { numRuns: many });
  expect((await house.events(caseId)).filter((event) => event.kind === 'left').length).toBeLessThanOrEqual(1);
}, 180_000 + many * 200);
test('any bytes at all', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => ends(Buffer.from(bytes))), { numRuns: 25 });
}, 120_000);
