import { DAY } from '#libs/domain/duration.js';
import { fieldWrong, notThere } from '../http/problem.js';
import { ofOrganisation } from '../people/of-organisation.js';
import type { Caller } from '../http/request.js';
import type { ReportAsked } from '#libs/reports/asked.js';

const LONGEST_DAYS = 366;
const USUAL_DAYS = 28;

/**
 * What a report is about: at most a year; where nothing is said the 28 days before now. Rehearsals have clocks of their own, most of them ahead: theirs is a year from the beginning.
 * @throws Problem 422 for a stretch that is none or too long, 404 for an organisation that is not the caller's
 */
export function reportAsked(caller: Caller, { from, to, organisation, rehearsal = false }: { from?: string | undefined; to?: string | undefined; organisation?: string | undefined; rehearsal?: boolean | undefined }, now: Date): ReportAsked {
  const organisations = ofOrganisation(caller, organisation);
  if (organisations.length === 0) throw notThere();
  const ends = to === undefined ? null : Date.parse(to);
  const start = from === undefined ? (ends ?? now.getTime()) - USUAL_DAYS * DAY : Date.parse(from);
  const end = ends ?? (rehearsal ? start + LONGEST_DAYS * DAY : now.getTime());
  if (end <= start) throw fieldWrong('/to', 'ends-before-it-begins', 'must be later than `from`');
  if (end - start > LONGEST_DAYS * DAY) throw fieldWrong('/to', 'too-long', `must be at most ${LONGEST_DAYS} days after \`from\``);
  return { organisations, from: new Date(start), to: new Date(end), rehearsal };
}
