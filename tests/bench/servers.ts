import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { dataFolder } from '#apps/local/data-folder.js';
import type { Ports } from '#apps/local/ports.js';
import { administratorUrl } from '#apps/local/postgres.js';
import { passwords } from '#apps/local/secrets.js';

/** The servers below a started product, found in its data folder. */
export interface Servers {
  readonly temporalAddress: string;
  /** A superuser's URL of a database on its PostgreSQL. */
  readonly databaseUrl: (database: string) => string;
}

/** The namespace of live cases. */
export const namespace = 'handrail';

export function serversOf(folder: string): Servers {
  const data = dataFolder(folder).path;
  const ports = JSON.parse(readFileSync(join(data, 'ports.json'), 'utf8')) as Ports;
  const account = { folder: data, port: ports.postgres, password: passwords(data).administrator };
  return { temporalAddress: `127.0.0.1:${ports.temporal}`, databaseUrl: (database) => administratorUrl(account, database) };
}

/** A plain client, without the product's codec. Close its connection. */
export async function plainClient({ temporalAddress }: Servers): Promise<Client> {
  return new Client({ connection: await Connection.connect({ address: temporalAddress }), namespace });
}
