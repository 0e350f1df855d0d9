import { describe, expect, it } from '@jest/globals';
import { BankHolidayTableEnds } from './bank-holidays.js';
import { instantText } from './local-time.js';
import { firstAfter, isWeekdays, slotsBetween, type Weekly } from './weekly-slots.js';

const flow: Weekly = { days: 'Monday, Wednesday, Friday', at: '09:30', onBankHolidays: 'next-working-day' };
const after = (at: string, weekly = flow): string => instantText(firstAfter(weekly, Date.parse(at)));

describe('what comes round every week', () => {
  it('comes at the same time on the clock in London before and after either change of the clocks', () => {
    expect([after('2026-03-27T09:30:00Z'), after('2026-03-30T08:30:00Z')]).toEqual(['2026-03-30T08:30:00.000Z', '2026-04-01T08:30:00.000Z']);
    expect([after('2026-10-21T08:30:00Z'), after('2026-10-23T08:30:00Z')]).toEqual(['2026-10-23T08:30:00.000Z', '2026-10-26T09:30:00.000Z']);
  });
  it('is the next one from the very minute of the last', () => {
    expect([after('2026-06-10T08:29:59.999Z'), after('2026-06-10T08:30:00Z')]).toEqual(['2026-06-10T08:30:00.000Z', '2026-06-12T08:30:00.000Z']);
  });
  it('is on the next working day where its day is a bank holiday, over the longest run of them too', () => {
    expect([after('2026-05-22T12:00:00Z'), after('2026-12-23T12:00:00Z'), after('2026-12-29T12:00:00Z')]).toEqual(['2026-05-26T08:30:00.000Z', '2026-12-29T09:30:00.000Z', '2026-12-30T09:30:00.000Z']);
  });
  it('is one where two are moved onto the same day: Good Friday and Easter Monday are Tuesday', () => {
    expect(slotsBetween(flow, Date.parse('2026-04-01T12:00:00Z'), Date.parse('2026-04-09T12:00:00Z')).map(instantText)).toEqual(['2026-04-07T08:30:00.000Z', '2026-04-08T08:30:00.000Z']);
  });
  it('is on the day all the same where the policy says so', () => {
    expect(after('2026-05-22T12:00:00Z', { ...flow, onBankHolidays: 'on-the-day' })).toBe('2026-05-25T08:30:00.000Z');
  });
  it('is none between an instant and itself, and all of a fortnight in their order', () => {
    const at = Date.parse('2026-06-08T00:00:00Z');
    expect([slotsBetween(flow, at, at), slotsBetween(flow, at, at + 14 * 86_400_000).length]).toEqual([[], 6]);
  });
  it('is an error where nobody knows who works, never a guess', () => {
    expect(() => firstAfter(flow, Date.parse('2028-12-30T12:00:00Z'))).toThrow(BankHolidayTableEnds);
  });
  it('knows days of the week, each once and in order', () => {
    expect(['Monday', 'Tuesday, Sunday', 'Friday, Monday', 'Monday, Monday', 'Mon', ''].map(isWeekdays)).toEqual([true, true, false, false, false, false]);
  });
});
