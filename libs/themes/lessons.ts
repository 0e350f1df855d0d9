import type { EntityManager } from 'typeorm';
import { withholding } from '#libs/records/queries/withheld.js';
import { rows } from '#libs/records/transaction.js';
import { grouped } from './grouped.js';

/** What was learned of one theme: how often, in what words, what of a protocol was to change, and on which cases, the latest first. */
export interface Lesson { theme: string; count: number; lessons: string[]; protocolChanges: string[]; cases: string[] }

const MOST_CASES = 20;
interface Row { theme: string; lesson: string; change: string | null; case_id: string }

/** The lessons that disputes of a time ended with ([2], example 3), by the theme that they name, however it is spelt; the most frequent first. Rehearsals teach nothing. */
export async function lessonsOf(manager: EntityManager, organisations: readonly string[], { from, to }: { from: number; to: number }): Promise<Lesson[]> {
  const found = await rows<Row>(manager, `
    select btrim(document #>> '{evidence,theme}') as theme, document #>> '{evidence,lesson}' as lesson, case when jsonb_typeof(document #> '{evidence,protocolChange}') = 'string' then document #>> '{evidence,protocolChange}' end as change, case_id
    from tasks where organisation_id = any($1) and step = 'lessons-captured' and status = 'completed' and not rehearsal and completed_at >= $2 and completed_at < $3 order by completed_at desc, id`,
  [organisations, new Date(from), new Date(to)]);
  return grouped(found, ({ theme }) => theme.toLowerCase().replace(/\s+/g, ' ')).map(([, of]) => ({
    theme: of[0]!.theme, count: of.length, lessons: of.slice(0, MOST_CASES).map(({ lesson }) => lesson), protocolChanges: of.slice(0, MOST_CASES).flatMap(({ change }) => change ?? []), cases: [...new Set(of.map(({ case_id: id }) => id))].slice(0, MOST_CASES),
  }));
}

/** For a reader without identity: any of its words might name somebody. */
export function withheldLesson({ theme, lessons, protocolChanges, ...figures }: Lesson): Lesson {
  const { text } = withholding([]);
  return { ...figures, theme: text(theme), lessons: lessons.map(text), protocolChanges: protocolChanges.map(text) };
}
