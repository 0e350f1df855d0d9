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
  // The system's: it hears what nobody answered, of every organisation.
  { subject: 'duty', organisation: 'riverside', role: 'duty', name: 'Dara Quill' },
  { subject: 'other-hub', organisation: 'hillview', role: 'hub', name: 'Hassan Odell' },
] as const;

/**
 * Who answers when those above cannot: no role of a ladder is one person's alone (GET /v1/coverage says so of the demonstration, and a spec holds it to that).
 * The local issuer signs for those of the first organisation (`coordinator-2`), so that cover and rotas can be tried from both sides; the others are called, and do not sign in here.
 */
const deputies: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  riverside: {
    hub: ['Hana Petrov'], coordinator: ['Cara Nolan'], 'clinical-lead': ['Dr Luis Mensah'], 'escalation-owner': ['Orla Byrne'], 'escalation-lead': ['Esme Castell'], director: ['Della Novak'], 'crisis-team': ['Cleo Adeyemi'], duty: ['Devon Marsh'],
  },
  hillview: {
    hub: ['Hetty Lund'], coordinator: ['Conor Blake', 'Chloe Ferris'], 'clinical-lead': ['Dr Lars Ionescu', 'Dr Lucy Amadi'], 'escalation-owner': ['Otis Grant', 'Olive Kaya'],
    'escalation-lead': ['Edwin Sato', 'Erin Vaughan'], director: ['Dana Whitlock', 'Denzel Moss'], 'crisis-team': ['Carys Quinn', 'Cyrus Holt'],
  },
};

/** Of which grade whoever holds a role is here, so that a locality that asks for one finds somebody. */
const gradeOf: Readonly<Record<string, string>> = { 'clinical-lead': 'consultant', director: 'consultant', 'escalation-lead': 'lead', 'escalation-owner': 'senior', coordinator: 'registered', 'crisis-team': 'registered' };

const organisations = [
  { id: 'riverside', name: 'Riverside Community Health (demonstration)', locality: null },
  { id: 'hillview', name: 'Hillview Community Health (demonstration)', locality: 'hillview' },
] as const;

interface Seeded { id: string; organisation: string; role: string; position: number; name: string; subject: string | null }

/** Everybody, the first of each role by the id of their organisation and role. */
function seeded(): Seeded[] {
  const first: Seeded[] = people.map((person) => ({ ...person, id: `${person.organisation}-${person.role}`, position: 1 }));
  return [...first, ...Object.entries(deputies).flatMap(([organisation, roles]) => Object.entries(roles).flatMap(([role, names]) => {
    const before = first.filter((person) => person.organisation === organisation && person.role === role).length;
    return names.map((name, index): Seeded => {
      const position = before + index + 1;
      return { id: position === 1 ? `${organisation}-${role}` : `${organisation}-${role}-${position}`, organisation, role, position, name, subject: organisation === 'riverside' ? `${role}-${position}` : null };
    });
  }))];
}

/** Whom the local issuer may sign for, in the order in which it asks 'Who are you?'. */
export const demonstrationPeople = people.map(({ subject, organisation, role, name }) => ({ subject, role, name, organisation: organisations.find(({ id }) => id === organisation)!.name }));

/** Puts the demonstration's organisations and people in place, known by `issuer`. Again is harmless; another issuer is added to those known. */
export async function seedDemonstration(manager: EntityManager, issuer: string): Promise<void> {
  await inTransaction(manager, async (within) => {
    await rows(within, `select set_config('handrail.actor', '{"system": "demonstration"}', true), set_config('handrail.reason', 'the demonstration', true)`);
    // An organisation that was seeded before localities were known gets its own; one that somebody has set stays.
    for (const { id, name, locality } of organisations) {
      await rows(within, `
        insert into organisations (id, name, locality) values ($1, $2, $3) on conflict (id) do update set locality = excluded.locality where organisations.locality is null and excluded.locality is not null`, [id, name, locality]);
    }
    for (const { id, organisation, role, position, name, subject } of seeded()) {
      await rows(within, `
        insert into people (id, organisation_id, name, grade) values ($1, $2, $3, $4) on conflict (id) do update set grade = excluded.grade where people.grade is null and excluded.grade is not null`, [id, organisation, name, gradeOf[role] ?? null]);
      const everywhere = role === 'duty';
      await rows(within, 'insert into person_roles (organisation_id, scope, role, person_id, position) values ($1, $2, $3, $4, $5) on conflict do nothing', [everywhere ? null : organisation, everywhere ? 'system' : 'organisation', role, id, position]);
      if (subject !== null) await rows(within, 'insert into identities (issuer, subject, person_id) values ($1, $2, $3) on conflict do nothing', [issuer, subject, id]);
      const address = `${position === 1 ? role : `${role}-${position}`}@${organisation}.example`;
      await rows(within, `insert into contact_methods (person_id, channel, position, address, verified_at) values ($1, 'email', 1, $2, now()) on conflict do nothing`, [id, address]);
    }
  });
}
