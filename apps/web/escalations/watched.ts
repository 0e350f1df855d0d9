import { openAlarms, type OpenAlarm } from '#libs/records/watchdog-alarms.js';
import type { Visit } from '../visit.js';

/** What a page must say loudly: the watchdog's alarms, and parts that do not answer. `loud`: in words, the gravest first; none: all is well. */
export interface Watched { alarms: OpenAlarm[]; loud: string[] }

const PARTS: Readonly<Record<string, string>> = {
  database: 'The record cannot be reached', temporal: 'The clocks of the cases are not running', worker: 'Nothing works on the cases', watchdog: 'The watchdog does not answer', mail: 'Mails cannot be sent',
};

/** Asks the record for alarms; `everything`: also every part that calls stand on, for a page that somebody relies on from across the room. */
export async function watched(visit: Visit, { everything }: { everything: boolean }): Promise<Watched> {
  const alarms = await openAlarms(visit.manager);
  const ofCalls = alarms.filter(({ kind }) => kind !== 'webhook-off').length;
  const loud = [
    ...(ofCalls === 0 ? [] : [`The watchdog has raised ${ofCalls === 1 ? 'an alarm' : `${ofCalls} alarms`}. Calls may not be going out: ring the people concerned`]),
    ...(ofCalls === alarms.length ? [] : ['Another system is told nothing any more: a webhook was switched off']),
  ];
  return { alarms, loud: everything ? [...loud, ...await partsThatAreDown(visit)] : loud };
}

async function partsThatAreDown(visit: Visit): Promise<string[]> {
  const { body } = await visit.ask({ method: 'GET', path: '/healthz/ready' });
  const parts = (body as { parts?: Record<string, string> } | null)?.parts ?? {};
  return Object.entries(PARTS).flatMap(([part, words]) => (parts[part] === 'down' ? [words] : []));
}
