import { setImmediate as breathe } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { releasedVersion } from '#libs/policy-releases/in-force.js';
import { eventsOf } from '#libs/records/stored.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import type { Log } from '#libs/upkeep/log-line.js';
import { Totals, type CaseCompared, type Summary } from './compare.js';
import { draftOf, type Changes } from '#libs/policies/amend.js';
import { hasItsPolicy, rehearseCase } from './rehearse-case.js';
import { LivesTooLong, MOST_EVENTS } from './relive.js';
import { pressedBy, readingsOf, type Pressed } from './pressed.js';
import { addTriaged, type TriageSums } from './triaged.js';

/** What came of a rehearsal. `cases`: those that would have gone otherwise, the most changed first, at most 500. `left`: cases whose own policy no release names any more.
 * `unopened`: steps that the draft changes and no case opened, so that nobody saw what it does to them; those of earlier days do not say it. */
export interface RehearsalResult { summary: Summary; cases: CaseCompared[]; changed: number; left: number; unopened?: string[]; triage?: TriageSums; pressure?: Pressed }
interface Taken { id: string; organisation: string; pathway: string; version: string; changes: Changes; casesFrom: Date; casesTo: Date }

const MOST_CASES = 500;
/** A worker that has said nothing for so long is gone: another begins anew. */
const GONE_AFTER = '60 seconds';
/** Between two looks whether it was cancelled. */
const SAY_EVERY_MS = 500;

/**
 * Takes the rehearsal that waits longest and works it off, case by case, so that commands of other work in the process come between. @returns false when none waits.
 * One whose worker died is begun anew: nothing half-done is kept. `mostEvents`: so many one life of a case may have.
 */
export async function workOffOne(record: DataSource, log: Log, signal?: AbortSignal, mostEvents = MOST_EVENTS): Promise<boolean> {
  const { manager } = record;
  const taken = await take(manager);
  if (!taken) return false;
  try {
    const result = await rehearse(manager, taken, mostEvents, signal);
    if (result) await rows(manager, `update policy_rehearsals set status = 'done', ended_at = now(), result = $2 where id = $1 and status = 'running'`, [taken.id, JSON.stringify(result)]);
  } catch (error) {
    log('error', 'policy-rehearsal-failed', { id: taken.id, error: error instanceof Error ? error.name : typeof error });
    await rows(manager, `update policy_rehearsals set status = 'failed', ended_at = now(), failed_because = $2 where id = $1 and status = 'running'`, [taken.id, error instanceof LivesTooLong ? error.message : null]);
  }
  return true;
}

function take(manager: EntityManager): Promise<Taken | null> {
  return firstRow<Taken>(manager, `
    update policy_rehearsals set status = 'running', worked_at = now(), done = 0 where id = (
      select id from policy_rehearsals where status = 'queued' or (status = 'running' and worked_at < now() - interval '${GONE_AFTER}') order by asked_at, id limit 1 for update skip locked)
    returning id, organisation_id as organisation, pathway, version, changes, cases_from as "casesFrom", cases_to as "casesTo"`, []);
}

/** null: it was cancelled, or this process is to end. */
async function rehearse(manager: EntityManager, { id, organisation, pathway, version, changes, casesFrom, casesTo }: Taken, mostEvents: number, signal?: AbortSignal): Promise<RehearsalResult | null> {
  const base = (await releasedVersion(manager, pathway, version, [organisation]))?.policy;
  if (!base) throw new Error(`no policy ${pathway} version ${version} was released`);
  const draft = draftOf(base, changes);
  const until = Date.now();
  const cases = (await rows<{ id: string }>(manager, 'select id from cases where organisation_id = $1 and pathway = $2 and not rehearsal and opened_at >= $3 and opened_at < $4 order by opened_at, id', [organisation, pathway, casesFrom, casesTo])).map((each) => each.id);
  const totals = new Totals();
  const changed: CaseCompared[] = [];
  const opened = new Set<string>();
  let [left, said] = [0, 0];
  let triage: TriageSums | undefined;
  for (const [index, caseId] of cases.entries()) {
    if (Date.now() - said > SAY_EVERY_MS) {
      if (signal?.aborted || !(await goesOn(manager, id, index, cases.length))) return null;
      said = Date.now();
    }
    const events = await eventsOf(manager, caseId);
    if (!hasItsPolicy(events)) { left += 1; continue; }
    const { compared, before, after } = rehearseCase(caseId, events, draft, until, mostEvents);
    totals.add(compared, before.calls, after.calls);
    for (const { step } of [...before.deadlines, ...after.deadlines]) opened.add(step);
    if (compared.triage) triage = addTriaged(triage, compared.triage);
    if (compared.calls.length + compared.deadlines.length + compared.refused > 0 || compared.triage?.otherwise) changed.push(compared);
    await breathe();
  }
  if (!(await goesOn(manager, id, cases.length, cases.length))) return null;
  const much = ({ calls, deadlines, triage: sent }: CaseCompared): number => calls.length + 5 * deadlines.length + (sent?.otherwise ? 1_000 : 0);
  const pressure = changes.indicators || changes.levels ? { pressure: pressedBy(await readingsOf(manager, organisation, casesFrom, casesTo), base, draft, { from: casesFrom.getTime(), until: Math.min(casesTo.getTime(), until) }) } : {};
  return { ...(triage ? { triage } : {}), ...pressure, summary: totals.summary(), changed: changed.length, left, unopened: Object.keys(changes.steps ?? {}).filter((step) => !opened.has(step)), cases: changed.toSorted((one, other) => much(other) - much(one)).slice(0, MOST_CASES) };
}

/** Says how far it is; false when it was cancelled meanwhile. */
async function goesOn(manager: EntityManager, id: string, done: number, total: number): Promise<boolean> {
  return await firstRow(manager, `update policy_rehearsals set done = $2, total = $3, worked_at = now() where id = $1 and status = 'running' returning id`, [id, done, total]) !== null;
}
