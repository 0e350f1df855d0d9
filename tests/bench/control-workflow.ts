import { condition, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { ControlActivities } from './control-worker.js';

const insertUpdate = defineUpdate<number, [string]>('insert');

const { insertRow } = proxyActivities<ControlActivities>({ startToCloseTimeout: '30s' });

/** The least that a durable command costs on Temporal: one update, and in it one regular activity that inserts a row. */
export async function control(): Promise<void> {
  setHandler(insertUpdate, (text) => insertRow(text));
  await condition(() => false);
}

/** The least that a deadline costs: a timer, and one regular activity that inserts a row when it has fired. `dueAt`: milliseconds since 1970. */
export async function deadline(dueAt: number): Promise<void> {
  await sleep(Math.max(0, dueAt - Date.now()));
  await insertRow(String(dueAt));
}
