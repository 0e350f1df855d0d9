import type { z } from 'zod';
import type { alarmLoadView, frontDoorView, responseTimesView } from '#libs/contracts/http/reports.js';
import { DAY, elapsedTime, HOUR } from '#libs/domain/duration.js';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { policies } from '#libs/policies/released.js';
import { lengthWords } from '../time/in-words.js';
import { read, type Visit } from '../visit.js';
import type { Bars } from './chart.js';

export type ResponseTimes = z.output<typeof responseTimesView>;
export type AlarmLoad = z.output<typeof alarmLoadView>;
export type FrontDoorReport = z.output<typeof frontDoorView>;
export type Figure = ResponseTimes['items'][number];

export const MEASURES: Readonly<Record<Figure['measure'], { name: string; says: string }>> = {
  mtta: { name: 'Until somebody acted', says: 'From the first call about a task to the first thing that anybody did about it' },
  mttr: { name: 'Until it was over', says: 'From when it was first late or told, to the end of the climb' },
  'trigger-to-response': { name: 'From what was seen to the response', says: 'From when it happened to the end of the task that it opened' },
  'recorded-to-response': { name: 'From its record to the response', says: 'From when it was typed in to the end of the task that it opened' },
};

/** A stretch of local days, both included; the last 28 where nothing, or nothing sensible, is asked for. */
export function periodOf({ url, reading }: Visit): { from: string; to: string; query: URLSearchParams } {
  const A_DAY = /^\d{4}-\d{2}-\d{2}$/;
  const today = localTime(reading.now.getTime()).date;
  const asked = (name: string, otherwise: string): string => { const given = url.searchParams.get(name) ?? ''; return A_DAY.test(given) && !Number.isNaN(Date.parse(given)) ? given : otherwise; };
  const to = asked('to', today);
  const wanted = asked('from', addLocalDays(to, -27));
  const from = wanted > to || Date.parse(to) - Date.parse(wanted) > 365 * DAY ? addLocalDays(to, -27) : wanted;
  return { from, to, query: new URLSearchParams({ from: new Date(atLocal(from, '00:00').at).toISOString(), to: new Date(atLocal(addLocalDays(to, 1), '00:00').at).toISOString() }) };
}

export function responseTimes(visit: Visit, query: URLSearchParams, by: string): Promise<ResponseTimes> {
  const asked = new URLSearchParams(query);
  asked.set('by', by);
  asked.set('cases', '5');
  asked.set('limit', '200');
  return read<ResponseTimes>(visit, `/v1/reports/response-times?${asked.toString()}`);
}
export function alarmLoad(visit: Visit, query: URLSearchParams): Promise<AlarmLoad> {
  const asked = new URLSearchParams(query);
  asked.set('limit', '50');
  return read<AlarmLoad>(visit, `/v1/reports/alarm-load?${asked.toString()}`);
}

/** What the front door came to, urgent and routine referrals apart. */
export function frontDoorFigures(visit: Visit, query: URLSearchParams): Promise<FrontDoorReport> {
  const asked = new URLSearchParams(query);
  asked.set('by', 'urgency');
  asked.set('cases', '5');
  return read<FrontDoorReport>(visit, `/v1/reports/front-door?${asked.toString()}`);
}

export const pathwayName = (pathway: string | undefined): string => policies.findLast((each) => each.pathway === pathway)?.title ?? pathway ?? '';
export const stepName = (pathway: string | undefined, step: string | undefined): string => policies.findLast((each) => each.pathway === pathway && each.steps[step ?? ''] !== undefined)?.steps[step ?? '']?.title ?? step ?? '';
/** 'PT3H20M' is '3 hours 20 minutes'; null: so many have not ended that nobody can say. */
export const tookWords = (duration: string | null): string => (duration === null ? 'more than half are still open' : lengthWords(elapsedTime(duration)));

const hours = (duration: string | null): number | null => (duration === null ? null : elapsedTime(duration) / HOUR);

export function responseBars(items: readonly Figure[]): Bars {
  return { unit: 'hours', rows: items.map(({ pathway }) => pathwayName(pathway)), series: [{ name: 'Half within', values: items.map(({ p50 }) => hours(p50)) }, { name: 'Nine of ten within', values: items.map(({ p90 }) => hours(p90)) }] };
}

/** People by the calls of all their shifts, the most first. */
export function callsByPerson({ items }: AlarmLoad): { name: string; calls: number; acted: number; missed: number; shifts: number; tooMany: number }[] {
  const people = new Map<string, { name: string; calls: number; acted: number; missed: number; shifts: number; tooMany: number }>();
  for (const { person, calls, acted, missed, tooMany } of items) {
    const found = people.get(person.id) ?? { name: person.name, calls: 0, acted: 0, missed: 0, shifts: 0, tooMany: 0 };
    people.set(person.id, { ...found, calls: found.calls + calls, acted: found.acted + acted, missed: found.missed + missed, shifts: found.shifts + 1, tooMany: found.tooMany + (tooMany ? 1 : 0) });
  }
  return [...people.values()].toSorted((a, b) => b.calls - a.calls || a.name.localeCompare(b.name, 'en-GB'));
}

export function callBars(load: AlarmLoad): Bars {
  const people = callsByPerson(load).slice(0, 10);
  return { unit: 'calls', rows: people.map(({ name }) => name), series: [{ name: 'Acted on before the next rung', values: people.map(({ acted }) => acted) }, { name: 'Missed', values: people.map(({ missed }) => missed) }] };
}
