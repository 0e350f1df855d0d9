import type { EntityManager } from 'typeorm';
import { rows } from '#libs/records/transaction.js';

/** Who works with a crowd of cases, in one organisation beside the demonstration's: so many of each role. */
const CREW = { hub: 8, coordinator: 180, 'clinical-lead': 60, 'escalation-owner': 30, 'escalation-lead': 4, director: 2, 'crisis-team': 10 } as const;
export type CrewRole = keyof typeof CREW;

const FIRST = ['Amina', 'Beth', 'Carwyn', 'Dolores', 'Ewan', 'Farida', 'Gareth', 'Hyacinth', 'Idris', 'Joan', 'Kofi', 'Lowri', 'Mo', 'Nasreen', 'Olu', 'Priya', 'Quinn', 'Rhys', 'Siân', 'Tomasz', 'Una', 'Vikram', 'Wanda', 'Yusuf', 'Zofia'];
const LAST = ['Abara', 'Birch', 'Chaudhry', 'Davies', 'Ekwueme', 'Fairclough', 'Griffiths', 'Hartley', 'Iqbal', 'Jankowski', 'Kaur', 'Llewellyn', 'Mbeki', 'Nowak', 'O’Donnell', 'Pryce', 'Quaye', 'Rowntree', 'Sharma', 'Thistlethwaite', 'Ude', 'Vaughan', 'Whitaker', 'Yeboah', 'Zielinska'];
/** The name of the nth made-up person: 15,625 are different. */
export const madeUpName = (n: number): string => `${FIRST[n % 25]} ${LAST[Math.floor(n / 25) % 25]}-${LAST[(n * 7 + Math.floor(n / 625)) % 25]}`;

export const crewId = (role: CrewRole, place: number): string => `riverside-crew-${role}-${place % CREW[role]}`;
/** Everybody of a role. */
export const crewOf = (role: CrewRole): string[] => Array.from({ length: CREW[role] }, (_, place) => crewId(role, place));

/** Puts them into the directory: people, roles, identities (the subject is the id), a way to be reached, and teams of coordinators. */
export async function hireCrew(manager: EntityManager, issuer: string): Promise<void> {
  const people = (Object.keys(CREW) as CrewRole[]).flatMap((role, at) => crewOf(role).map((id, place) => ({ id, role, name: madeUpName(at * 600 + place), position: 100 + place })));
  await manager.transaction(async (within) => {
    await rows(within, `select set_config('handrail.actor', '{"system": "bench"}', true), set_config('handrail.reason', 'a crowd', true)`);
    const given = JSON.stringify(people);
    await rows(within, `insert into people (id, organisation_id, name) select id, 'riverside', name from jsonb_to_recordset($1) as given (id text, name text)`, [given]);
    await rows(within, `insert into person_roles (organisation_id, scope, role, person_id, position) select 'riverside', 'organisation', role, id, position from jsonb_to_recordset($1) as given (id text, role text, position int)`, [given]);
    await rows(within, `insert into identities (issuer, subject, person_id) select $2, id, id from jsonb_to_recordset($1) as given (id text)`, [given, issuer]);
    await rows(within, `insert into contact_methods (person_id, channel, position, address, verified_at) select id, 'email', 1, id || '@riverside.example', now() from jsonb_to_recordset($1) as given (id text)`, [given]);
    await rows(within, `insert into teams (id, organisation_id, name, lead_id) select 'crew-team-' || team, 'riverside', 'Team ' || team, 'riverside-crew-coordinator-' || team from generate_series(0, 11) as team`);
    // Out of hours the clinical leads take turns for each other: everybody's work must look whether it is theirs.
    const rules = [{ hours: { kind: 'out-of-hours' }, rotation: { people: crewOf('clinical-lead').slice(0, 12), days: 1, startsOn: '2026-01-05', handOverAt: '09:00' } }];
    await rows(within, `insert into rotas (id, organisation_id, role, scope, name, rules) values ('crew-nights', 'riverside', 'clinical-lead', 'organisation', 'Clinical leads at night', $1)`, [JSON.stringify(rules)]);
    await rows(within, `insert into team_members (team_id, person_id) select 'crew-team-' || place % 12, 'riverside-crew-coordinator-' || place from generate_series(0, ${CREW.coordinator - 1}) as place`);
  });
}
