import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { bringUp, clearAway } from '#apps/local/infrastructure.js';
import { makeDataFolder } from '#apps/local/data-folder.js';
import { InstanceLock, InstanceRunning } from '#apps/local/instance-lock.js';
import { choosePorts } from '#apps/local/ports.js';
import { Supervisor } from '#apps/local/supervisor.js';
import { linger, stackFolder, type StackFacts } from './facts.js';

/**
 * Keeps one PostgreSQL and one Temporal server for all test files of a run, in a process of its own. Whoever needs them holds a
 * connection to its socket; when the last one is gone, by whatever end, it stops the servers and itself.
 */
const folder = stackFolder();
const say = (line: string) => console.log(`${new Date().toISOString()} ${line}`);

let lock: InstanceLock;
makeDataFolder(folder);
try {
  lock = await InstanceLock.take(folder);
} catch (cause) {
  if (cause instanceof InstanceRunning) process.exit(0); // another test file was first
  throw cause;
}
await clearAway(folder, say);
for (const entry of readdirSync(folder)) if (!/^(instance|logs|keeper\.log)/.test(entry)) rmSync(join(folder, entry), { recursive: true });
makeDataFolder(folder);

const supervisor = new Supervisor(folder, say);
const socket = join(folder, 'keeper.sock');
const namespaces = { namespace: 'handrail', rehearsalNamespace: 'handrail-rehearsal' };
let clients = 0;
let leaving: NodeJS.Timeout | undefined;
let ending: Promise<void> | undefined;

const end = (status: number): void => {
  if (ending !== undefined) return;
  lock.say({ stopping: true });
  rmSync(socket, { force: true });
  ending = supervisor.stop().finally(() => {
    rmSync(join(folder, 'postgres'), { recursive: true, force: true }); // the logs stay
    process.exit(status);
  });
};
const leaveWhenAlone = () => {
  clearTimeout(leaving);
  if (clients === 0) leaving = setTimeout(() => end(0), linger());
};
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end(1));

const facts: Promise<StackFacts> = (async () => {
  const { administratorUrl, databases, temporalAddress, temporalReady } = await bringUp({
    supervisor, say, ports: await choosePorts(folder), ...namespaces,
    // The data is thrown away: nothing of it has to survive the machine.
    postgresSettings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  await temporalReady;
  return { administratorUrl, ownerUrl: databases.ownerUrl, applicationUrl: databases.applicationUrl, temporal: databases.temporal, temporalAddress, ...namespaces, folder };
})();
facts.catch((cause: unknown) => say(String(cause)));

const server = createServer((client) => {
  clients += 1;
  clearTimeout(leaving);
  client.on('error', () => undefined);
  // Whoever says that it leaves is told, by the end of its connection, when the servers are gone (or that they stay); others just go.
  let left = false;
  const leave = () => {
    if (left) return;
    left = true;
    clients -= 1;
    leaveWhenAlone();
    if (clients > 0 || linger() > 0) client.end();
  };
  client.on('close', leave);
  client.on('data', leave);
  facts.then(
    (said) => client.write(`${JSON.stringify({ facts: said })}\n`),
    (cause: unknown) => client.end(`${JSON.stringify({ failed: String(cause) })}\n`, () => end(1)),
  );
});
if (existsSync(socket)) rmSync(socket);
server.listen(socket, () => {
  leaving = setTimeout(() => end(0), 10_000); // whoever sent us is about to come
});
