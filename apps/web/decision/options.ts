import type { ShownError } from '../forms/errors.js';
import { field, type Form } from '../visit.js';

/** The options of a decision as somebody types them: one of them is to do nothing, and one is chosen; why each other one was not is asked beside it. */
export interface TypedOption { option: string; rejectedBecause: string; doNothing: boolean; chosen: boolean }
export interface ShownOption extends TypedOption { errors: { option?: string; rejectedBecause?: string } }

/** To do nothing is already considered, and waits for why it was rejected. */
export const freshOptions: readonly TypedOption[] = [{ option: 'Do nothing', rejectedBecause: '', doNothing: true, chosen: false }];
const MOST = 20;

/** What was typed. A row that nothing stands in is left out, so that a row's place is that of what is sent. */
export function typedOptions(form: Form): TypedOption[] {
  const chosen = field(form, '_chosen');
  const rows = Array.from({ length: MOST }, (_, index): TypedOption => ({
    option: field(form, `/options/${index}/option`).trim(), rejectedBecause: field(form, `/options/${index}/rejectedBecause`).replaceAll('\r\n', '\n').trim(), doNothing: field(form, `/options/${index}/doNothing`) === 'true', chosen: chosen === String(index),
  }));
  return rows.filter(({ option, rejectedBecause, doNothing, chosen: taken }) => doNothing || taken || option !== '' || rejectedBecause !== '');
}

/** As the API takes them: why the chosen one was rejected is nobody's question. */
export function optionsBody(options: readonly TypedOption[]): { options: Record<string, unknown>[]; chosen?: string } {
  const chosen = options.find((each) => each.chosen)?.option;
  return {
    options: options.map(({ option, rejectedBecause, doNothing, chosen: taken }) => ({ ...(option ? { option } : {}), ...(doNothing ? { doNothing } : {}), ...(rejectedBecause && !taken ? { rejectedBecause } : {}) })),
    ...(chosen ? { chosen } : {}),
  };
}

/** The rows that the page shows: what was typed, and one to go on with; at least one beside doing nothing. */
export function shownOptions(options: readonly TypedOption[], errors: readonly ShownError[]): ShownOption[] {
  const rows = [...options, { option: '', rejectedBecause: '', doNothing: false, chosen: false }].slice(0, MOST);
  const at = (pointer: string) => errors.find((each) => each.pointer === pointer)?.text;
  return rows.map((row, index) => {
    const [option, rejectedBecause] = [at(`/options/${index}/option`), at(`/options/${index}/rejectedBecause`)];
    return { ...row, errors: { ...(option ? { option } : {}), ...(rejectedBecause ? { rejectedBecause } : {}) } };
  });
}

/** What the fields of the options are called, for the words of errors. */
export function optionLabels(options: readonly TypedOption[]): Record<string, string | { label: string; id: string }> {
  return {
    '/options': { label: 'The options', id: 'options-0-option' }, '/chosen': { label: 'Which option is chosen', id: 'chosen-0' },
    ...Object.fromEntries([...options, null].flatMap((_, index) => [[`/options/${index}/option`, `Option ${index + 1}`], [`/options/${index}/rejectedBecause`, `Why option ${index + 1} was not chosen`]])),
  };
}
