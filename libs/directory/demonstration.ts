import type { EntityManager } from 'typeorm';
import { inTransaction, rows } from '#libs/records/transaction.js';

/** Made-up people of made-up organisations: `subject` is how the local issuer names them. */
const people = [
  { subject: 'hub', organisation: 'riverside', role: 'hub', name: 'Harriet Hughes' },
  { subject: 'coordinator', organisation: 'riverside', role: 'coordinator', name: 'Colin Okafor' },
  { subject: 'clinical-lead', organisation: 'riverside', role: 'clinical-lead', name: 'Dr Leila Farouk' },
  { subject: 'escalation-owner', organisation: 'riverside', role: 'escalation-owner', name: 'Owen Pritchard' },
  { subject: 'escalation-lead', organisation: 'riverside', role: 'escalation-lead', name: 'Elena Marsh' },
  { subject: 'director', organisation: 'riverside', role: 'director', name: 'Dilip Rao' },
  { subject: 'crisis-team', organisation: 'riverside', role: 'crisis-team', name: 'Chris Tennant' },
  { subject: 'auditor', organisation: 'riverside', role: 'auditor', name: 'Audrey Finch' },
  { subject: 'other-hub', organisation: 'hillview', role: 'hub', name: 'Hassan Odell' },
] as const;

const organisations = [
  { id: 'riverside', name: 'Riverside Community Health (demonstration)', locality: null },
  { id: 'hillview', name: 'Hillview Community Health (demonstration)', locality: 'hillview' },
] as const;

/** The id of a demonstration person. */
const idOf = ({ organisation, role }: { organisation: string; role: string }): string => `${organisation}-${role}`;

/** The subjects that the local issuer may sign for. */
export const demonstrationSubjects: readonly string[] = people.map(({ subject }) => subject);

/** Puts the demonstration's organisations and people in place, known by `issuer`. Again is harmless; another issuer is added to those known. */
export async function seedDemonstration(manager: EntityManager, issuer: string): Promise<void> {
  await inTransaction(manager, async (within) => {
    // An organisation that was seeded before localities were known gets its own; one that somebody has set stays.
    for (const { id, name, locality } of organisations) {
      await rows(within, `
        insert into organisations (id, name, locality) values ($1, $2, $3) on conflict (id) do update set locality = excluded.locality where organisations.locality is null and excluded.locality is not null`, [id, name, locality]);
    }
    for (const person of people) {
      const id = idOf(person);
      await rows(within, 'insert into people (id, organisation_id, name) values ($1, $2, $3) on conflict do nothing', [id, person.organisation, person.name]);
      await rows(within, 'insert into person_roles (organisation_id, role, person_id, position) values ($1, $2, $3, 1) on conflict do nothing', [person.organisation, person.role, id]);
      await rows(within, 'insert into identities (issuer, subject, person_id) values ($1, $2, $3) on conflict do nothing', [issuer, person.subject, id]);
      await rows(within, `insert into contact_methods (person_id, channel, position, address) values ($1, 'email', 1, $2) on conflict do nothing`, [id, `${person.role}@${person.organisation}.example`]);
    }
  });
}
