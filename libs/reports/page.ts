import { CursorUnknown, pageSize } from '#libs/records/queries/cursor.js';

export interface PageAsked { cursor?: string | undefined; limit?: number | undefined }

export const byKey = <Item>(all: readonly Item[], keyOf: (item: Item) => string): Item[] => all.map((item) => ({ key: keyOf(item), item })).toSorted((one, other) => (one.key < other.key ? -1 : 1)).map(({ item }) => item);

/** A page of what was worked out whole, in the order of its keys. Each key stands once. @throws CursorUnknown */
export function pageByKey<Item>(all: readonly Item[], keyOf: (item: Item) => string, { cursor, limit }: PageAsked): { items: Item[]; next: string | null } {
  const after = cursor === undefined ? null : keyIn(cursor);
  const ordered = byKey(all, keyOf).filter((item) => after === null || keyOf(item) > after);
  const items = ordered.slice(0, pageSize(limit));
  return { items, next: ordered.length > items.length ? Buffer.from(JSON.stringify([keyOf(items.at(-1)!)])).toString('base64url') : null };
}

function keyIn(cursor: string): string {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(read) && read.length === 1 && typeof read[0] === 'string') return read[0];
  } catch {
    // Falls through: whatever is wrong with it, it is not ours.
  }
  throw new CursorUnknown();
}
