import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import { listed, type PageAsked } from './listed.js';
import { namesOf, type Named } from './people-views.js';

export interface DirectoryChangeView { id: string; at: string; actor: { person: Named } | { system: string }; what: string; subject: string; before: JsonObject | null; after: JsonObject | null; reason: string }
interface Row { key: string; id: string; at: Date; actor: { person: string } | { system: string }; what: string; subject: string; before: JsonObject | null; after: JsonObject | null; reason: string }

/** Where people and other systems are reached. */
const WITHHELD: ReadonlySet<string> = new Set(['address', 'url']);

/** Who changed the directory, the latest first. Where people are reached is nobody's to read here: only that it changed. */
export async function directoryChanges(manager: EntityManager, { organisations, subject, ...page }: PageAsked & { organisations: readonly string[]; subject?: string | undefined }): Promise<{ items: DirectoryChangeView[]; next: string | null }> {
  const found = await listed<Row, Row>(manager, `
    select lpad((9000000000000000000 - id)::text, 19, '0') as key, id::text, at, actor, what, subject, before, after, reason from directory_changes where organisation_id = any($1) and ($2::text is null or subject = $2)`,
  [organisations, subject ?? null], page, (each) => each);
  const people = await namesOf(manager, found.items.flatMap(({ actor }) => ('person' in actor ? [actor.person] : [])));
  const shown = (row: JsonObject | null): JsonObject | null => row && Object.fromEntries(Object.entries(row).map(([name, value]) => [name, WITHHELD.has(name) ? '[withheld]' : value]));
  return { next: found.next, items: found.items.map(({ key: _key, at, actor, before, after, ...more }) => ({ ...more, at: at.toISOString(), actor: 'person' in actor ? { person: people(actor.person) } : actor, before: shown(before), after: shown(after) })) };
}
