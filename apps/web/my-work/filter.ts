import { searchText } from '#libs/contracts/http/lists.js';
import type { Share } from '#libs/records/queries/my-work.js';

/** What My work is narrowed to: all of it in the address of the page. */
export interface Filter {
  share: Share; due: 'all' | 'overdue' | 'today' | 'later'; pathway: string; q: string; newestFirst: boolean; rehearsal: boolean; cursor: string | undefined;
  /** Why `q` was not searched for. */
  qError: string | undefined;
}

const oneOf = <T extends string>(given: string | null, known: readonly T[], otherwise: T): T => known.find((each) => each === given) ?? otherwise;

export function filterOf(parameters: URLSearchParams): Filter {
  const q = (parameters.get('q') ?? '').trim();
  const checked = q === '' ? undefined : searchText.safeParse(q);
  return {
    share: oneOf(parameters.get('show'), ['mine', 'called', 'claimable'], 'mine'), due: oneOf(parameters.get('due'), ['all', 'overdue', 'today', 'later'], 'all'), pathway: parameters.get('pathway') ?? '',
    // Ten digits would stand in every log on the way.
    q: checked?.success === false ? '' : q, qError: checked?.success === false ? 'An NHS number does not belong in a search here: it would stand in the address. Search by name or ward.' : undefined,
    newestFirst: parameters.get('sort') === '-dueAt', rehearsal: parameters.get('rehearsal') === 'true', cursor: parameters.get('cursor') ?? undefined,
  };
}

/** Is there less to be seen than all of somebody's work? */
export const isNarrowed = ({ due, pathway, q }: Filter): boolean => due !== 'all' || pathway !== '' || q !== '';

/** The address of the same filter with something changed, from its first page on. */
export function queryOf(filter: Filter, change: Partial<Filter> = {}): string {
  const { share, due, pathway, q, newestFirst, rehearsal, cursor } = { ...filter, cursor: undefined, ...change };
  const query = new URLSearchParams();
  if (share !== 'mine') query.set('show', share);
  if (due !== 'all') query.set('due', due);
  if (pathway) query.set('pathway', pathway);
  if (q) query.set('q', q);
  if (newestFirst) query.set('sort', '-dueAt');
  if (rehearsal) query.set('rehearsal', 'true');
  if (cursor !== undefined) query.set('cursor', cursor);
  const text = query.toString();
  return text === '' ? '/' : `/?${text}`;
}
