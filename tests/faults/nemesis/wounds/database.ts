import { existsSync, readFileSync, statSync } from 'node:fs';
import pg from 'pg';
import { logFile } from '#apps/local/part.js';
import { withClient } from '#apps/local/postgres.js';
import type { FaultStack } from '../stack.js';
import type { Inflict } from './wound.js';

/** Counts what PostgreSQL complains of from now on. */
function complaints(stack: FaultStack, of: RegExp): () => number {
  const log = logFile(stack.product.data, 'postgres');
  const from = existsSync(log) ? statSync(log).size : 0;
  return () => readFileSync(log).subarray(from).toString().match(of)?.length ?? 0;
}

/** No block is left where PostgreSQL writes: rows, the log that it writes ahead, and what it spills. */
export const diskFull: Inflict = (stack) => {
  const { disk } = stack;
  if (typeof disk === 'string') return Promise.resolve({ hit: () => 0, heal: () => undefined });
  const hit = complaints(stack, /No space left on device/g);
  disk.fill();
  const again = setInterval(() => disk.fill(), 200);
  return Promise.resolve({ hit, heal: () => { clearInterval(again); disk.empty(); } });
};

const held = 'handrail-faults-holds';

/** Connections are all taken: those that the role may have, or those that the server has. What the product held is ended, so that it has to ask. */
export const connectionsTaken: Inflict = async (stack, { target }) => {
  const administrator = stack.administratorUrl();
  const ofRole = target === 'connections of the role';
  const hit = complaints(stack, /too many (clients|connections)|remaining connection slots/g);
  const mine: pg.Client[] = [];
  const heal = async (): Promise<void> => {
    await Promise.all(mine.map((client) => client.end().catch(() => undefined)));
    if (!ofRole) return;
    for (let turn = 0; ; turn += 1) { // PostgreSQL itself may be down just now, and a limit that stayed would hurt for ever
      try { return await withClient(administrator, async (client) => { await client.query('ALTER ROLE handrail_app CONNECTION LIMIT -1'); }); } catch (cause) { if (turn > 300) throw cause; }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  try {
    await withClient(administrator, async (client) => {
      if (ofRole) await client.query('ALTER ROLE handrail_app CONNECTION LIMIT 1');
      else {
        const { rows } = await client.query<{ free: number }>("select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - count(*)::int as free from pg_stat_activity where backend_type = 'client backend'");
        const free = rows[0]!.free;
        for (let some = 0; some < free; some += 25) await Promise.all(Array.from({ length: Math.min(25, free - some) }, () => take(mine, administrator)));
      }
      await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $1 and usename = 'handrail_app'`, [held]);
      // The places of those that were ended are taken too.
      if (!ofRole) await Promise.all(Array.from({ length: 40 }, () => take(mine, administrator)));
    });
  } catch {
    // PostgreSQL does not answer, which hurts enough.
  }
  return { hit, heal };
};

async function take(mine: pg.Client[], url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: held, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect().then(() => { mine.push(client); }, () => undefined);
}
