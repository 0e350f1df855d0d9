import { describe, expect, test } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { agreement, DISCHARGE, findingFor, leaving } from '#libs/intake/decide.js';
import { exampleMessage, hl7Time, type ExampleMessage } from '#libs/intake/example-messages.js';
import { readHospitalMessage } from '#libs/intake/read-message.js';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-20T12:00:00Z');
const ida = { nhsNumber: syntheticNhsNumber(1), family: 'Marlowe', given: 'Ida', dateOfBirth: '19410203' };
const message = (kind: string, stay = {}) => readHospitalMessage(Buffer.from(exampleMessage({ kind, controlId: 'C', person: ida, stay })), NOW);
const at = (ms: number): string => new Date(ms).toISOString();

describe('an admission after leaving', () => {
  const told = (leftAt: number, admittedAt?: number) => findingFor(message('A01', admittedAt === undefined ? {} : { admittedAt: hl7Time(admittedAt) }), { caseId: 'c', pathway: DISCHARGE, openedAt: at(leftAt - DAY), leftAt: at(leftAt), watch: 7 * DAY }, NOW);
  test.each([[1], [6.9], [7]])('%d days after leaving is a return', (days) => expect(told(NOW - days * DAY, NOW)).toEqual({ told: { finding: 'readmitted', occurredAt: at(NOW) }, flags: [] }));
  test('later it is told and asks nobody', () => expect(told(NOW - 7.1 * DAY, NOW)).toEqual({ told: { finding: 'updated' }, flags: ['readmitted-after-watch'] }));
  test('heard of late, it was a return all the same', () => expect(told(NOW - 8 * DAY, NOW - 5 * DAY).told).toEqual({ finding: 'readmitted', occurredAt: at(NOW - 5 * DAY) }));
  test('without a time, or with one before the leaving, the receipt counts', () => {
    expect(told(NOW - DAY)).toEqual({ told: { finding: 'readmitted', occurredAt: at(NOW) }, flags: [] });
    expect(told(NOW - DAY, NOW - 3 * DAY)).toEqual({ told: { finding: 'readmitted', occurredAt: at(NOW) }, flags: ['admitted-before-leaving'] });
  });
  test('before leaving it is nothing new', () => expect(findingFor(message('A01'), { caseId: 'c', pathway: DISCHARGE, openedAt: at(NOW - DAY), leftAt: null, watch: 7 * DAY }, NOW).told).toEqual({ finding: 'updated' }));
});

describe('a message during a falls review or a taper', () => {
  const told = (pathway: string, kind: string, changes: ExampleMessage['stay'] & { dead?: string } = {}) => {
    const { dead, ...stay } = changes;
    const read = readHospitalMessage(Buffer.from(exampleMessage({ kind, controlId: 'C', person: ida, stay, ...(dead ? { dead } : {}) })), NOW);
    return findingFor(read, { caseId: 'c', pathway, openedAt: at(NOW - DAY), leftAt: null, watch: 30 * DAY }, NOW);
  };
  for (const pathway of ['rapid-falls-review', 'step-down-tapering']) {
    test(`${pathway}: an admission is for somebody to look at, at its own time where that can be`, () => {
      expect(told(pathway, 'A01', { admittedAt: hl7Time(NOW - DAY / 2) })).toEqual({ told: { finding: 'admitted', occurredAt: at(NOW - DAY / 2) }, flags: [] });
      for (const stay of [{}, { admittedAt: hl7Time(NOW + DAY) }]) expect(told(pathway, 'A01', stay)).toEqual({ told: { finding: 'admitted', occurredAt: at(NOW) }, flags: [] });
    });
    test(`${pathway}: a departure is only told: nothing here waits for one`, () => expect(told(pathway, 'A03', { leftAt: hl7Time(NOW + DAY) })).toEqual({ told: { finding: 'updated' }, flags: [] }));
    test.each([['A08', {}, 'updated'], ['A11', {}, 'admission-cancelled'], ['A13', {}, 'discharge-cancelled'], ['A40', {}, 'merged'], ['A03', { destination: '51' }, 'transferred'], ['A01', { dead: 'Y' }, 'dead'], ['A03', { dead: 'Y' }, 'dead']])(
      `${pathway}: %s %j is %s`, (kind, changes, finding) => { expect(told(pathway, kind, changes).told).toEqual({ finding }); });
  }
});

describe('the leaving time', () => {
  const known = { admittedAt: at(NOW - 5 * DAY), caseOpenedAt: at(NOW - 2 * DAY) };
  const of = (leftAt: number) => leaving(message('A03', { leftAt: hl7Time(leftAt) }), NOW, known);
  test('is the message’s own where it can be', () => expect(of(NOW - DAY)).toEqual({ at: at(NOW - DAY), flags: [] }));
  test('may be a minute ahead, as clocks differ', () => expect(of(NOW + 60_000)).toEqual({ at: at(NOW + 60_000), flags: [] }));
  test.each([[NOW + 2 * 60_000, ['leaving-time-in-the-future']], [NOW - 3 * DAY, ['leaving-before-case']], [NOW - 6 * DAY, ['leaving-before-admission', 'leaving-before-case']]])('else it is the receipt', (leftAt, flags) => {
    expect(of(leftAt)).toEqual({ at: at(NOW), flags });
  });
  test.each([
    [59_999, 0, []], [60_000, 0, ['leaving-before-case']], [40_999, 40_000, []], [41_000, 40_000, ['leaving-before-case']], [40_000, 39_500, ['leaving-before-case']],
  ])('%d ms into a minute a case opens; the person left at %d ms of it', (opened, left, flags) => {
    const told = { ...message('A03', { leftAt: hl7Time(NOW) }), leftAt: at(NOW + left) };
    expect(leaving(told, NOW + 61_000, { caseOpenedAt: at(NOW + opened) })).toEqual({ at: flags.length > 0 ? at(NOW + 61_000) : at(NOW + left), flags });
  });
  test.each([[-DAY, -DAY], [-3 * DAY, 0], [-6 * DAY, 0], [2 * 60_000, 0]])('where the event’s own time stands in (%d), it counts as far as it can be, else the receipt (%d)', (event, counts) => {
    const told = { ...message('A03'), leftAt: at(NOW + event), flags: ['leaving-time-missing'] };
    expect(leaving(told, NOW, known)).toEqual({ at: at(NOW + counts), flags: ['leaving-time-missing'] });
  });
  test('a message without any is the receipt', () => expect(leaving({ ...message('A08') }, NOW, {})).toEqual({ at: at(NOW), flags: ['leaving-time-missing'] }));
});

test('number and date of birth are the person; a name only makes somebody look twice', () => {
  const person = message('A01').patient!;
  expect(agreement(person, { dateOfBirth: '1941-02-03', name: 'Marlowe, Ida' })).toEqual({ same: true, flags: [], unreadable: [] });
  expect(agreement(person, { dateOfBirth: '1941-02-03', name: 'Edith Marlowe' })).toEqual({ same: true, flags: ['name-differs'], unreadable: [] });
  expect(agreement(person, { dateOfBirth: '1941-03-02', name: 'Ida Marlowe' })).toEqual({ same: false, flags: ['date-of-birth-differs'], unreadable: [{ field: 'PID-7', value: '1941-02-03', rule: 'date-of-birth-differs' }] });
});
