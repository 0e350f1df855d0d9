import type { Visit } from '../visit.js';
import { alarmLoad, frontDoorFigures, periodOf, responseTimes, type AlarmLoad, type ResponseTimes } from './figures.js';

/** The figures of a stretch of days, and when they were worked out, epoch ms. */
export interface Figures { at: number; byPathway: ResponseTimes; bySteps: ResponseTimes; load: AlarmLoad; door: Awaited<ReturnType<typeof frontDoorFigures>> }

/** Figures of weeks do not change by the minute: so long they are shown as they are; older ones are shown once more while they are worked out anew, and none that is older than an hour. */
const FRESH_MS = 5 * 60_000;
const OLDEST_MS = 60 * 60_000;
const MOST = 50;
const kept = new Map<string, { begun: number; figures: Promise<Figures> }>();

/** One after the other: reports have few connections. */
async function workedOut(visit: Visit): Promise<Figures> {
  const { query } = periodOf(visit);
  return { byPathway: await responseTimes(visit, query, 'pathway'), bySteps: await responseTimes(visit, query, 'pathway,step'), load: await alarmLoad(visit, query), door: await frontDoorFigures(visit, query), at: Date.now() };
}

/** The figures that the page and its charts show: the same for both, so that no chart contradicts its table. `anew`: worked out now. @throws Problem as the API says no */
export async function figuresOf(visit: Visit, { anew = false }: { anew?: boolean } = {}): Promise<Figures> {
  const { viewer } = visit.reading;
  const { from, to } = periodOf(visit);
  const key = JSON.stringify([viewer.organisations.toSorted(), viewer.withoutIdentity, from, to]);
  const work = (): Promise<Figures> => {
    const figures = workedOut(visit);
    kept.delete(key);
    kept.set(key, { begun: Date.now(), figures });
    if (kept.size > MOST) kept.delete(kept.keys().next().value!);
    // What could not be worked out is tried again by whoever comes next.
    figures.catch(() => { if (kept.get(key)?.figures === figures) kept.delete(key); });
    return figures;
  };
  const found = kept.get(key);
  const age = found ? Date.now() - found.begun : Infinity;
  if (!found || anew || age > OLDEST_MS) return work();
  if (age > FRESH_MS) void work().catch(() => undefined);
  return found.figures;
}
