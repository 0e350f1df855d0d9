import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { CaseEvent } from '#libs/contracts/events.js';
import { MINUTE } from '#libs/domain/duration.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { rows } from '#libs/records/transaction.js';
import { crewId, madeUpName, type CrewRole } from './staff.js';
import { PATTERN, type Pattern } from './patterns.js';

const WARDS = ['Alder', 'Beech', 'Cedar', 'Elm', 'Hazel', 'Juniper', 'Maple', 'Rowan', 'Sycamore', 'Willow'];
/** Somebody who has far more of their own than anybody should: every tenth case is theirs. */
export const OVERLOADED = 'riverside-coordinator';

const coordinatorOf = (n: number): string => (n % 10 === 0 ? OVERLOADED : crewId('coordinator', n));
const IDENTITIES = new RegExp(`${PATTERN.caseId}|the-(?:coordinator|clinical-lead|escalation-owner|escalation-lead|director|hub|crisis-team|nurse|duty)|${PATTERN.nhsNumber}|${PATTERN.name}|"id":"${PATTERN.patientId}"|"ward":"Willow"|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z`, 'g');

/** The nth copy of a pattern: another person, other owners, some minutes earlier. */
export function copyOf({ events }: Pattern, n: number): { caseId: string; events: CaseEvent[] } {
  const caseId = randomUUID();
  const earlier = (n % 30) * MINUTE;
  const own: Readonly<Record<string, string>> = {
    [PATTERN.caseId]: caseId, [PATTERN.nhsNumber]: `999${String(n).padStart(7, '0')}`, [PATTERN.name]: madeUpName(n), [`"id":"${PATTERN.patientId}"`]: `"id":"${randomUUID()}"`, '"ward":"Willow"': `"ward":"${WARDS[n % WARDS.length]!}"`, 'the-coordinator': coordinatorOf(n),
    'the-nurse': crewId('coordinator', n + 41), 'the-duty': 'riverside-duty', ...Object.fromEntries((['clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'hub', 'crisis-team'] satisfies CrewRole[]).map((role) => [`the-${role}`, crewId(role, n)])),
  };
  const copied = JSON.stringify(events).replace(IDENTITIES, (found) => own[found] ?? new Date(Date.parse(found) - earlier).toISOString());
  return { caseId, events: JSON.parse(copied) as CaseEvent[] };
}

export interface Filled { cases: number; openTasks: number; climbing: number; events: number }

/** So many open cases that together hold so many open tasks (`from`: after so many that are there), each written as the recorder writes it: events and every row that follows from them. */
export async function fill(record: DataSource, known: readonly Pattern[], wanted: { cases: number; openTasks: number; from?: number }, tell: (line: string) => void): Promise<Filled> {
  const [full, small] = [known.filter(({ open }) => open > 8), known.filter(({ open }) => open <= 8)];
  const average = (of: readonly Pattern[]): number => of.reduce((sum, { open }) => sum + open, 0) / of.length;
  const share = (wanted.openTasks / wanted.cases - average(small)) / (average(full) - average(small));
  const filled: Filled = { cases: 0, openTasks: 0, climbing: 0, events: 0 };
  const { from = 0 } = wanted;
  let next = from;
  const writer = async (): Promise<void> => {
    for (let n = next; n < from + wanted.cases; n = next) {
      next += 1;
      const of = Math.floor((n + 1) * share) > Math.floor(n * share) ? full : small;
      const pattern = of[Math.floor(n * 1.618) % of.length]!;
      const { caseId, events } = copyOf(pattern, n);
      await writeTail(record.manager, caseId, events);
      filled.cases += 1;
      filled.openTasks += pattern.open;
      filled.climbing += pattern.climbing;
      filled.events += events.length;
      if (filled.cases % 1_000 === 0) tell(`${filled.cases} cases, ${filled.openTasks} open tasks`);
    }
  };
  await Promise.all(Array.from({ length: 6 }, writer));
  return filled;
}

/** Two thousand people in hospital, a few hundred of them to leave within a day. */
export async function admit(record: DataSource): Promise<void> {
  await rows(record.manager, `
    insert into admissions (id, organisation_id, status, name, date_of_birth, ward, bed, admitted_at, planned_discharge_at, search)
    select gen_random_uuid()::text, 'riverside', 'in-hospital', 'Person ' || n, '1940-02-03', 'Ward ' || n % 20, 'Bed ' || n % 30, now() - n * interval '7 minutes', now() + (n % 200) * interval '1 hour', 'person ' || n from generate_series(1, 2000) as n`);
}

/** Notices that nobody sends here would look like a mail server that is down. */
export const noticesAreOut = (record: DataSource): Promise<unknown> => rows(record.manager, `update notices set status = 'accepted', next_try_at = null where status = 'queued'`);

