import type { EntityManager } from 'typeorm';
import type { Actor } from '#libs/contracts/events.js';
import type { By, Organisation, Person } from '#libs/contracts/views.js';
import { peopleByIds } from '#libs/directory/people.js';
import { rows } from '../transaction.js';
import type { CaseDocument, EscalationDocument, TaskDocument } from '../projection/document.js';

/** The names of the people and organisations that a page shows. Somebody whom the directory does not know is shown by id. */
export class ShownPeople {
  private constructor(private readonly names: ReadonlyMap<string, { name: string }>, private readonly organisations: ReadonlyMap<string, string>) {}

  static async of(manager: EntityManager, ids: readonly (string | null)[], organisations: readonly string[] = []): Promise<ShownPeople> {
    const people = await peopleByIds(manager, ids.filter((id) => id !== null));
    const wanted = [...new Set(organisations)];
    const found = wanted.length === 0 ? [] : await rows<Organisation>(manager, 'select id, name from organisations where id = any($1)', [wanted]);
    return new ShownPeople(people, new Map(found.map(({ id, name }) => [id, name])));
  }

  person(id: string): Person { return { id, name: this.names.get(id)?.name ?? id }; }
  personOrNull(id: string | null): Person | null { return id === null ? null : this.person(id); }
  by(actor: Actor): By { return 'person' in actor ? this.person(actor.person) : { system: actor.system }; }
  organisation(id: string): Organisation { return { id, name: this.organisations.get(id) ?? id }; }
}

const actorOf = (entry: { by: Actor } | null): string[] => (entry && 'person' in entry.by ? [entry.by.person] : []);

export function peopleOfTask(task: TaskDocument): (string | null)[] {
  const actors = [task.acknowledgement, task.unmet, task.declined, task.reopened, ...task.attempts, task.completedBy && { by: task.completedBy }];
  return [task.owner.person, ...(task.reminders ?? []).map(({ person }) => person), ...actors.flatMap(actorOf)];
}
export function peopleOfEscalation(escalation: EscalationDocument): (string | null)[] {
  return [escalation.acknowledgement, ...escalation.outcomes, ...escalation.climbs ?? []].flatMap(actorOf);
}
export function peopleOfCase({ owners, offers }: Pick<CaseDocument, 'owners' | 'offers'>): string[] {
  return [...(owners ? [owners.clinicalLead, owners.coordinator, owners.escalationOwner] : []), ...offers.map(({ person }) => person)];
}
