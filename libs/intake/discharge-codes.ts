/**
 * What PV1-36 (how the stay ended) and PV1-37 (where to) say. Hospitals fill them with the codes of the NHS Data Dictionary
 * (DISCHARGE METHOD, DISCHARGE DESTINATION), of HL7 table 0112, or with words. A person has to look when somebody may have died
 * or gone to another hospital, so a destination that is not understood as a home counts as another hospital.
 */

/** NHS: 4 patient died, 5 stillbirth. HL7 0112: 20 expired, 40 at home, 41 in a facility, 42 place unknown. */
const DIED_CODES = new Set(['4', '5', '20', '40', '41', '42']);
const DIED_WORDS = /\b(died|dead|death|deceased|expired|rip|stillborn|stillbirth)\b/i;

/** Does PV1-36, as a code or in words, say that the person died? */
export function endedByDeath(code: string, words = ''): boolean {
  return DIED_CODES.has(code) || DIED_WORDS.test(code) || DIED_WORDS.test(words);
}

/** NHS DISCHARGE DESTINATION: homes, care homes, hospices, courts and prisons, 'not applicable' and 'not known'. */
const NOT_A_HOSPITAL = new Set(['19', '29', '37', '38', '40', '42', '54', '65', '66', '69', '85', '88', '98', '99']);
const DIED_DESTINATION = '79';
const HOSPITAL_WORDS = /\b(hospital|infirmary|acute|ward)\b/i;
const HOME_WORDS = /\b(homes?|residen\w*|hospice|family|relatives?|friends?|lodgings?|hostel|prison|custody|usual)\b/i;

export type Destination = 'none' | 'home' | 'died' | 'other-hospital';

/** Where PV1-37 says that the person went. */
export function destination(code: string, words = ''): Destination {
  if (code === '' && words === '') return 'none';
  if (code === DIED_DESTINATION || DIED_WORDS.test(`${code} ${words}`)) return 'died';
  if (NOT_A_HOSPITAL.has(code)) return 'home';
  const written = `${code} ${words}`;
  return HOME_WORDS.test(written) && !HOSPITAL_WORDS.test(written) ? 'home' : 'other-hospital';
}
