import { Parameters, visibleBranches } from '#libs/records/queries/listing.js';
import type { Reading } from '#libs/records/queries/viewer.js';

/** What a report is about: the cases that these organisations see, live or rehearsed, from an instant (included) to another. */
export interface ReportAsked { organisations: readonly string[]; from: Date; to: Date; rehearsal: boolean }

/** The rows of a table with `organisation_id`, `case_id` and `rehearsal` that a report reads, each once: an index answers each part. `instant` is the column that says when. */
export function rowsAsked({ viewer }: Reading, { organisations, from, to, rehearsal }: ReportAsked, parameters: Parameters, { table, columns, instant, more = [] }: { table: string; columns: string; instant: string; more?: readonly string[] }): string {
  const between = `${instant} >= ${parameters.add(from)}::timestamptz and ${instant} < ${parameters.add(to)}::timestamptz`;
  const conditions = [`rehearsal = ${rehearsal}`, between, ...more].join(' and ');
  const branches = visibleBranches({ ...viewer, organisations: [...organisations] }, parameters, 'case_id');
  return branches.map((branch) => `select ${columns} from ${table} where ${branch} and ${conditions}`).join(' union all ');
}

/** A case's own present: ours, and of a rehearsal as much later as its clock was moved. `now`: a parameter; the row of `cases` is joined. */
export const presentOf = (now: string): string => `${now}::timestamptz + make_interval(secs => cases.clock_offset_ms / 1000.0)`;
/** Whole milliseconds between two instants, never less than none. */
export const msBetween = (from: string, to: string): string => `greatest(round(extract(epoch from (${to}) - (${from})) * 1000), 0)::float8`;
