import { endOfLocalDay } from '#libs/domain/local-time.js';
import { everythingAnsweredFor } from '#libs/directory/answers-for.js';
import { callsTo, countWork, SHARES, workOf, type WorkItem, type WorkSearch } from '#libs/records/queries/my-work.js';
import { dueGroup } from '../time/in-words.js';
import type { Visit } from '../visit.js';
import { queryOf, type Filter } from './filter.js';

export interface Section { id: string; heading: string; items: WorkItem[] }
const MOST = 100;
const HEADINGS = { overdue: 'Overdue', today: 'Due today', later: 'Later' } as const;

/** The worklist of a filter: in sections by when it is due, with the shares beside it counted. */
export async function sectionsOf({ manager, reading }: Visit, filter: Filter): Promise<Record<string, unknown>> {
  const search = searchOf(filter, reading.now);
  const answered = await everythingAnsweredFor(manager, reading.viewer.person, reading.now);
  const [page, calls, counts] = await Promise.all([
    workOf(manager, reading, answered, { ...search, ...(filter.cursor === undefined ? {} : { cursor: filter.cursor }) }), callsTo(manager, reading, filter.rehearsal), countWork(manager, reading, answered, filter.rehearsal, MOST),
  ]);
  const order = filter.newestFirst ? ['later', 'today', 'overdue'] as const : ['overdue', 'today', 'later'] as const;
  const groupOf = ({ task, now }: WorkItem) => (task.overdue ? 'overdue' : dueGroup(Date.parse(task.dueAt), now.getTime()));
  return {
    calls, sections: order.map((id): Section => ({ id, heading: HEADINGS[id], items: page.items.filter((item) => groupOf(item) === id) })).filter(({ items }) => items.length > 0),
    shares: SHARES.map((share) => ({ share, count: counts[share], more: counts[share] === MOST, current: filter.share === share, href: queryOf({ ...filter, due: 'all' }, { share }) })),
    next: page.next === null ? null : queryOf(filter, { cursor: page.next }), first: filter.cursor === undefined ? null : queryOf(filter),
    sorted: queryOf(filter, { newestFirst: !filter.newestFirst }), plain: queryOf({ ...filter, due: 'all', pathway: '', q: '' }),
  };
}

function searchOf({ share, due, pathway, q, newestFirst, rehearsal }: Filter, now: Date): WorkSearch {
  const tonight = new Date(endOfLocalDay(now.getTime()));
  const stretch = { all: {}, overdue: { until: now }, today: { from: now, until: tonight }, later: { from: tonight } }[due];
  return { share, ...stretch, ...(pathway ? { pathway } : {}), ...(q ? { q } : {}), newestFirst, rehearsal };
}
