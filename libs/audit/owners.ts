import type { EntityManager } from 'typeorm';
import type { Owners } from '#libs/contracts/events.js';
import { peopleAnswering } from '#libs/directory/who-answers.js';

/** Who owns what governance looks at: accountable is whoever answers as director, else for escalations; the other two are those for escalations. null: nobody answers at all. */
export async function governanceOwners(manager: EntityManager, organisation: string, at: Date): Promise<Owners | null> {
  const [director, lead] = await peopleAnswering(manager, { organisation, at }, ['director', 'escalation-lead']);
  const accountable = director ?? lead;
  const escalations = lead ?? director;
  return accountable && escalations ? { clinicalLead: accountable, coordinator: escalations, escalationOwner: escalations } : null;
}
