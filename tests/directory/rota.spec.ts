import { describe, expect, it } from '@jest/globals';
import { BankHolidayTableEnds } from '#libs/domain/bank-holidays.js';
import { onRota, shiftsBetween, type Rota } from '#libs/directory/rota.js';
import { outOfHours, rota, weekly } from './made-up.js';

const on = (of: Rota, at: string): string | null => onRota(of, Date.parse(at))?.person ?? null;
const shown = (of: Rota, from: string, until: string): string[] => shiftsBetween(of, Date.parse(from), Date.parse(until)).map((shift) => `${shift.person} ${new Date(shift.from).toISOString().slice(0, 16)} ${new Date(shift.until).toISOString().slice(0, 16)}`);

describe('a week each, handed over on Monday at 09:00', () => {
  const of = rota('escalation-lead', [weekly(['ann', 'ben', 'cat'])]);
  it('goes round, and is handed over at 09:00 in London, summer and winter', () => {
    expect([on(of, '2026-01-05T08:59:59Z'), on(of, '2026-01-05T09:00:00Z'), on(of, '2026-01-12T09:00:00Z'), on(of, '2026-01-19T09:00:00Z'), on(of, '2026-01-26T09:00:00Z')]).toEqual([null, 'ann', 'ben', 'cat', 'ann']);
    expect([on(of, '2026-06-22T07:59:59Z'), on(of, '2026-06-22T08:00:00Z')]).toEqual(['cat', 'ann']);
  });
  it('is an hour shorter in the week when the clocks go forward, and longer when they go back', () => {
    const lengths = [['2026-03-23T09:00:00Z', '2026-03-30T08:00:00Z'], ['2026-10-19T08:00:00Z', '2026-10-26T09:00:00Z']].map(([from, until]) => {
      const [shift, ...more] = shiftsBetween(of, Date.parse(from!), Date.parse(until!));
      expect(more).toEqual([]);
      return (shift!.until - shift!.from) / 3_600_000;
    });
    expect(lengths).toEqual([167, 169]);
  });
});

describe('the night on which the clocks change', () => {
  const nights = rota('hub', [weekly(['ann'], { starts: '20:00', ends: '01:30' }), weekly(['ben'], { starts: '01:30', ends: '08:00' })]);
  it('has the hour from 01:00 to 02:00 twice in October: a shift that ends at 01:30 ends the first time', () => {
    expect(shown(nights, '2026-10-24T18:00:00Z', '2026-10-25T09:00:00Z')).toEqual(['ann 2026-10-24T19:00 2026-10-25T00:30', 'ben 2026-10-25T00:30 2026-10-25T08:00']);
    // 01:45 of summer time and 01:45 of winter time are both Ben's.
    expect([on(nights, '2026-10-25T00:29:59Z'), on(nights, '2026-10-25T00:45:00Z'), on(nights, '2026-10-25T01:15:00Z'), on(nights, '2026-10-25T01:45:00Z')]).toEqual(['ann', 'ben', 'ben', 'ben']);
  });
  it('has no 01:30 in March: the hand-over is at 02:30, which is when it would have been', () => {
    expect(shown(nights, '2026-03-28T19:00:00Z', '2026-03-29T09:00:00Z')).toEqual(['ann 2026-03-28T20:00 2026-03-29T01:30', 'ben 2026-03-29T01:30 2026-03-29T07:00']);
  });
});

describe('out of hours', () => {
  const of = rota('clinical-lead', [outOfHours(['ann', 'ben'], { turn: 1, startsOn: '2026-12-21' })]);
  it('is the whole of Christmas, with Boxing Day on a Saturday and its substitute on the Monday', () => {
    expect(shown(of, '2026-12-24T16:00:00Z', '2026-12-29T12:00:00Z')).toEqual([
      'ben 2026-12-24T17:00 2026-12-25T09:00', 'ann 2026-12-25T09:00 2026-12-26T09:00', 'ben 2026-12-26T09:00 2026-12-27T09:00', 'ann 2026-12-27T09:00 2026-12-28T09:00', 'ben 2026-12-28T09:00 2026-12-29T09:00']);
    expect([on(of, '2026-12-26T02:10:00Z'), on(of, '2026-12-24T12:00:00Z')]).toEqual(['ann', null]);
  });
  it('past the last year of the table of bank holidays is an error, never a guess', () => {
    expect(on(of, '2028-12-31T23:30:00Z')).not.toBeNull();
    expect(() => on(of, '2029-01-02T02:00:00Z')).toThrow(BankHolidayTableEnds);
    expect(() => shiftsBetween(of, Date.parse('2028-12-31T12:00:00Z'), Date.parse('2029-01-01T12:00:00Z'))).toThrow(BankHolidayTableEnds);
    // What asks for no bank holidays needs no table.
    expect(on(rota('hub', [weekly(['ann'])]), '2031-05-05T12:00:00Z')).toBe('ann');
    expect(() => on(rota('hub', [weekly(['ann'], { bankHolidays: 'left-out' })]), '2029-01-02T12:00:00Z')).toThrow(BankHolidayTableEnds);
  });
});

describe('rules and overrides', () => {
  it('the first rule that has a shift counts: bank holidays have people of their own', () => {
    const of = rota('hub', [weekly(['eve'], { bankHolidays: 'only' }), weekly(['ann'], { days: ['MO', 'TU', 'WE', 'TH', 'FR'], starts: '08:00', ends: '20:00' })]);
    expect(['2026-12-25T10:00:00Z', '2026-12-28T10:00:00Z', '2026-12-29T10:00:00Z', '2026-12-29T21:00:00Z', '2026-12-26T10:00:00Z'].map((at) => on(of, at))).toEqual(['eve', 'eve', 'ann', null, null]);
  });
  it('every second week means the weeks of the first hand-over', () => {
    const of = rota('hub', [weekly(['ann'], { everyWeeks: 2, days: ['SA'], starts: '09:00', ends: '17:00', startsOn: '2026-01-08', turn: 14 })]);
    expect(['2026-01-10', '2026-01-17', '2026-01-24', '2026-10-24', '2026-10-31'].map((date) => on(of, `${date}T12:00:00Z`))).toEqual(['ann', null, 'ann', null, 'ann']);
  });
  it('an override takes the place of one shift, and the rest stays', () => {
    const of = rota('hub', [weekly(['ann', 'ben'])], { overrides: [{ id: 'o', from: Date.parse('2026-06-24T18:00:00Z'), until: Date.parse('2026-06-25T06:00:00Z'), person: 'dan' }] });
    expect(shown(of, '2026-06-24T00:00:00Z', '2026-06-26T00:00:00Z')).toEqual(['ann 2026-06-24T00:00 2026-06-24T18:00', 'dan 2026-06-24T18:00 2026-06-25T06:00', 'ann 2026-06-25T06:00 2026-06-26T00:00']);
  });
  it('a rule ends with the hand-over of its last day, and the next one takes over', () => {
    const of = rota('hub', [{ ...weekly(['ann']), until: '2026-04-01' }, weekly(['ben'])]);
    expect([on(of, '2026-04-01T07:59:59Z'), on(of, '2026-04-01T08:00:00Z')]).toEqual(['ann', 'ben']);
  });
  it('a rule that begins on the day on which another ends leaves no gap, and cuts no night in two', () => {
    const of = rota('hub', [{ ...outOfHours(['ann']), until: '2027-01-01' }, { ...outOfHours(['ben']), rotation: { ...outOfHours(['ben']).rotation, startsOn: '2027-01-01' } }]);
    expect(shown(of, '2026-12-31T12:00:00Z', '2027-01-02T00:00:00Z')).toEqual(['ann 2026-12-31T17:00 2027-01-01T09:00', 'ben 2027-01-01T09:00 2027-01-02T00:00']);
  });
});
