import { readDate, readLocal } from '../time/local-fields.js';
import { branchesOf, kindOf, settled, type Schema } from './schema.js';
import { isEmpty, type Typed } from './typed.js';

/** Something that can be seen to be wrong before the API is asked: at a JSON Pointer, in words that follow the field's name. */
export interface TypedError { pointer: string; message: string }

/**
 * What was typed, as the API takes it. What is empty is left out, so that the API says what is missing; what cannot be read goes along as it was typed, so that the API refuses it together with everything else, and `errors` says it better.
 */
export function valueOf(given: Schema, typed: Typed, pointer: string): { value: unknown; errors: TypedError[] } {
  const errors: TypedError[] = [];
  const read = (of: Schema, from: Typed, at: string, required: boolean): unknown => {
    const schema = settled(of);
    switch (from.kind) {
      case 'instant': {
        if (isEmpty(from)) return undefined;
        if (kindOf(schema) === 'date') {
          const date = readDate(from.fields);
          if (date !== undefined) return date;
          errors.push({ pointer: at, message: 'must be a day of the calendar, such as 9 3 1941' });
          return 'not readable';
        }
        const reading = readLocal(from.fields);
        if ('at' in reading) return new Date(reading.at).toISOString();
        errors.push({ pointer: at, message: reading.error });
        return [from.fields.day, from.fields.month, from.fields.year, from.fields.time].join(' ').trim();
      }
      case 'duration': {
        if (isEmpty(from)) return undefined;
        if (!/^\d{1,6}$/.test(from.amount) || !Object.hasOwn(UNITS, from.unit)) {
          errors.push({ pointer: at, message: 'must be a whole number' });
          return from.amount;
        }
        return UNITS[from.unit]!(from.amount);
      }
      case 'ticks': return from.values.length > 0 || required ? from.values : undefined;
      case 'group': {
        // Nobody began to fill in what may be left out whole.
        if (!required && isEmpty(from)) return undefined;
        const parts = Object.entries(schema.properties ?? {}).flatMap(([key, part]) => {
          const value = from.parts[key] && read(part, from.parts[key], `${at}/${key}`, schema.required?.includes(key) ?? false);
          return value === undefined ? [] : [[key, value] as const];
        });
        return parts.length > 0 || required ? Object.fromEntries(parts) : undefined;
      }
      case 'list': return from.items.length > 0 || required ? from.items.map((item, index) => read(schema.items ?? {}, item, `${at}/${index}`, true)) : undefined;
      case 'either': {
        const branch = from.which === null ? undefined : branchesOf(schema)[from.which];
        if (!branch || from.which === null) return undefined;
        return branch.const !== undefined ? branch.const : read(branch, from.branches[from.which]!, at, true);
      }
      case 'words': return words(schema, from.value, required);
    }
  };
  return { value: read(given, typed, pointer, true), errors };
}

const UNITS: Readonly<Record<string, (amount: string) => string>> = { M: (n) => `PT${n}M`, H: (n) => `PT${n}H`, D: (n) => `P${n}D`, W: (n) => `P${n}W` };

function words(schema: Schema, typed: string, required: boolean): unknown {
  // Lines of a form end in CR LF.
  const value = typed.replaceAll('\r\n', '\n').trim();
  switch (kindOf(schema)) {
    case 'fixed': return schema.const;
    case 'yes': return value === '' ? undefined : true;
    case 'yes-no': return value === '' ? undefined : value === 'true';
    case 'number': return value === '' ? undefined : (schema.type === 'integer' ? /^\d{1,9}$/ : /^-?\d{1,9}(\.\d{1,3})?$/).test(value) ? Number(value) : value;
    case 'choice': return value === '' ? undefined : schema.enum?.find((each) => String(each) === value) ?? value;
    case 'lines': {
      const lines = value.split('\n').map((line) => line.trim()).filter(Boolean);
      return lines.length > 0 || required ? lines : undefined;
    }
    default: return value === '' ? undefined : value;
  }
}
