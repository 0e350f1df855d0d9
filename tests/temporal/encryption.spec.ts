import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import pg from 'pg';
import { onServer } from '#apps/local/databases.js';
import { withClient } from '#apps/local/postgres.js';
import { hours, minutes, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { decodedHistory } from '#tests/support/temporal/histories.js';
import { KillableWorker } from '#tests/support/temporal/killable-worker.js';
import { World } from '#tests/support/temporal/world.js';

/** Of this run alone: what another left in the databases is not ours. */
const mark = `MARKED-Arabella-Quist-${randomUUID()}`;
/** As it stands, and inside base64, wherever it begins there. */
const shapes = [mark, ...[0, 1, 2].map((shift) => Buffer.from(`${'.'.repeat(shift)}${mark}...`).toString('base64').slice(4, 40))];
const found = (text: string): boolean => shapes.some((shape) => text.includes(shape));

let world: World;
let worker: KillableWorker;
let discharge: CaseInWorld;

/** Everything about the case is marked, and its record refuses what its recorder brings, with the mark in the refusal. */
beforeAll(async () => {
  world = await World.begin('encryption');
  // The product's own worker process, with the log that it writes.
  await world.stopWorkers();
  worker = await KillableWorker.start(world);
  discharge = await world.discharge({ plannedDischargeAt: new Date(Date.now() + 30 * hours).toISOString(), ward: mark, receiving: { organisation: mark, acceptedBy: mark, contact: mark } }, { rehearsal: false, named: mark });
  await discharge.complete('equipment-in-place', { items: [mark] });
  await discharge.command({ type: 'note', text: mark });
  await discharge.command({ type: 'declined', taskId: (await discharge.task('medicines-reconciled')).id, by: mark, capacity: 'presumed', explained: mark, alternative: mark });
  await discharge.command({ type: 'move-on' });
  await discharge.command({ type: 'assign', taskId: (await discharge.task('first-visit-booked')).id, to: mark, reason: mark });
  await withClient(world.database.ownerUrl, async (client) => {
    await client.query(`create function refuse_marked() returns trigger language plpgsql as $$ begin raise exception 'no place for ${mark}'; end $$`);
    await client.query(`create trigger marked before insert on events for each row when (new.kind = 'called') execute function refuse_marked()`);
  });
  await discharge.command({ type: 'trigger', kind: 'left-before-safe', occurredAt: new Date(Date.now() - 1 * minutes).toISOString(), note: mark, reportedBy: mark });
  await eventually('the recorder is refused', async () => (await discharge.describe()).pendingActivities?.some(({ lastFailure, attempt }) => lastFailure && Number(attempt) > 1));
}, 120_000);
afterAll(async () => {
  await worker.kill();
  await world.end();
}, 60_000);

/** The columns of a database in which any value holds one of `texts`, as they stand or as bytes. */
async function columnsWith(url: string, texts: readonly string[]): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows: columns } = await client.query<{ table: string; column: string; type: string }>(`
      select columns.table_name as table, column_name as column, data_type as type from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where columns.table_schema = 'public' and table_type = 'BASE TABLE' and data_type in ('text', 'character varying', 'character', 'bytea', 'jsonb', 'json', 'ARRAY')`);
    const holding: string[] = [];
    for (const { table, column, type } of columns) {
      const name = pg.escapeIdentifier(column);
      const test = type === 'bytea' ? `position(convert_to(given, 'UTF8') in ${name}) > 0` : `position(given in ${name}::text) > 0`;
      const { rowCount } = await client.query(`select from ${pg.escapeIdentifier(table)}, unnest($1::text[]) as given where ${test} limit 1`, [texts]);
      if (rowCount) holding.push(`${table}.${column}`);
    }
    return holding;
  });
}
const databases = (): string[] => [world.servers.temporal.main, world.servers.temporal.visibility].map((database) => onServer(world.servers.administratorUrl, { database }));

describe('what people wrote about a person', () => {
  it('is in no history as the server keeps it, and is there when it is decoded', async () => {
    const runs = await discharge.runs();
    expect(runs).toHaveLength(2);
    for (const { history } of runs) {
      const kept = historyToJSON(history);
      expect(kept).toContain('minimumSafeDischarge');
      expect(found(kept)).toBe(false);
      expect(found(await decodedHistory(history, world.converter.payloadCodecs![0]!))).toBe(true);
    }
    const { pendingActivities } = await discharge.describe();
    expect(found(JSON.stringify(pendingActivities))).toBe(false);
  });

  it('is nowhere in Temporal’s databases, where the case itself can be found', async () => {
    for (const url of databases()) {
      expect(await columnsWith(url, [discharge.id])).not.toEqual([]);
      expect(await columnsWith(url, shapes)).toEqual([]);
    }
  }, 60_000);

  it('is in no log, of the server or of the worker', () => {
    const log = readFileSync(join(world.servers.folder, 'logs', 'temporal.log'), 'utf8');
    expect(log.length).toBeGreaterThan(0);
    expect(found(log)).toBe(false);
    expect(worker.output).toContain('Activity failed');
    expect(found(worker.output)).toBe(false);
  });
});
