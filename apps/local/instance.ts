import { join } from 'node:path';
import type { VariableName } from '#libs/config/environment.js';
import { bringUp, type Infrastructure } from './infrastructure.js';
import { localIssuer } from './issuer.js';
import { localNotify } from './local-notify.js';
import type { PartSettings } from './part.js';
import { choosePorts, isFree, type Ports } from './ports.js';
import { payloadKeysFile } from './secrets.js';
import { Supervisor } from './supervisor.js';

/** The scripts that the parts run; tests of the supervisor put stand-ins in their place. */
export interface Entries {
  readonly migrate: string;
  readonly services: string;
  readonly api: string;
  readonly worker: string;
  readonly watchdog: string;
}

/** The entries as `npm run build` makes them. */
export const builtEntries = (checkout: string): Entries => ({
  migrate: join(checkout, 'dist', 'apps', 'migrate', 'main.js'), services: join(checkout, 'dist', 'apps', 'local', 'services.js'),
  api: join(checkout, 'dist', 'apps', 'api', 'main.js'), worker: join(checkout, 'dist', 'apps', 'worker', 'main.js'),
  watchdog: join(checkout, 'dist', 'apps', 'watchdog', 'main.js'),
});

/** Who hears the watchdog's alarms on this machine: the demonstration's escalation lead and director. */
const demonstrationAlarmTo = 'escalation-lead@riverside.example,director@riverside.example';

export interface InstanceSettings {
  readonly folder: string;
  readonly entries: Entries;
  readonly port: number;
  readonly say: (line: string) => void;
  /** What the user set; parts get it too, under what we say ourselves. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly namespace: string;
  readonly rehearsalNamespace: string;
  readonly databaseUrl?: string;
  readonly databaseOwnerUrl?: string;
  readonly temporalAddress?: string;
}

/** The whole product on this machine: brought up, kept up, and brought down in order. */
export class Instance {
  readonly url: string;
  readonly supervisor: Supervisor;

  constructor(private readonly settings: InstanceSettings) {
    this.url = `http://127.0.0.1:${settings.port}`;
    this.supervisor = new Supervisor(settings.folder, settings.say);
  }

  /** Brings everything up; resolves when the API says that it is ready. @throws when something that cannot be tried again goes wrong */
  async start(): Promise<void> {
    const { port, folder } = this.settings;
    if (!(await isFree(port))) throw new Error(`Port ${port} is taken by another program. Choose another: PORT=${port + 1} npm start`);
    const ports = await choosePorts(folder);
    const infrastructure = await bringUp({ ...this.settings, supervisor: this.supervisor, ports });
    const env = this.environmentOf(infrastructure, ports);
    const services = this.supervisor.keep(this.part('services', 'services', env));
    const migrated = this.supervisor.step(this.part('migrate', 'migrate', env));
    // They wait for Temporal by themselves, and have much to read before.
    const workers = migrated.then(() => Promise.all([
      this.supervisor.keep(this.part('worker-live', 'worker', { ...env, WORKER_KIND: 'live' })),
      this.supervisor.keep(this.part('worker-rehearsal', 'worker', { ...env, WORKER_KIND: 'rehearsal' })),
    ]));
    const api = migrated.then(() => this.supervisor.keep(this.part('api', 'api', env)));
    const watchdog = migrated.then(() => this.supervisor.keep(this.part('watchdog', 'watchdog', env)));
    await Promise.all([services, workers, api, watchdog, infrastructure.temporalReady]);
    await this.ready();
  }

  stop(): Promise<void> {
    return this.supervisor.stop();
  }

  private part(name: string, entry: keyof Entries, env: PartSettings['env']): PartSettings {
    return { name, command: process.execPath, args: ['--enable-source-maps', this.settings.entries[entry]], env, stopWithin: 3500 };
  }

  private environmentOf({ databases, temporalAddress }: Infrastructure, ports: Ports): Record<string, string | undefined> {
    const { env, folder, port, namespace, rehearsalNamespace } = this.settings;
    const services = `http://127.0.0.1:${ports.services}`;
    const ours = {
      HANDRAIL_MODE: 'local', HANDRAIL_DATA: folder, PORT: String(port), BIND_ADDRESS: env['BIND_ADDRESS'] ?? '127.0.0.1',
      DATABASE_URL: databases.applicationUrl, DATABASE_OWNER_URL: databases.ownerUrl,
      TEMPORAL_ADDRESS: temporalAddress, TEMPORAL_NAMESPACE: namespace, TEMPORAL_REHEARSAL_NAMESPACE: rehearsalNamespace,
      OIDC_ISSUER: localIssuer, OIDC_JWKS_URI: `${services}/jwks.json`, OIDC_CONFIGURATION_URI: `${services}/.well-known/openid-configuration`, SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`,
      PUBLIC_URL: env['PUBLIC_URL'] ?? this.url, LOCAL_SERVICES_URL: services,
      WATCHDOG_PORT: String(ports.watchdog), WATCHDOG_URL: `http://127.0.0.1:${ports.watchdog}`, WATCHDOG_API_URL: this.url, WATCHDOG_ALARM_TO: env['WATCHDOG_ALARM_TO'] ?? demonstrationAlarmTo,
      ...(env['NOTIFY_API_KEY'] ? {} : localNotify(folder, services)),
      ...(env['PAYLOAD_KEYS'] ?? env['PAYLOAD_KEYS_FILE'] ? {} : { PAYLOAD_KEYS_FILE: payloadKeysFile(folder) }),
    } satisfies Partial<Record<VariableName, string>>;
    return { ...env, ...ours };
  }

  private async ready(): Promise<void> {
    let told = Date.now();
    for (;;) {
      if (this.supervisor.stopping) throw new Error('stopping');
      const state = await fetch(`${this.url}/healthz/ready`, { signal: AbortSignal.timeout(2000) }).then(
        async (answer) => (await answer.json()) as { ready?: boolean; parts?: Record<string, string> },
        () => undefined,
      );
      if (state?.ready === true) return;
      if (Date.now() - told > 10_000) {
        told = Date.now();
        this.settings.say(`Not ready yet: ${state === undefined ? 'the API does not answer' : JSON.stringify(state.parts)}. Logs: ${this.settings.folder}/logs`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
