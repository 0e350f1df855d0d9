import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '#tests/support/http/client.js';
import { seeded } from '#tests/support/http/seeded.js';
import { withClient } from '#apps/local/postgres.js';
import { checked, type Checked } from './checker/all.js';
import type { Evidence } from './checker/evidence.js';
import { gather } from './checker/gather.js';
import { Generator } from './generator/generator.js';
import { lives } from './generator/lives.js';
import { Sender } from './generator/sender.js';
import { releaseShortened } from './generator/short-policies.js';
import { Nemesis } from './nemesis/nemesis.js';
import { FaultStack } from './nemesis/stack.js';

export interface FaultRun {
  readonly seed: number;
  readonly cases: number;
  readonly faults: number;
  readonly clients?: number;
  readonly say: (line: string) => void;
  /** A patched product's start, to see checks bite. */
  readonly script?: string;
  readonly insistsMs?: number;
}
export interface Outcome { /** Kinds of injury that this machine does not allow. */ readonly impossible: readonly string[]; readonly evidence: Evidence; readonly checks: readonly Checked[]; readonly tookMs: number }

/** The watchdog's times, so short that its alarms are seen within a run. */
const CALL_AFTER_MS = 15_000;
const EVERY_MS = 3_000;
/** A look begins that often, and asks Temporal and the API for as long at most. */
const TURN_MS = 3 * EVERY_MS;
/** So long that what falls due in its first seconds has to be alarmed about. */
const WORKER_AWAY_MS = 40_000;
const FRESH_CASES = 12;
const surroundings = { WATCHDOG_CALL_AFTER: `PT${CALL_AFTER_MS / 1_000}S`, WATCHDOG_EVERY: `PT${EVERY_MS / 1_000}S`, NOTICE_GATHER: 'PT1S' };
/** What is due this long before the evidence is taken must have happened by then. */
const SETTLING_MS = 10_000;
const LONGEST_MS = 90_000;

/** One whole run: a product of its own, people who work on cases, a nemesis beside them, and then everything is looked at. @throws when the product does not come back after the last injury */
export async function faultRun({ seed, cases, faults, clients = 12, say, script, insistsMs }: FaultRun): Promise<Outcome> {
  const began = Date.now();
  const stack = await FaultStack.start({ say, env: surroundings, ...(script && { script }) });
  try {
    const client = new Client(stack.product);
    await releaseShortened(client, lives.map(({ pathway }) => pathway));
    say('policies that are lived in seconds are released');
    const sender = new Sender({ url: stack.url, token: (who) => stack.product.token(who), seed, random: seeded(seed + 1), insistsMs });
    const nemesis = new Nemesis(stack, seeded(seed + 2), say);
    let hurting = true;
    const generator = new Generator(sender, { cases, clients, each: 5, enough: () => !hurting, say }, seeded(seed));
    const work = generator.run();
    work.catch(() => undefined);
    for (let fault = 1; fault <= faults; fault += 1) await nemesis.once();
    await nemesis.heal();
    await missedCalls(generator, nemesis);
    hurting = false;
    await work;
    await generator.lastWords();
    const settledAt = await settled(stack, say);
    // Nothing moves while it is read: lists, events and mailbox are of one moment.
    const worker = stack.product.process('worker-live');
    process.kill(worker.pid, 'SIGSTOP');
    const frozenAt = Date.now();
    const evidence = await gather(stack, sender, settledAt, { log: sender.log, reads: sender.reads, frozenAt, injuries: nemesis.injuries, watchdog: { callMs: CALL_AFTER_MS, turnMs: TURN_MS } }, say);
    const found = checked(evidence);
    const wrong = found.flatMap((each) => each.wrong);
    if (wrong.length > 0) {
      const folder = keptLogs(stack);
      keepCases(folder, evidence, wrong);
      say(`what its parts said, and the cases that are named, are kept in ${folder}`);
    }
    return { impossible: typeof stack.disk === 'string' ? ['disk full'] : [], evidence, checks: found, tookMs: Date.now() - began };
  } catch (error) {
    say(`the run itself failed; what its parts said is kept in ${keptLogs(stack)}`);
    throw error;
  } finally {
    await stack.remove();
  }
}

/** The logs of the parts, and what the supervisor said, for whoever looks for the cause. @returns the folder */
function keptLogs({ product }: FaultStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-fault-logs-'));
  cpSync(join(product.data, 'logs'), folder, { recursive: true });
  writeFileSync(join(folder, 'supervisor.log'), product.lines.join('\n'));
  return folder;
}

/** The whole record of each case that a check names, its alarms and what clients sent to it. */
function keepCases(folder: string, { cases, alarms, log, injuries }: Evidence, wrong: readonly string[]): void {
  const named = new Set(wrong.flatMap((line) => line.match(/[\da-f]{8}-[\da-f-]{27}/g) ?? []));
  const kept = cases.filter(({ id }) => named.has(id)).map(({ id, events, view }) => ({ id, view, events, alarms: alarms.filter(({ subject }) => subject.startsWith(id)), sent: log.filter(({ caseId }) => caseId === id) }));
  writeFileSync(join(folder, 'cases.json'), JSON.stringify({ wrong, injuries, cases: kept }, null, 1));
}

/** Calls that are truly missing for a while, with nothing else hurt: without them nobody would see whether the watchdog tells of them. */
async function missedCalls(generator: Generator, nemesis: Nemesis): Promise<void> {
  await generator.more(FRESH_CASES);
  await nemesis.inflict({ kind: 'stop', target: 'worker-live', lasts: WORKER_AWAY_MS, dice: [0, 0] });
  await nemesis.heal();
}

/** Waits until no look-up or notice is under way, or so long that the checks shall say what still is. @returns the instant by which everything due has happened */
async function settled(stack: FaultStack, say: (line: string) => void): Promise<number> {
  const asked = Date.now();
  say('nothing hurts any more: waiting until nothing is under way');
  // A morning's calls are sent one after another: as long as they become less, they are waited for.
  for (let [waiting, least, since] = [1, Infinity, asked]; Date.now() < asked + SETTLING_MS || (waiting > 0 && Date.now() < since + LONGEST_MS); await pause(500)) {
    const { rows: [row] } = await withClient(stack.recordUrl, (database) => database.query<{ waiting: number }>(
      `select (select count(*)::int from notices join cases on cases.id = case_id where notices.status = 'queued' and not rehearsal) + (select count(*)::int from calls where answered is null) as waiting`));
    waiting = row!.waiting;
    if (waiting < least) [least, since] = [waiting, Date.now()];
  }
  return asked;
}
