import { describe, expect, test } from '@jest/globals';
import { parseNhsNumber, spacedNhsNumber, syntheticNhsNumber } from './nhs-number.js';

describe('an NHS number', () => {
  // 943 476 5919 is the example of the NHS Data Dictionary; the others are of the test range.
  test.each(['9434765919', '9990000018', '9990000026'])('%s is one', (text) => {
    expect(parseNhsNumber(text)).toEqual({ ok: true, nhsNumber: text });
  });

  test.each(['943 476 5919', '943-476-5919', ' 9434765919 ', '943\u00a0476\u00a05919', '943\u2011476\u20115919', '9 4 3 4 7 6 5 9 1 9'])('written as %j it is kept as ten digits', (text) => {
    expect(parseNhsNumber(text)).toEqual({ ok: true, nhsNumber: '9434765919' });
  });

  test.each(['', '943476591', '94347659190', '943476591X', '943 476 591９', '943_476_5919', '9434765919\n1', '943.476.5919', '+9434765919'])('%j has not ten digits', (text) => {
    expect(parseNhsNumber(text)).toEqual({ ok: false, rule: 'not-ten-digits' });
  });

  test('a digit typed wrong, or two swapped, is found by the tenth', () => {
    expect(parseNhsNumber('9434765918')).toEqual({ ok: false, rule: 'check-digit' });
    expect(parseNhsNumber('9434756919')).toEqual({ ok: false, rule: 'check-digit' });
    for (let place = 0; place < 10; place += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        const typed = `${'9434765919'.slice(0, place)}${digit}${'9434765919'.slice(place + 1)}`;
        expect(parseNhsNumber(typed).ok).toBe(typed === '9434765919');
      }
    }
  });

  test('a remainder of nought makes the check digit 0, and one that would need 10 belongs to no number', () => {
    // 999 000 000: 27 * 9 = 243, 243 mod 11 = 1, 11 - 1 = 10.
    for (let check = 0; check < 10; check += 1) expect(parseNhsNumber(`999000000${check}`)).toEqual({ ok: false, rule: 'check-digit' });
    // 999 000 005: 243 + 5 * 2 = 253 = 23 * 11.
    expect(parseNhsNumber('9990000050').ok).toBe(true);
  });

  test.each(['0', '1', '5', '9'])('ten times the digit %s is none, though its sum is right', (digit) => {
    expect(parseNhsNumber(digit.repeat(10))).toEqual({ ok: false, rule: 'check-digit' });
  });

  test('is read in three, three and four', () => {
    expect(spacedNhsNumber('9434765919')).toBe('943 476 5919');
  });
});

describe('synthetic numbers', () => {
  test('are valid, different, and of the 999 range that no person has', () => {
    const indices = [...Array.from({ length: 1_000 }, (_, index) => index), 500_000, 907_998, 907_999];
    const numbers = indices.map(syntheticNhsNumber);
    expect(new Set(numbers).size).toBe(indices.length);
    for (const nhsNumber of numbers) {
      expect(nhsNumber).toMatch(/^999\d{7}$/);
      expect(parseNhsNumber(nhsNumber)).toEqual({ ok: true, nhsNumber });
    }
  });

  test.each([-1, 908_000, 0.5, NaN])('there is none with index %s', (index) => {
    expect(() => syntheticNhsNumber(index)).toThrow(RangeError);
  });
});
