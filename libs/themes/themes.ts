import type { EntityManager } from 'typeorm';
import { notGovernances } from '#libs/audit/own-cases.js';
import { LOCALITY_OF_A_CASE, TEAM_OF_A_CASE } from '#libs/directory/answers-for.js';
import { rows } from '#libs/records/transaction.js';
import { grouped } from './grouped.js';
import { lessonsOf, type Lesson } from './lessons.js';

/** So many escalations by one thing: a reason, a step, a team, a locality. null: none is known. */
export interface Part { name: string | null; count: number }
/** What escalated again and again: a step for a reason. `share` in per cent of all; `teams` and `cases` where it did, the most first. */
export interface Theme { pathway: string; step: string; reason: string; count: number; share: number; teams: Part[]; cases: string[] }
/** The escalations of a time, of live cases. `themes`: the three most frequent. `lessons`: what disputes taught in it, ten themes at most. */
export interface Themes { total: number; cases: number; byReason: Part[]; byStep: { pathway: string; step: string; count: number }[]; byTeam: Part[]; byLocality: Part[]; themes: Theme[]; lessons: Lesson[] }

export const TOP = 3;
const MOST = 10;
const MOST_CASES = 20;
interface Row { pathway: string; step: string; reason: string; team: string | null; locality: string | null; case_id: string }

/** Counts every climb that began in the time, once. Cases of governance itself are left out: whoever looks at themes does not look at looking. */
export async function themesOf(manager: EntityManager, organisations: readonly string[], { from, to }: { from: number; to: number }): Promise<Themes> {
  const found = await rows<Row>(manager, `
    select escalations.pathway, escalations.step, escalations.reason, (select name from teams where id = ${TEAM_OF_A_CASE}) as team, ${LOCALITY_OF_A_CASE} as locality, escalations.case_id
    from escalations join cases on cases.id = escalations.case_id
    where escalations.organisation_id = any($1) and not escalations.rehearsal and escalations.raised_at >= $2 and escalations.raised_at < $3 and ${notGovernances('escalations.pathway')} order by escalations.raised_at desc, escalations.id`,
  [organisations, new Date(from), new Date(to)]);
  const themes = grouped(found, ({ pathway, step, reason }) => JSON.stringify([pathway, step, reason])).map(([, of]): Theme => {
    const { pathway, step, reason } = of[0]!;
    return { pathway, step, reason, count: of.length, share: Math.round((100 * of.length) / found.length), teams: parts(of, ({ team }) => team), cases: [...new Set(of.map(({ case_id: id }) => id))].slice(0, MOST_CASES) };
  });
  return {
    total: found.length, cases: new Set(found.map(({ case_id: id }) => id)).size, byReason: parts(found, ({ reason }) => reason), byTeam: parts(found, ({ team }) => team), byLocality: parts(found, ({ locality }) => locality),
    byStep: grouped(found, ({ pathway, step }) => JSON.stringify([pathway, step])).slice(0, MOST).map(([, of]) => ({ pathway: of[0]!.pathway, step: of[0]!.step, count: of.length })), themes: themes.slice(0, TOP),
    lessons: (await lessonsOf(manager, organisations, { from, to })).slice(0, MOST),
  };
}

const parts = (found: readonly Row[], name: (row: Row) => string | null): Part[] => grouped(found, (row) => JSON.stringify(name(row))).slice(0, MOST).map(([key, of]) => ({ name: JSON.parse(key) as string | null, count: of.length }));
