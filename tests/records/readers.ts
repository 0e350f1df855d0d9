import type { Reading } from '#libs/records/queries/viewer.js';

/** How a demonstration person reads: by id, with the roles of that name. */
export function reading(person: string, now: Date | string = '2026-11-03T11:00:00.000Z'): Reading {
  const [organisation = '', ...role] = person.split('-');
  return { now: new Date(now), viewer: { person, organisations: [organisation], roles: [{ role: role.join('-'), organisation }], withoutIdentity: person.endsWith('auditor') } };
}
