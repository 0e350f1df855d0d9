import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '#apps/local/data-folder.js';
import { databaseOf, onServer, rolesOf } from '#apps/local/databases.js';
import { administratorUrl } from '#apps/local/postgres.js';
import type { Ports } from '#apps/local/ports.js';
import { passwords, payloadKeysFile } from '#apps/local/secrets.js';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a command that is run beside `npm start`: where HANDRAIL_MODE is not production, what is not given is what the instance on HANDRAIL_DATA made for itself.
 * @throws when no instance ever ran there
 */
export function surroundings(given: Variables): Variables {
  if (given['HANDRAIL_MODE'] === 'production') return given;
  const { path: folder } = dataFolder(given['HANDRAIL_DATA'] || undefined);
  const ports = portsOf(folder);
  const words = passwords(folder);
  const administrator = given['DATABASE_URL'] || administratorUrl({ folder, port: ports.postgres, password: words.administrator });
  const database = given['DATABASE_URL'] ? databaseOf(administrator) : 'handrail';
  return {
    ...given, HANDRAIL_MODE: 'local',
    // As `npm start` takes it: DATABASE_URL is who may make roles there, unless the record's owner is given too.
    DATABASE_URL: given['DATABASE_OWNER_URL'] ? administrator : onServer(administrator, { user: rolesOf(database).application, password: words.application, database }),
    TEMPORAL_ADDRESS: given['TEMPORAL_ADDRESS'] || `127.0.0.1:${ports.temporal}`,
    ...(given['PAYLOAD_KEYS'] || given['PAYLOAD_KEYS_FILE'] ? {} : { PAYLOAD_KEYS_FILE: payloadKeysFile(folder) }),
  };
}

function portsOf(folder: string): Ports {
  try {
    return JSON.parse(readFileSync(join(folder, 'ports.json'), 'utf8')) as Ports;
  } catch (cause) {
    throw new Error(`No instance of Handrail ever ran on ${folder}. Give its data folder in HANDRAIL_DATA, or HANDRAIL_MODE=production with DATABASE_URL, TEMPORAL_ADDRESS and PAYLOAD_KEYS.`, { cause });
  }
}
