/** One line of a process log. `code` is stable: alarms and tests look for it. Never a name, a number or free text of a case. */
export type Log = (level: 'info' | 'warn' | 'error', code: string, facts?: Readonly<Record<string, string | number | boolean | null>>) => void;

/** JSON lines on standard error. */
export const logLine: Log = (level, code, facts = {}) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, code, ...facts })}\n`);
};

/** What an error may say in a log: its kind and its code. Messages of databases and of cases can carry somebody's words. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? `${error.name} ${code}` : error.name;
}
