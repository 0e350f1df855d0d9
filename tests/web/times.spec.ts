import { describe, expect, it } from '@jest/globals';
import { ageAt, clockWords, dueGroup, dueWords, durationWords, exactWords, lateWords, lengthWords, momentWords, ruleWords } from '#apps/web/time/in-words.js';
import { hasDoubleHour, localFields, readLocal, readTime, todayFields } from '#apps/web/time/local-fields.js';

const at = (written: string): number => Date.parse(written);
const due = (when: string, now: string): string => dueWords(at(when), at(now));
const typed = (day: string, month: string, year: string, time: string, zone = '') => readLocal({ day, month, year, time, zone });

describe('times in words', () => {
  const now = '2026-12-02T14:00:00Z'; // a Wednesday

  it.each([
    ['2026-12-02T14:40:00Z', 'in 40 minutes'], ['2026-12-02T14:01:00Z', 'in 1 minute'], ['2026-12-02T14:00:30Z', 'in less than a minute'], ['2026-12-02T15:00:00Z', 'in 60 minutes'], ['2026-12-02T17:00:00Z', 'today 17:00'],
    ['2026-12-03T09:00:00Z', 'tomorrow 09:00'], ['2026-12-05T09:00:00Z', 'Saturday 09:00'], ['2026-12-08T09:00:00Z', 'Tuesday 09:00'], ['2026-12-09T09:00:00Z', 'Wednesday 9 December 09:00'], ['2027-01-04T09:00:00Z', 'Monday 4 January 2027 09:00'],
    ['2026-12-02T13:59:30Z', 'just now'], ['2026-12-02T13:35:00Z', '25 minutes ago'], ['2026-12-02T09:15:00Z', 'today 09:15'], ['2026-12-01T17:00:00Z', 'yesterday 17:00'], ['2026-11-27T17:00:00Z', 'Friday 27 November 17:00'],
  ])('%s is said as "%s"', (when, words) => { expect(due(when, now)).toBe(words); });

  it('midnight is the end of the day before', () => {
    expect(due('2026-12-04T00:00:00Z', now)).toBe('end of tomorrow');
    expect(due('2026-07-05T23:00:00Z', '2026-07-03T12:00:00Z')).toBe('end of Sunday');
  });

  it('are local: an hour ahead of UTC in summer', () => {
    expect(due('2026-07-03T16:00:00Z', '2026-07-03T09:00:00Z')).toBe('today 17:00');
    expect(exactWords(at('2026-07-03T16:00:00Z'))).toBe('Friday 3 July 2026, 17:00 BST');
  });

  describe('on the night when the clocks go back (25 October 2026)', () => {
    it('say which of the two hours is meant', () => {
      expect(due('2026-10-25T00:30:00Z', '2026-10-24T12:00:00Z')).toBe('tomorrow 01:30 BST');
      expect(due('2026-10-25T01:30:00Z', '2026-10-24T12:00:00Z')).toBe('tomorrow 01:30 GMT');
    });
    it('72 hours after Friday 12:00 are Monday 11:00 GMT', () => {
      expect(momentWords(at('2026-10-26T11:00:00Z'), at('2026-10-23T11:00:00Z'))).toBe('Monday 11:00 GMT');
    });
    it('name no zone where there is no doubt', () => {
      expect(clockWords(at('2026-10-26T11:00:00Z'), at('2026-10-26T09:00:00Z'))).toBe('11:00');
      expect(clockWords(at('2026-10-24T11:00:00Z'), at('2026-10-24T09:00:00Z'))).toBe('12:00');
    });
    it('count what has passed, not what the clock shows', () => {
      expect(lateWords(at('2026-10-25T00:30:00Z'), at('2026-10-25T02:30:00Z'))).toBe('2 hours late');
      expect(due('2026-10-25T01:10:00Z', '2026-10-25T00:50:00Z')).toBe('in 20 minutes');
    });
  });

  describe('on the night when the clocks go forward (28 March 2027)', () => {
    it('say the zone of what lies beyond', () => {
      expect(due('2027-03-28T01:30:00Z', '2027-03-27T20:00:00Z')).toBe('tomorrow 02:30 BST');
      expect(due('2027-03-28T00:30:00Z', '2027-03-27T20:00:00Z')).toBe('tomorrow 00:30');
    });
    it('a day of 23 hours is one day', () => {
      expect(due('2027-03-28T22:30:00Z', '2027-03-28T00:30:00Z')).toBe('today 23:30 BST');
      expect(dueGroup(at('2027-03-28T22:30:00Z'), at('2027-03-28T00:30:00Z'))).toBe('today');
      expect(dueGroup(at('2027-03-28T23:00:00Z'), at('2027-03-28T00:30:00Z'))).toBe('later');
      expect(dueGroup(at('2027-03-28T00:29:00Z'), at('2027-03-28T00:30:00Z'))).toBe('overdue');
    });
  });

  it('lengths are in their two largest units', () => {
    expect([30_000, 60_000, 3_600_000, 12_000_000, 47 * 3_600_000, 50 * 3_600_000].map(lengthWords)).toEqual(['less than a minute', '1 minute', '1 hour', '3 hours 20 minutes', '47 hours', '2 days 2 hours']);
  });

  it('durations and rules of a policy are in words', () => {
    expect(['PT30M', 'PT1H30M', 'P1D', 'P2W'].map(durationWords)).toEqual(['30 minutes', '1 hour 30 minutes', '1 day', '2 weeks']);
    expect(ruleWords('PT72H after it happened')).toBe('72 hours after it happened');
    expect(ruleWords('PT2H before the planned discharge, not sooner than PT1H after opening')).toBe('2 hours before the planned discharge, not sooner than 1 hour after opening');
    expect(ruleWords('end of the local day of PT, P and PTA')).toBe('end of the local day of PT, P and PTA');
  });

  it('somebody is a year older on their birthday, in local time', () => {
    expect([ageAt('1941-03-09', at('2027-03-08T23:59:00Z')), ageAt('1941-03-09', at('2027-03-09T00:00:00Z')), ageAt('1941-07-09', at('2026-07-08T23:00:00Z'))]).toEqual([85, 86, 85]);
  });
});

describe('times as they are typed', () => {
  it.each([['9:30', '09:30'], ['09.30', '09:30'], ['0930', '09:30'], ['9', '09:00'], ['23:59', '23:59'], ['24:00', undefined], ['9:60', undefined], ['noon', undefined], ['', undefined]])('%s is %s', (written, read) => { expect(readTime(written)).toBe(read); });

  it('are local, in winter and in summer', () => {
    expect(typed('2', '12', '2026', '14:30')).toEqual({ at: at('2026-12-02T14:30:00Z') });
    expect(typed('3', 'July', '26', '1430')).toEqual({ at: at('2026-07-03T13:30:00Z') });
  });
  it('that come twice need to say which', () => {
    expect(typed('25', '10', '2026', '01:30')).toMatchObject({ ask: true });
    expect(typed('25', '10', '2026', '01:30', 'BST')).toEqual({ at: at('2026-10-25T00:30:00Z') });
    expect(typed('25', '10', '2026', '01:30', 'GMT')).toEqual({ at: at('2026-10-25T01:30:00Z') });
    expect(typed('25', '10', '2026', '02:00')).toEqual({ at: at('2026-10-25T02:00:00Z') });
  });
  it('that the clocks skip are refused, never moved', () => {
    expect(typed('28', '3', '2027', '01:30')).toEqual({ error: 'cannot be 01:30: the clocks go forward from 01:00 to 02:00 that night' });
    expect(typed('28', '3', '2027', '02:00')).toEqual({ at: at('2027-03-28T01:00:00Z') });
  });
  it.each([['31', '2', '2027'], ['0', '1', '2027'], ['1', '13', '2027'], ['x', '1', '2027'], ['1', '1', '20270'], ['1.5', '1', '2027']])('%s/%s/%s is no day', (day, month, year) => {
    expect(typed(day, month, year, '09:00')).toEqual({ error: 'must be a day of the calendar, such as 27 3 2027' });
  });
  it('come back as they would be typed, the second of two hours too', () => {
    for (const written of ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-07-03T13:30:00Z', '2026-12-02T14:30:00Z']) expect(readLocal(localFields(at(written)))).toEqual({ at: at(written) });
    expect(todayFields(at('2026-07-02T23:30:00Z'))).toEqual({ day: '3', month: '7', year: '2026', time: '', zone: '' });
    expect([hasDoubleHour(localFields(at('2026-10-25T12:00:00Z'))), hasDoubleHour(localFields(at('2026-10-26T12:00:00Z')))]).toEqual([true, false]);
  });
});
