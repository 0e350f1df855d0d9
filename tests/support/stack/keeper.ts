import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataFolder } from '#apps/local/data-folder.js';
import { bringUp, clearAway } from '#apps/local/infrastructure.js';
import { choosePorts } from '#apps/local/ports.js';
import { Supervisor } from '#apps/local/supervisor.js';
import { stackFolder, type StackFacts } from './facts.js';
import { keep, onlyOne } from './keeping.js';

/** Keeps one PostgreSQL and one Temporal server for all test files of a run. */
const folder = stackFolder();
const say = (line: string) => console.log(`${new Date().toISOString()} ${line}`);
const lock = await onlyOne(folder);
await clearAway(folder, say);
for (const entry of readdirSync(folder)) if (!/^(instance|logs|keeper\.log)/.test(entry)) rmSync(join(folder, entry), { recursive: true });
makeDataFolder(folder);

const supervisor = new Supervisor(folder, say);
const namespaces = { namespace: 'handrail', rehearsalNamespace: 'handrail-rehearsal' };
const facts: Promise<StackFacts> = (async () => {
  const { administratorUrl, databases, temporalAddress, temporalReady } = await bringUp({
    supervisor, say, ports: await choosePorts(folder), ...namespaces,
    // The data is thrown away: nothing of it has to survive the machine.
    postgresSettings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  await temporalReady;
  return { administratorUrl, ownerUrl: databases.ownerUrl, applicationUrl: databases.applicationUrl, temporal: databases.temporal, temporalAddress, ...namespaces, folder };
})();

keep({
  folder, facts, say,
  stop: async () => {
    lock.say({ stopping: true });
    await supervisor.stop();
    rmSync(join(folder, 'postgres'), { recursive: true, force: true }); // the logs stay
  },
});
