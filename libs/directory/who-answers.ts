import type { EntityManager } from 'typeorm';
import type { Owners } from '#libs/contracts/events.js';
import { firstRow, rows } from '#libs/records/transaction.js';

export interface Asking { role: string; organisation: string; owners: Owners | null; assigned: string | null; at: Date }
/** `why` is kept with the call: how this person was found, or why nobody was. */
export interface Answering { person: string | null; why: string }

const named: Readonly<Record<string, keyof Owners | undefined>> = { 'clinical-lead': 'clinicalLead', coordinator: 'coordinator', 'escalation-owner': 'escalationOwner' };

/** Everybody who holds a role at `$1`, the one who answers for it first. */
const holders = `
  select roles.organisation_id, roles.role, roles.person_id, row_number() over (partition by roles.organisation_id, roles.role order by roles.position, roles.person_id) as place
  from person_roles as roles join people on people.id = roles.person_id
  where people.active and (roles.active_from is null or roles.active_from <= $1) and (roles.active_until is null or roles.active_until > $1)`;

/** Who answers for a role about a case at an instant: whoever the task was given to, else the case's named owner, else who holds the role in the organisation. Reads only. */
export async function whoAnswers(manager: EntityManager, { role, organisation, owners, assigned, at }: Asking): Promise<Answering> {
  const key = named[role];
  const owner = key && owners ? owners[key] : null;
  const active = await activeOf(manager, [assigned, owner]);
  if (assigned !== null && active.has(assigned)) return { person: assigned, why: 'the task was given to them' };
  if (owner !== null) return active.has(owner) ? { person: owner, why: `named ${role} of the case` } : { person: null, why: `the named ${role} is not active` };
  if (role === 'action-owner') return { person: null, why: assigned === null ? 'nobody owns the task' : 'the owner of the task is not active' };
  const holder = await firstRow<{ person_id: string }>(manager, `select person_id from (${holders} and roles.organisation_id = $2 and roles.role = $3) as held where place = 1`, [at, organisation, role]);
  return holder ? { person: holder.person_id, why: `holds ${role} of the organisation` } : { person: null, why: `nobody holds ${role} of the organisation` };
}

/** The roles of organisations that a person answers for at an instant: where `whoAnswers` names them for a role that no case names. */
export async function answersFor(manager: EntityManager, person: string, at: Date): Promise<{ role: string; organisation: string }[]> {
  return rows(manager, `
    select role, organisation_id as organisation from (${holders} and (roles.organisation_id, roles.role) in (select organisation_id, role from person_roles where person_id = $2)) as held
    where place = 1 and person_id = $2 order by organisation_id, role`, [at, person]);
}

async function activeOf(manager: EntityManager, people: readonly (string | null)[]): Promise<Set<string>> {
  const asked = people.filter((person) => person !== null);
  if (asked.length === 0) return new Set();
  const found = await rows<{ id: string }>(manager, 'select id from people where id = any($1) and active', [asked]);
  return new Set(found.map(({ id }) => id));
}
