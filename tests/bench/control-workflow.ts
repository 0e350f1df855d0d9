import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { ControlActivities } from './control-worker.js';

const insertUpdate = defineUpdate<number, [string]>('insert');

const { insertRow } = proxyActivities<ControlActivities>({ startToCloseTimeout: '30s' });

/** The least that a durable command costs on Temporal: one update, and in it one regular activity that inserts a row. */
export async function control(): Promise<void> {
  setHandler(insertUpdate, (text) => insertRow(text));
  await condition(() => false);
}
