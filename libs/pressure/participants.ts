import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { refuse, wrong } from '#libs/directory/change.js';
import { firstRow, rows } from '#libs/records/transaction.js';

export interface Participant { id: string; organisation: string; person: { id: string; name: string }; personOrganisation: string; service: string; since: Date; until: Date | null }
const columns = `system_participants.id, system_participants.organisation_id as organisation, jsonb_build_object('id', people.id, 'name', people.name) as person, people.organisation_id as "personOrganisation", service, since, until`;
const MOST = 30;

/** Who takes part in an organisation's system, in the order of their services: people of partners, called to every meeting by name. */
export function participantsOf(manager: EntityManager, organisation: string): Promise<Participant[]> {
  return rows(manager, `select ${columns} from system_participants join people on people.id = person_id where system_participants.organisation_id = $1 and until is null and people.active order by service, people.name`, [organisation]);
}
export async function participant(manager: EntityManager, id: string): Promise<Participant> {
  return (await firstRow<Participant>(manager, `select ${columns} from system_participants join people on people.id = person_id where system_participants.id = $1`, [id]))!;
}
export function participantStanding(manager: EntityManager, id: string): Promise<{ id: string; organisation: string } | null> {
  return id.includes('\u0000') ? Promise.resolve(null) : firstRow(manager, 'select id, organisation_id as organisation from system_participants where id = $1', [id]);
}
/** Organisations in whose system somebody of this one takes part. */
export async function systemsOf(manager: EntityManager, organisations: readonly string[]): Promise<string[]> {
  const found = await rows<{ id: string }>(manager, `select distinct system_participants.organisation_id as id from system_participants join people on people.id = person_id where until is null and people.organisation_id = any($1)`, [organisations]);
  return [...new Set([...organisations, ...found.map(({ id }) => id)])];
}

/** Inside a change of the directory. @throws DirectoryRefusal 409, 422 */
export async function addParticipant(manager: EntityManager, { organisation, person, service }: { organisation: string; person: string; service: string }): Promise<string> {
  if (!(await firstRow(manager, 'select 1 from people where id = $1 and active', [person]))) wrong('/person', 'unknown-person', 'is nobody in the directory');
  const standing = await participantsOf(manager, organisation);
  if (standing.some((each) => each.person.id === person)) refuse('takes-part-already', 'They take part already.');
  if (standing.length >= MOST) refuse('enough-participants', `At most ${MOST} people take part by name.`);
  const id = randomUUID();
  await rows(manager, 'insert into system_participants (id, organisation_id, person_id, service) values ($1, $2, $3, $4)', [id, organisation, person, service]);
  return id;
}
export async function endParticipant(manager: EntityManager, id: string): Promise<void> {
  if (!(await firstRow(manager, 'update system_participants set until = now() where id = $1 and until is null returning id', [id]))) refuse('takes-no-part', 'They take no part any more.');
}
