import type { EntityManager } from 'typeorm';
import { roleWords } from '#libs/directory/role-words.js';
import { rows } from '#libs/records/transaction.js';

export interface Choosable { id: string; name: string; roles: string[]; away: boolean }

/** The active people of these organisations with what they hold now, by name, by one statement. */
export async function activePeople(manager: EntityManager, organisations: readonly string[]): Promise<Choosable[]> {
  const found = await rows<Choosable>(manager, `
    select people.id, people.name, array(select distinct role from person_roles where person_id = people.id and (active_from is null or active_from <= now()) and (active_until is null or active_until > now()) order by 1) as roles,
      exists (select 1 from leaves where leaves.person_id = people.id and withdrawn_at is null and starts_at <= now() and ends_at > now()) as away
    from people where organisation_id = any($1) and active order by people.name, people.id`, [organisations]);
  return found.map((person) => ({ ...person, roles: person.roles.map((role) => roleWords(role)) }));
}

/** Who can be given something, in words. Whoever is away is marked. */
export async function peopleToChoose(manager: EntityManager, organisations: readonly string[]): Promise<{ value: string; text: string }[]> {
  return (await activePeople(manager, organisations)).map(({ id, name, roles, away }) => ({ value: id, text: `${name}${roles.length > 0 ? ` (${roles.join(', ').toLowerCase()})` : ''}${away ? ', on leave now' : ''}` }));
}
