/** A cursor that this list did not give out. */
export class CursorUnknown extends Error {
  constructor() { super('the cursor is not one of this list'); this.name = 'CursorUnknown'; }
}

/** Where a page ended: the instant that the list is sorted by, and the id that settles between equal instants. */
export interface Position { at: string; id: string }

export const PAGE = 50;
export const LONGEST_PAGE = 200;
export const pageSize = (limit: number | undefined): number => Math.min(Math.max(limit ?? PAGE, 1), LONGEST_PAGE);

export function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** @throws CursorUnknown for any text that `writeCursor` did not make */
export function readCursor(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(position) && position.length === 2) {
      const [at, id] = position as unknown[];
      if (typeof at === 'string' && typeof id === 'string' && new Date(at).toISOString() === at && !id.includes('\u0000')) return { at, id };
    }
  } catch {
    // Falls through: whatever is wrong with it, it is not ours.
  }
  throw new CursorUnknown();
}

/** Of a list that is given whole: it gave out no cursor. @throws CursorUnknown for any */
export function noCursor(cursor: string | undefined): void {
  if (cursor !== undefined) throw new CursorUnknown();
}

/** The page from rows that were read one further than it is long. */
export function pageOf<Row, Item>(found: readonly Row[], limit: number, position: (row: Row) => Position, items: (rows: Row[]) => Item[]): { items: Item[]; next: string | null } {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return { items: items(shown), next: found.length > limit && last !== undefined ? writeCursor(position(last)) : null };
}
