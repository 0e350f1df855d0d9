import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What listens on this machine besides the API. */
export const portNames = [
  'postgres', 'services', 'smtp', 'watchdog', 'temporal', 'temporalHttp', 'temporalHistory', 'temporalMatching', 'temporalWorker',
  'temporalMembership', 'temporalHistoryMembership', 'temporalMatchingMembership', 'temporalWorkerMembership',
] as const;
export type Ports = Readonly<Record<(typeof portNames)[number], number>>;

/** Whether nothing listens on the port of this machine. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * A free port below the range from which the system takes the near ends of outgoing connections: one from that range could
 * be gone whenever a part starts again.
 */
export async function freePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
}

/** The ports of an instance: those of last time where they are still free (what others hold is then still right), else new ones. */
export async function choosePorts(folder: string): Promise<Ports> {
  const file = join(folder, 'ports.json');
  const before = readPorts(file);
  const chosen = new Map<string, number>();
  const taken = new Set<number>();
  for (const name of portNames) {
    const last = before[name];
    const port = typeof last === 'number' && !taken.has(last) && (await isFree(last)) ? last : await freePort(taken);
    chosen.set(name, port);
    taken.add(port);
  }
  const ports = Object.fromEntries(chosen) as Ports;
  writeFileSync(file, `${JSON.stringify(ports)}\n`, { mode: 0o600 });
  return ports;
}

function readPorts(file: string): Partial<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
