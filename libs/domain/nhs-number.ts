/**
 * NHS numbers: ten digits, kept as text; the tenth checks the other nine (NHS Data Dictionary, 'NHS NUMBER', modulus 11).
 */

export type NhsNumberReading =
  | { readonly ok: true; readonly nhsNumber: string }
  | { readonly ok: false; readonly rule: 'not-ten-digits' | 'check-digit' };

/** Spaces and hyphens are tolerated, as people write and paste them: `943 476 5919`. */
export function parseNhsNumber(text: string): NhsNumberReading {
  const digits = text.replace(/[\s\u2010\u2011-]/g, '');
  if (!/^[0-9]{10}$/.test(digits)) return { ok: false, rule: 'not-ten-digits' };
  // 1111111111 and its like pass the sum, and are what people type to get past a form.
  const allTheSame = /^(\d)\1{9}$/.test(digits);
  return !allTheSame && checkDigit(digits) === Number(digits[9]) ? { ok: true, nhsNumber: digits } : { ok: false, rule: 'check-digit' };
}

/** As people read it: `943 476 5919`. */
export function spacedNhsNumber(nhsNumber: string): string {
  return `${nhsNumber.slice(0, 3)} ${nhsNumber.slice(3, 6)} ${nhsNumber.slice(6)}`;
}

/**
 * The `index`-th valid number (0 to 907 999) of the range from 999 000 0000 on, which the NHS gives to no person: for tests and
 * demonstrations. Different indices give different numbers. Throws RangeError outside.
 */
export function syntheticNhsNumber(index: number): string {
  if (!Number.isInteger(index) || index < 0 || index >= 908_000) throw new RangeError(`There is no synthetic NHS number ${index}`);
  // One stem in eleven has no check digit: of each thousand at least 908 do.
  let left = index % 908;
  for (let stem = Math.floor(index / 908) * 1_000; ; stem += 1) {
    const digits = `999${String(stem).padStart(6, '0')}`;
    const check = checkDigit(digits);
    if (check !== 10 && left-- === 0) return `${digits}${check}`;
  }
}

/** 0 to 10, of the first nine digits; 10 belongs to no number. */
function checkDigit(digits: string): number {
  let sum = 0;
  for (let place = 0; place < 9; place += 1) sum += Number(digits[place]) * (10 - place);
  return (11 - (sum % 11)) % 11;
}
