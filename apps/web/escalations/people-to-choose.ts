import type { Page as ListPage, RoleHolderView } from '#libs/contracts/views.js';
import { roleWords } from '#libs/directory/role-words.js';
import { read, type Visit } from '../visit.js';

export interface Choosable { id: string; name: string; roles: string[] }

/** Everybody of one's own organisation to whom something may be given, by name, with their roles: auditors change nothing and are left out. */
export async function peopleToChoose(visit: Visit): Promise<Choosable[]> {
  const found = new Map<string, Choosable>();
  let cursor: string | null = null;
  do {
    const query: string = new URLSearchParams({ limit: '200', organisation: visit.caller.person.organisation.id, ...(cursor === null ? {} : { cursor }) }).toString();
    const page: ListPage<RoleHolderView> = await read<ListPage<RoleHolderView>>(visit, `/v1/people?${query}`);
    for (const { id, name, role } of page.items) {
      const person = found.get(id) ?? { id, name, roles: [] };
      if (!person.roles.includes(roleWords(role))) person.roles.push(roleWords(role));
      found.set(id, person);
    }
    cursor = page.next;
  } while (cursor !== null);
  return [...found.values()].filter(({ roles }) => roles.some((role) => role !== roleWords('auditor'))).toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
