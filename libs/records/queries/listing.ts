import type { EntityManager } from 'typeorm';
import { rows } from '../transaction.js';
import { writeCursor, type Position } from './cursor.js';
import type { Viewer } from './viewer.js';

/** Gathers the parameters of a statement. */
export class Parameters {
  readonly values: unknown[] = [];
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Whose rows of a table with `organisation_id` and a case a viewer sees: each branch is answered by one index, and no row is in two. */
export function visibleBranches(viewer: Viewer, parameters: Parameters, caseColumn: string): string[] {
  const own = viewer.organisations.map((organisation) => `organisation_id = ${parameters.add(organisation)}`);
  const organisations = parameters.add(viewer.organisations);
  return [...own, `(${caseColumn} in (select case_id from case_organisations where organisation_id = any(${organisations}) and not lead) and organisation_id <> all(${organisations}))`];
}

/** `id` of a case that the viewer may see. */
export function visibleCase(viewer: Viewer, parameters: Parameters, caseColumn: string): string {
  return `exists (select 1 from case_organisations where case_organisations.case_id = ${caseColumn} and organisation_id = any(${parameters.add(viewer.organisations)}))`;
}

export interface Listing { table: string; columns: string; branches: readonly string[]; conditions: readonly string[]; sortedBy: string; descending: boolean; after: Position | null; limit: number }

/** One page of a list, read one row further than it is long: each branch in the order of its index, then merged. */
export function readPage<Row>(manager: EntityManager, { table, columns, branches, conditions, sortedBy, descending, after, limit }: Listing, parameters: Parameters): Promise<Row[]> {
  const order = `${sortedBy} ${descending ? 'desc' : 'asc'}, id ${descending ? 'desc' : 'asc'}`;
  const beyond = after ? [`(${sortedBy}, id) ${descending ? '<' : '>'} (${parameters.add(after.at)}::timestamptz, ${parameters.add(after.id)})`] : [];
  const size = parameters.add(limit + 1);
  const parts = branches.map((branch) => `(select ${columns} from ${table} where ${[branch, ...conditions, ...beyond].join(' and ')} order by ${order} limit ${size})`);
  if (parts.length === 0) return Promise.resolve([]);
  return rows<Row>(manager, `select * from (${parts.join(' union all ')}) as page order by ${order} limit ${size}`, parameters.values);
}

/** The first rows of a page, and where the next one begins. */
export function cut<Row extends { id: string }>(found: readonly Row[], limit: number, at: (row: Row) => Date): { shown: Row[]; next: string | null } {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { shown, next: found.length > limit && last ? writeCursor({ at: at(last).toISOString(), id: last.id }) : null };
}
