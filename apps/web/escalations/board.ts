import { policies } from '#libs/policies/released.js';
import { escalationBoard, type BoardItem } from '#libs/records/queries/escalation-board.js';
import { drawnLadder, positionsIn, type DrawnLadder } from '../ladders/drawn-ladder.js';
import type { Visit } from '../visit.js';

export interface ShownClimb extends BoardItem { drawn: DrawnLadder | null; silentFor: number; calledLast: { name: string | null; role: string; at: string } | null }

/** What the list is narrowed to, in the address. */
export interface BoardFilter { mine: boolean; pathway: string; level: number | null; cursor: string | undefined }

export function boardFilter(parameters: URLSearchParams): BoardFilter {
  const level = Number(parameters.get('level'));
  return { mine: parameters.get('show') === 'called', pathway: parameters.get('pathway') ?? '', level: Number.isInteger(level) && level > 1 && level <= 20 ? level : null, cursor: parameters.get('cursor') ?? undefined };
}
export function boardQuery(filter: BoardFilter, change: Partial<BoardFilter> = {}): string {
  const { mine, pathway, level, cursor } = { ...filter, cursor: undefined, ...change };
  const query = new URLSearchParams([...(mine ? [['show', 'called']] : []), ...(pathway ? [['pathway', pathway]] : []), ...(level === null ? [] : [['level', String(level)]]), ...(cursor === undefined ? [] : [['cursor', cursor]])] as [string, string][]).toString();
  return query === '' ? '/escalations' : `/escalations?${query}`;
}

/** Pathways by name, for the filter. */
export const pathwayChoices = (): { value: string; text: string }[] => policies.filter(({ locality }) => locality === null).map(({ pathway, title }) => ({ value: pathway, text: title })).filter((one, index, all) => all.findIndex(({ value }) => value === one.value) === index);

/** A page of the board, each climb with its ladder and who is next. @throws CursorUnknown */
export async function board(visit: Visit, filter: BoardFilter, limit: number): Promise<{ items: ShownClimb[]; next: string | null }> {
  const { manager, reading } = visit;
  const found = await escalationBoard(manager, reading, { mine: filter.mine, limit, ...(filter.pathway ? { pathway: filter.pathway } : {}), ...(filter.level === null ? {} : { level: filter.level }), ...(filter.cursor === undefined ? {} : { cursor: filter.cursor }) });
  return { items: await shownClimbs(visit, found.items), next: found.next };
}

export async function shownClimbs({ manager }: Visit, items: readonly BoardItem[]): Promise<ShownClimb[]> {
  const positions = await positionsIn(manager, items.map(({ escalation }) => escalation.caseId));
  return items.map((item): ShownClimb => {
    const position = positions.get(item.escalation.taskId);
    const last = item.escalation.calls.at(-1);
    return {
      ...item, drawn: position ? drawnLadder(position, item.escalation) : null, silentFor: item.now.getTime() - Date.parse(item.silentSince),
      calledLast: last ? { name: last.person?.name ?? null, role: last.role, at: last.at } : null,
    };
  });
}

/** 'A. M.': for a wall that everybody who passes can read. */
export const initials = (name: string | null): string => (name === null ? '' : name.split(/[\s-]+/u).filter((part) => /^\p{L}/u.test(part)).map((part) => `${String.fromCodePoint(part.codePointAt(0)!).toLocaleUpperCase('en-GB')}.`).slice(0, 4).join(' '));
