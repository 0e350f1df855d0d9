import ical, { ICalCalendarMethod } from 'ical-generator';
import type { EntityManager } from 'typeorm';
import { rows } from '#libs/records/transaction.js';
import { namesOf } from './people-views.js';
import { rotaStanding, shownShifts, type RotaStanding, type ShownShift } from './rota-page.js';
import { loadFacts } from './snapshot.js';
import { wallDate, wallTime } from './wall-time.js';

/** Whose calendar: a rota's, a team's (its rotas, and what its people answer for), or a person's. */
export type FeedOf = { kind: 'rota'; rota: RotaStanding; organisation: string; name: string } | { kind: 'team' | 'person'; id: string; organisation: string; name: string };

const DAY = 86_400_000;
const BEFORE = 7 * DAY;
const AHEAD = 92 * DAY;

/** What an id names that has a calendar; null: nothing. `caller`: whose cases a rota of no organisation is asked for. */
export async function feedOf(manager: EntityManager, id: string, caller: string): Promise<FeedOf | null> {
  const rota = await rotaStanding(manager, id);
  if (rota) return { kind: 'rota', rota, organisation: rota.organisation ?? caller, name: rota.name };
  const [found] = await rows<{ kind: 'team' | 'person'; id: string; organisation: string; name: string }>(manager, `
    select 'team' as kind, id, organisation_id as organisation, name from teams where id = $1 union all select 'person', id, organisation_id, name from people where id = $1 limit 1`, [id.replaceAll('\u0000', '')]);
  return found ?? null;
}

/** The calendar of a week back and three months ahead: each event is a shift, and named in it is who is called then. */
export async function calendarFeed(manager: EntityManager, of: FeedOf, now: Date): Promise<string> {
  // From midnight to midnight: an event that the stretch cuts keeps its name all day.
  const [from, until] = [now.getTime() - BEFORE, now.getTime() + AHEAD].map((at) => new Date(wallTime(wallDate(at), '00:00'))) as [Date, Date];
  const facts = await loadFacts(manager, { roles: null, organisations: [of.organisation], people: [], from, until });
  const found = of.kind === 'rota' ? [of.rota] : await rows<RotaStanding>(manager, `
    select id, organisation_id as organisation, role, name, jsonb_build_object('kind', scope, 'id', case scope when 'organisation' then organisation_id else scope_id end) as scope from rotas where active and (organisation_id is null or organisation_id = $1) order by id`, [of.organisation]);
  const shifts = found.flatMap((rota) => shownShifts(facts, rota, of.organisation, from.getTime(), until.getTime()).filter((shift) => isOf(of, rota, shift, facts)).map((shift) => ({ rota, shift })));
  const people = await namesOf(manager, shifts.flatMap(({ shift }) => [shift.onRota, ...(shift.answers === null ? [] : [shift.answers])]));
  const calendar = ical({ name: `${of.name}: who answers`, prodId: { company: 'Handrail', product: 'rota', language: 'EN' }, method: ICalCalendarMethod.PUBLISH, ttl: 3_600 });
  for (const { rota, shift } of shifts) {
    calendar.createEvent({
      id: `${rota.id}.${shift.from}@handrail`, start: new Date(shift.from), end: new Date(shift.until), stamp: now,
      summary: `${rota.role.replaceAll('-', ' ')}: ${shift.answers === null ? 'nobody, the next rung is called' : people(shift.answers).name}`, description: `${rota.name}. ${shift.why}`,
    });
  }
  // Every line ends, the last as well (RFC 5545, 3.1).
  return `${calendar.toString().trimEnd()}\r\n`;
}

function isOf(of: FeedOf, rota: RotaStanding, { answers, from }: ShownShift, facts: { people: ReadonlyMap<string, { teams: readonly { team: string; from: number | null; until: number | null }[] }> }): boolean {
  if (of.kind === 'rota') return true;
  if (of.kind === 'person') return answers === of.id;
  if (rota.scope.kind === 'team' && rota.scope.id === of.id) return true;
  return answers !== null && (facts.people.get(answers)?.teams.some(({ team, from: since, until }) => team === of.id && (since === null || since <= from) && (until === null || from < until)) ?? false);
}
