/** Fields of a message, read with the parser of @medplum/core; what is not there is an empty text, never an error. */
import { Hl7Message, type Hl7Segment } from '@medplum/core';

/** The text as a message, or undefined when it has no header that says how it is written. */
export function parsed(text: string): Hl7Message | undefined {
  // Field separator and encoding characters stand in MSH-1 and MSH-2; without them nothing after them can be told apart.
  const marks = text.slice(3, 8);
  if (!text.startsWith('MSH') || !/^[!-/:-@[-`{-~]{2,5}/.test(marks) || new Set(marks.slice(0, 2)).size < 2) return undefined;
  try {
    return Hl7Message.parse(text);
  } catch {
    return undefined;
  }
}

/** One value. `repetition` and `subcomponent` count from 0, `component` from 1, as the parser does. `""` is how a hospital says 'nothing'. */
export function value(segment: Hl7Segment | undefined, field: number, component = 1, repetition = 0, subcomponent = 0): string {
  const found = segment?.getField(field);
  if (segment === undefined || found === undefined || found.components[repetition] === undefined) return '';
  const text = unescaped(segment, found.getComponent(component, subcomponent, repetition)).trim();
  return text === '""' ? '' : text;
}

/** The whole field as it came. */
export function raw(segment: Hl7Segment | undefined, field: number): string {
  return segment?.getField(field)?.toString().trim() ?? '';
}

export function repetitions(segment: Hl7Segment | undefined, field: number): number {
  return raw(segment, field) === '' ? 0 : (segment?.getField(field)?.components.length ?? 0);
}

/** HL7 v2 chapter 2.7: the separators inside a value are written as escapes. */
function unescaped(segment: Hl7Segment, text: string): string {
  const { escapeCharacter, fieldSeparator, componentSeparator, subcomponentSeparator, repetitionSeparator } = segment.context;
  if (escapeCharacter === '' || !text.includes(escapeCharacter)) return text;
  const meaning: Readonly<Record<string, string>> = {
    F: fieldSeparator, S: componentSeparator, T: subcomponentSeparator, R: repetitionSeparator, E: escapeCharacter, '.br': ' ', H: '', N: '',
  };
  const pieces = text.split(escapeCharacter);
  // Odd pieces stand between two escape characters; what is no known escape stays as it came.
  return pieces.map((piece, index) => {
    const closed = index % 2 === 1 && index < pieces.length - 1;
    if (index % 2 === 0) return piece;
    return closed ? (meaning[piece] ?? `${escapeCharacter}${piece}${escapeCharacter}`) : `${escapeCharacter}${piece}`;
  }).join('');
}
