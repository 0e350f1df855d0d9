import { databaseOf, ensureDatabases, onServer, type Databases } from './databases.js';
import { clearLeftovers } from './leftovers.js';
import { lastLines } from './part.js';
import type { Ports } from './ports.js';
import { administratorUrl, postgresAnswers, preparePostgres } from './postgres.js';
import { passwords } from './secrets.js';
import type { Supervisor } from './supervisor.js';
import { ourSurroundings, temporalBinaries } from './temporal-binaries.js';
import { temporalAnswers, temporalSchema, temporalServer } from './temporal-server.js';

/** What stands below the product: one PostgreSQL server and one Temporal server, ours or those that were given. */
export interface Infrastructure {
  readonly databases: Databases;
  /** A role that may make roles and databases on that server. */
  readonly administratorUrl: string;
  readonly temporalAddress: string;
  /** Resolves when Temporal answers for both namespaces. The databases do by the time this object is there. */
  readonly temporalReady: Promise<void>;
}

export interface InfrastructureSettings {
  readonly supervisor: Supervisor;
  readonly ports: Ports;
  readonly say: (line: string) => void;
  /** A server of the user's own, instead of the embedded one or of our Temporal. */
  readonly databaseUrl?: string;
  readonly databaseOwnerUrl?: string;
  readonly temporalAddress?: string;
  readonly namespace: string;
  readonly rehearsalNamespace: string;
  /** PostgreSQL settings on top of ours. */
  readonly postgresSettings?: Readonly<Record<string, string>>;
}

const retentionDays = { live: 30, rehearsal: 3 };

/** Ends what a killed instance left on this data folder, and says so when there was something. */
export async function clearAway(folder: string, say: (line: string) => void): Promise<void> {
  const { parts, postgres } = await clearLeftovers(folder);
  const left = [...parts, ...(postgres ? ['postgres'] : [])];
  if (left.length > 0) say(`The last run was killed; ended what it left running: ${left.join(', ')}.`);
}

/** Brings both servers up and makes roles, databases, schema and namespaces as far as they are missing. */
export async function bringUp(settings: InfrastructureSettings): Promise<Infrastructure> {
  const { supervisor, ports, say } = settings;
  const { folder } = supervisor;
  // The binaries may take minutes: asked for before anything else is there to wait for them.
  const binaries = settings.temporalAddress === undefined ? await temporalBinaries(ourSurroundings(say)) : undefined;
  const words = passwords(folder);
  const account = { folder, port: ports.postgres, password: words.administrator };
  const administrator = settings.databaseUrl ?? administratorUrl(account);
  if (settings.databaseUrl === undefined) {
    await supervisor.keep(await preparePostgres(account, settings.postgresSettings));
    await postgresAnswers(administrator, 60_000, () => (supervisor.stopping ? 'stopping' : undefined)).catch((cause: unknown) => {
      throw new Error(`${String(cause)}\n${lastLines(folder, 'postgres')}`, { cause });
    });
  } else {
    say(`Using the database of DATABASE_URL (${new URL(administrator).host}) instead of the embedded one.`);
    await postgresAnswers(onServer(administrator, { database: databaseOf(administrator) }), 30_000);
  }
  const database = settings.databaseUrl === undefined ? 'handrail' : databaseOf(administrator);
  const databases = await ensureDatabases(administrator, database, words, settings.databaseOwnerUrl);
  const namespaces = [{ name: settings.namespace, retentionDays: retentionDays.live }, { name: settings.rehearsalNamespace, retentionDays: retentionDays.rehearsal }];

  if (binaries === undefined) {
    const address = settings.temporalAddress ?? '';
    say(`Using the Temporal server of TEMPORAL_ADDRESS (${address}) instead of one of our own.`);
    return { databases, administratorUrl: administrator, temporalAddress: address, temporalReady: temporalAnswers(address, namespaces) };
  }
  const address = `127.0.0.1:${ports.temporal}`;
  const temporalReady = (async () => {
    await temporalSchema(binaries, databases.temporal);
    await supervisor.keep(temporalServer(binaries, folder, databases.temporal, ports, settings.rehearsalNamespace));
    await temporalAnswers(address, namespaces, 120_000, () => (supervisor.stopping ? 'stopping' : undefined)).catch((cause: unknown) => {
      throw new Error(`${String(cause)}\n${lastLines(folder, 'temporal')}`, { cause });
    });
  })();
  // Whoever started us awaits it; until then a failure must not end the process unheard.
  temporalReady.catch(() => undefined);
  return { databases, administratorUrl: administrator, temporalAddress: address, temporalReady };
}
