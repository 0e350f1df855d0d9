import type { EntityManager } from 'typeorm';
import type { Organisation, Page, RoleHolderView } from '#libs/contracts/views.js';
import { pageOf, pageSize, readCursor } from '#libs/records/queries/cursor.js';
import { rows } from '#libs/records/transaction.js';
import { answer } from './answer.js';
import { during, type Facts } from './facts.js';
import { loadFacts } from './snapshot.js';

export interface RoleSearch { organisations: readonly string[]; role?: string; organisation?: string; at: Date; cursor?: string; limit?: number }
interface Entry { key: string; id: string; organisation: string; role: string; why?: string }

/**
 * Who holds which role at an instant, in the organisations that the reader belongs to, or in the one that is asked for: owners of a case may be another's. `answers`: a call to the role reaches them where a case names nobody; that may be
 * somebody who does not hold it: who covers for the holder, or is on a rota.
 */
export async function people(manager: EntityManager, { organisations, role, organisation, at, cursor, limit }: RoleSearch): Promise<Page<RoleHolderView>> {
  const after = readCursor(cursor);
  const size = pageSize(limit);
  const asked = organisation === undefined ? [...organisations] : (await rows<{ id: string }>(manager, 'select id from organisations where id = $1', [organisation.replaceAll('\u0000', '\uFFFD')])).map(({ id }) => id);
  const facts = await loadFacts(manager, { roles: role === undefined ? null : [role.replaceAll('\u0000', '\uFFFD')], organisations: asked, people: [], from: at, until: new Date(at.getTime() + 1) });
  const entries = asked.flatMap((each) => entriesOf(facts, each, at.getTime())).filter(({ key }) => after === null || key > after.id).toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, size + 1);
  const names = await namesOf(manager, entries);
  return pageOf(entries, size, ({ key }) => ({ at: at.toISOString(), id: key }), (shown) => shown.map(({ id, organisation: of, role: held, why }): RoleHolderView => ({
    id, name: names.people.get(id) ?? id, organisation: { id: of, name: names.organisations.get(of) ?? of }, role: held, answers: why !== undefined, ...(why === undefined ? {} : { why }),
  })));
}

/** The holders of every role of an organisation in their order, and before them whoever answers without holding it. */
function entriesOf(facts: Facts, organisation: string, at: number): Entry[] {
  const here = facts.holdings.filter(({ scope }) => scope.kind === 'system' || (scope.kind === 'organisation' && scope.id === organisation));
  const turns = facts.rotas.filter(({ scope }) => scope.kind === 'system' || (scope.kind === 'organisation' && scope.id === organisation));
  return [...new Set([...here, ...turns].map(({ role }) => role))].flatMap((role) => {
    const found = answer(facts, { role, organisation, team: null, caseId: null, owners: null, assigned: null, at });
    // Nearest scope first: whoever holds it in the organisation comes before who holds it everywhere.
    const holders = here.filter((held) => held.role === role && during(held, at) && facts.people.get(held.person)?.active)
      .toSorted((a, b) => (a.scope.kind < b.scope.kind ? -1 : a.scope.kind > b.scope.kind ? 1 : a.position - b.position || (a.person < b.person ? -1 : 1)));
    const listed = [...new Set([...(found.person !== null && !holders.some(({ person }) => person === found.person) ? [found.person] : []), ...holders.map(({ person }) => person)])];
    return listed.map((id, place): Entry => ({ key: `${organisation} ${role} ${String(place).padStart(9, '0')} ${id}`, id, organisation, role, ...(id === found.person ? { why: found.why } : {}) }));
  });
}

async function namesOf(manager: EntityManager, entries: readonly Entry[]): Promise<{ people: Map<string, string>; organisations: Map<string, string> }> {
  const named = (table: string, ids: string[]): Promise<Organisation[]> => rows(manager, `select id, name from ${table} where id = any($1)`, [[...new Set(ids)]]);
  const [people_, organisations] = await Promise.all([named('people', entries.map(({ id }) => id)), named('organisations', entries.map(({ organisation }) => organisation))]);
  return { people: new Map(people_.map(({ id, name }) => [id, name])), organisations: new Map(organisations.map(({ id, name }) => [id, name])) };
}
