import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseUrl, withClient } from '#apps/local/postgres.js';
import type { Product } from '#tests/support/stack/product.js';

/** Something done to the record of a started product from behind, as its owner. */
export function onRecordOf({ folder }: Pick<Product, 'folder'>, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const json = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string | number>;
  return withClient(databaseUrl({ user: 'handrail_owner', password: String(json('passwords.json')['owner']), port: Number(json('ports.json')['postgres']), database: 'handrail' }), async (client) => (await client.query(sql, values)).rows as unknown[]);
}
