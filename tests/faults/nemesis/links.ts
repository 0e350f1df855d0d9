import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ports } from '#apps/local/ports.js';
import { Link } from './proxy.js';

/** Who reaches whom through a proxy of ours. */
export const linkNames = [
  'client to api', 'api to postgres', 'worker-live to postgres', 'temporal to postgres', 'api to temporal', 'worker-live to temporal', 'worker-live to mail',
  'worker-rehearsal to postgres', 'watchdog to postgres', 'watchdog to temporal', 'watchdog to api',
] as const;
export type LinkName = (typeof linkNames)[number];
export type Links = Readonly<Record<LinkName, Link>>;

const file = (folder: string) => join(folder, 'links.json');

/** Opens them all and writes down where, for the parts. @param api the port that the API itself listens on */
export async function openLinks(folder: string, ports: Ports, api: number): Promise<Links> {
  const target = (name: LinkName): number => ({ postgres: ports.postgres, temporal: ports.temporal, mail: ports.smtp, api })[name.split(' to ')[1] as 'postgres' | 'temporal' | 'mail' | 'api'];
  const links = Object.fromEntries(await Promise.all(linkNames.map(async (name) => [name, await Link.open(name, target(name))] as const))) as Links;
  writeFileSync(file(folder), JSON.stringify(Object.fromEntries(linkNames.map((name) => [name, links[name].port]))));
  return links;
}

/** Within a part: its environment leads through the links from now on. */
export function throughLinks(part: string, env: NodeJS.ProcessEnv = process.env): void {
  const links = JSON.parse(readFileSync(file(env['HANDRAIL_DATA'] ?? ''), 'utf8')) as Readonly<Record<string, number>>;
  const lead = (variable: string, target: string): void => {
    const port = links[`${part} to ${target}`];
    const now = env[variable];
    if (port === undefined || now === undefined) return;
    env[variable] = now.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`);
  };
  lead('DATABASE_URL', 'postgres');
  lead('TEMPORAL_ADDRESS', 'temporal');
  lead('SMTP_URL', 'mail');
  if (part === 'watchdog') lead('WATCHDOG_API_URL', 'api');
}
