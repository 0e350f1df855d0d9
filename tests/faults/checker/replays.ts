import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { payloadKeysFile } from '#apps/local/secrets.js';
import { dataConverter, decodedHistoryConverter } from '#libs/security/payloads/data-converter.js';
import { readPayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { freshBundle } from '#tests/support/temporal/fresh-bundle.js';
import { chainFrom, decodedHistory } from '#tests/support/temporal/histories.js';
import type { FaultStack } from '../nemesis/stack.js';

/**
 * Every run of these cases once more from its history alone, as a worker does that holds none of it. One that does not replay is silent from when its worker lets go of it, and until then nobody sees it. Their histories are kept.
 * @returns what failed, by case
 */
export async function failingReplays({ namespace, product }: FaultStack, connection: Connection, cases: readonly { id: string; firstRunId: string }[], say: (line: string) => void): Promise<ReadonlyMap<string, string>> {
  const [codec] = dataConverter(readPayloadKeys({ file: payloadKeysFile(product.data) })).payloadCodecs;
  const histories = async function* (): AsyncGenerator<{ workflowId: string; history: unknown }> {
    for (const { id, firstRunId } of cases) {
      for (const { history } of await chainFrom(connection, namespace, id, firstRunId)) yield { workflowId: id, history: JSON.parse(await decodedHistory(history, codec)) as unknown };
    }
  };
  const failing = new Map<string, string>();
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: await freshBundle(), dataConverter: decodedHistoryConverter }, histories())) if (error) failing.set(workflowId, String(error));
  if (failing.size > 0) {
    const folder = mkdtempSync(join(tmpdir(), 'handrail-fault-histories-'));
    for (const { id, firstRunId } of cases) {
      if (!failing.has(id)) continue;
      for (const [run, { history }] of (await chainFrom(connection, namespace, id, firstRunId)).entries()) writeFileSync(join(folder, `${id}-${run}.json`), await decodedHistory(history, codec));
    }
    say(`histories that do not replay are kept in ${folder}`);
  }
  return failing;
}
