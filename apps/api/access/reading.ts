import type { Request } from 'express';
import type { Viewer } from '#libs/records/queries/viewer.js';
import { organisationsOf, withoutIdentity } from '#libs/security/permissions.js';
import { callerOf, type Caller } from '../http/request.js';

/** How the record is read for somebody: whose cases, and whether with identity. `more`: organisations whose case they have just acted on. */
export function viewerOf({ person }: Caller, more: readonly string[] = []): Viewer {
  return { person: person.id, organisations: [...new Set([...organisationsOf(person), ...more])], roles: [...person.roles], withoutIdentity: withoutIdentity(person) };
}

/** What every query of the record asks for first: who reads, and when. */
export const readingOf = (request: Request): { viewer: Viewer; now: Date } => ({ viewer: viewerOf(callerOf(request)), now: new Date() });
