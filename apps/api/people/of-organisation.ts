import { organisationsOf } from '#libs/security/permissions.js';
import type { Caller } from '../http/request.js';

/** The caller's organisations, or the one of them that was asked for: another's is as if it were not there. */
export function ofOrganisation({ person }: Caller, organisation: string | undefined): string[] {
  return organisationsOf(person).filter((each) => organisation === undefined || each === organisation);
}
