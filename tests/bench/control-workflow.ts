import { allHandlersFinished, condition, defineQuery, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { ControlActivities } from './control-worker.js';

const insertUpdate = defineUpdate<number, [string]>('insert');
const nothingUpdate = defineUpdate<number, [string]>('nothing');
const lookQuery = defineQuery<number>('look');

const { insertRow } = proxyActivities<ControlActivities>({ startToCloseTimeout: '30s' });

/** The least that a durable command costs on Temporal: one update, and in it one regular activity that inserts a row. */
export async function control(): Promise<void> {
  setHandler(insertUpdate, (text) => insertRow(text));
  await condition(() => false);
}

/** The same for a course of so many commands: it ends with the last. */
export async function course(commands: number): Promise<void> {
  let done = 0;
  setHandler(insertUpdate, async (text) => {
    const row = await insertRow(text);
    done += 1;
    return row;
  });
  await condition(() => done === commands && allHandlersFinished());
}

/** The least that a deadline costs: a timer, and one regular activity that inserts a row when it has fired. `dueAt`: milliseconds since 1970. */
export async function deadline(dueAt: number): Promise<void> {
  await sleep(Math.max(0, dueAt - Date.now()));
  await insertRow(String(dueAt));
}

/** A workflow that stands and waits. Each update, its first with the start, costs it the events of an update and nothing else. */
export async function standing(): Promise<void> {
  let seen = 0;
  setHandler(lookQuery, () => seen);
  setHandler(nothingUpdate, (text) => { seen += text.length; return seen; });
  await sleep('30 days');
}
