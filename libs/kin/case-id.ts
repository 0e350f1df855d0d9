import { createHash } from 'node:crypto';

export const hashOf = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');

/** The id of a case that something asks for: always the same one (a UUID of version 8). */
export function caseIdOf(...parts: string[]): string {
  const digits = hashOf(...parts);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
