import type { Figure, Reading, Tell } from './figure.js';
import { measuredOf, table } from './verdict.js';

/** What became of a figure: its readings as far as they went, and why they are not valid, or null. */
export interface Ran { readonly name: string; readonly readings: readonly Reading[]; readonly remarks: readonly string[]; readonly failed: string | null }
export interface Course { readonly rounds: number; readonly limitMs: number; readonly tell: Tell; /** Hears of each figure before it is opened, so that it can be closed whatever happens. */ readonly begun?: (figure: Figure) => void }

/** One figure through its rounds. A figure that fails is no end of the others: it says so, and keeps what it had measured before. */
export async function ran(figure: Figure, { rounds, limitMs, tell, begun }: Course): Promise<Ran> {
  if (limitMs <= 0) return { name: figure.name, readings: [], remarks: [], failed: 'no time was left for it' };
  const until = Date.now() + limitMs;
  const readings: Reading[] = [];
  let failed: string | null = null;
  begun?.(figure);
  tell(`${figure.name}: begins`);
  try {
    await within(until, figure.open());
    for (let round = 1; round <= rounds; round += 1) {
      const now = await within(until, figure.measure(round));
      readings.push(...now);
      tell(`${figure.name}: round ${round} of ${rounds} measured`);
    }
    await within(until, figure.check());
  } catch (error) {
    failed = error instanceof Error ? error.message : String(error);
    tell(`${figure.name}: NOT VALID, ${failed}`);
  }
  try {
    await within(Date.now() + 60_000, figure.close());
  } catch (error) {
    tell(`${figure.name}: was not cleared away, ${error instanceof Error ? error.message : String(error)}`);
  }
  return { name: figure.name, readings, remarks: figure.remarks, failed };
}

async function within<Result>(until: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => reject(new Error('it took longer than a figure may take')), Math.max(0, until - Date.now())); });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What was found, with what failed said under its rows. */
export function report(all: readonly Ran[]): string {
  const notes = all.flatMap(({ name, remarks, failed }) => [...(failed === null ? [] : [`- **${name}: not measured validly**: ${failed}`]), ...remarks.map((remark) => `- ${name}: ${remark}`)]);
  return [table(all.flatMap(({ readings }) => measuredOf(whole(readings)))), ...(notes.length === 0 ? [] : ['', ...notes])].join('\n');
}

/** A round that broke off in the middle leaves lines without their control: those are not told. */
const whole = (readings: readonly Reading[]): Reading[] => {
  const controlled = new Set(readings.filter(({ control }) => control !== undefined).map(({ line }) => line.name));
  return readings.filter(({ line, control }) => control !== undefined || !controlled.has(line.name));
};
