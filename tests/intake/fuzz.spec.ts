import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { oneOfEachKind } from '#libs/intake/example-messages.js';
import { readHospitalMessage } from '#libs/intake/read-message.js';
import { change, changed } from './mutations.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const own = oneOfEachKind({ nhsNumber: syntheticNhsNumber(77), hospitalNumber: 'H-77', family: 'O’Brien-Ünal', given: 'Ida', dateOfBirth: '19410203' }, NOW, 'V-77').map(({ text }) => Buffer.from(text));

function holds(bytes: Buffer): void {
  const message = readHospitalMessage(bytes, NOW);
  // Understood, or something is there to put on a task of the hub.
  if (message.kind === null || message.patient === null) expect(message.unreadable.length).toBeGreaterThan(0);
  const kept = JSON.stringify(message);
  expect(kept).not.toMatch(/\\u0000|\\u[dD][89a-fA-F]/);
  for (const instant of [message.admittedAt, message.leftAt]) if (instant !== undefined) expect(new Date(instant).toISOString()).toBe(instant);
  if (message.patient?.dateOfBirth !== undefined) expect(message.patient.dateOfBirth).toMatch(/^\d{4}-\d\d-\d\d$/);
  const { text: _, ...fields } = message;
  for (const value of [fields.controlId, fields.sender.application, fields.sender.facility, fields.type, ...fields.unreadable.map((each) => each.value)]) expect(value.length).toBeLessThanOrEqual(200);
}

test('a message that was changed anywhere is read, or is shown: never an error', () => {
  fc.assert(fc.property(fc.constantFrom(...own), fc.array(change, { minLength: 1, maxLength: 8 }), (message, changes) => holds(changes.reduce(changed, message))), { numRuns: 3000 });
});
test('any bytes at all', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => holds(Buffer.from(bytes))), { numRuns: 1500 });
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => holds(Buffer.from(`MSH|^~\\&|${text}`))), { numRuns: 1500 });
});
test('a megabyte is read in a few seconds of work, however it is made up', () => {
  const head = 'MSH|^~\\&|PAS|RIVERSIDE||||ADT^A01|';
  for (const filling of ['\\', '^', '~', '|', '&', '\r', 'PID|', 'MSH|', '\u0000', 'é', '9990000018^^^NHS^NH~']) {
    const started = process.cpuUsage();
    holds(Buffer.from(head + filling.repeat(Math.floor(1_000_000 / Buffer.byteLength(filling)))));
    holds(Buffer.from(`${head}1\rPID|1||${filling.repeat(Math.floor(900_000 / Buffer.byteLength(filling)))}`));
    const { user, system } = process.cpuUsage(started);
    expect(user + system).toBeLessThan(6_000_000);
  }
}, 120_000);
