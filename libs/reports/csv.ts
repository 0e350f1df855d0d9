export type Cell = string | number | boolean | null;

/** RFC 4180: CRLF after every row, quotes where they are needed. What a spreadsheet would take for a formula has an apostrophe before it, since a name in it may be anybody's. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(given: Cell): string {
  if (typeof given !== 'string') return given === null ? '' : String(given);
  const harmless = /^[=+\-@\t\r\n]|^\s+[=+\-@]/.test(given) ? `'${given}` : given;
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
