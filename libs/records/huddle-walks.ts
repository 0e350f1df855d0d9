import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { HuddleWalkView } from '#libs/contracts/views.js';
import { firstRow, rows } from './transaction.js';

interface Row { id: string; team: string; date: string; at: Date; person: string; name: string; present: string[] }
const shown = ({ id, team, date, at, person, name, present }: Row): HuddleWalkView => ({ id, team, date, at: at.toISOString(), by: { id: person, name }, present });
const columns = `walks.id, walks.organisation_id as team, walks.date, walks.at, walks.person_id as person, people.name, walks.present from huddle_walks as walks join people on people.id = walks.person_id`;

export interface Walked { team: string; date: string; at: Date; person: string; present: readonly string[]; command: string }

/** Records that a huddle was walked, once a command however often it is sent. */
export async function recordWalk(manager: EntityManager, { team, date, at, person, present, command }: Walked): Promise<HuddleWalkView> {
  await rows(manager, `
    insert into huddle_walks (id, organisation_id, date, at, person_id, present, command) values ($1, $2, $3, $4, $5, $6, $7) on conflict (command) do nothing`,
  [randomUUID(), team, date, at, person, JSON.stringify(present), command]);
  return shown((await firstRow<Row>(manager, `select ${columns} where walks.command = $1`, [command]))!);
}

/** When these teams' huddles of a day were walked, the latest first, at most a hundred. */
export async function walksOf(manager: EntityManager, teams: readonly string[], date: string): Promise<HuddleWalkView[]> {
  const found = await rows<Row>(manager, `select ${columns} where walks.organisation_id = any($1) and walks.date = $2 order by walks.at desc, walks.id limit 100`, [teams, date]);
  return found.map(shown);
}
