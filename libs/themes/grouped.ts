/** The most first, and by key where they are as many, so that the same record says the same. */
export function grouped<Row>(found: readonly Row[], key: (row: Row) => string): [string, Row[]][] {
  const groups = new Map<string, Row[]>();
  for (const row of found) {
    const group = groups.get(key(row));
    if (group) group.push(row); else groups.set(key(row), [row]);
  }
  return [...groups].toSorted(([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1));
}
