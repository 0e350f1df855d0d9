import { roleWords } from '#libs/directory/role-words.js';
import { activePeople, type Choosable } from '../forms/people.js';
import type { Visit } from '../visit.js';

/** Everybody of one's own organisation who holds a role and to whom something may be given, by name: auditors change nothing and are left out. */
export async function peopleToChoose(visit: Visit): Promise<Choosable[]> {
  return (await activePeople(visit.manager, [visit.caller.person.organisation.id])).filter(({ roles }) => roles.some((role) => role !== roleWords('auditor')));
}
