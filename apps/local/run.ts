import { EnvironmentError, parseEnvironment } from '#libs/config/environment.js';
import { dataFolder, makeDataFolder } from './data-folder.js';
import { clearAway } from './infrastructure.js';
import { Instance, type Entries } from './instance.js';
import { InstanceLock } from './instance-lock.js';

/** What ends this process, and with which status; more can be done before it exits once there is more. */
type Stop = (status: number) => void;

/**
 * `npm start`: everything on this machine, in the foreground, until Ctrl-C. Never returns; what goes wrong is said on the console
 * and ends the process with status 1.
 * @param entries the scripts of the parts
 */
export async function run(entries: Entries): Promise<void> {
  const say = (line: string) => console.log(line);
  process.stdout.on('error', () => undefined); // the terminal may be gone before us
  let stop: Stop = (status) => process.exit(status);
  let stopping: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop(0));
  try {
    if ((process.env['HANDRAIL_MODE'] || 'local') !== 'local') throw new Error('npm start is local mode, with an issuer of its own that nobody should trust. For production see docs/operations.md.');
    const values = parseEnvironment('settings', { ...process.env, HANDRAIL_MODE: 'local' });
    if (values.PORT === 0) throw new Error('PORT must be a port number other than 0.');
    const { path: folder, moved } = dataFolder(values.HANDRAIL_DATA);
    if (moved !== undefined) say(moved);
    makeDataFolder(folder);
    const lock = await InstanceLock.take(folder);
    await clearAway(folder, say);

    const instance = new Instance({
      folder, say, entries, port: values.PORT, env: process.env,
      namespace: values.TEMPORAL_NAMESPACE, rehearsalNamespace: values.TEMPORAL_REHEARSAL_NAMESPACE,
      ...(values.DATABASE_URL !== undefined && { databaseUrl: values.DATABASE_URL }),
      ...(values.DATABASE_OWNER_URL !== undefined && { databaseOwnerUrl: values.DATABASE_OWNER_URL }),
      ...(values.TEMPORAL_ADDRESS !== undefined && { temporalAddress: values.TEMPORAL_ADDRESS }),
    });
    lock.say({ url: instance.url });
    stop = (status) => {
      // Of one Ctrl-C both we and npm hear, and npm passes it on: only what comes later is a second one, and then nobody is waited for.
      if (stopping !== undefined && Date.now() - stopping < 1000) return;
      if (stopping === undefined) {
        stopping = Date.now();
        say('Stopping ...');
        lock.say({ stopping: true });
      }
      instance.stop().then(() => {
        say('Stopped.');
        process.exit(status);
      }, (cause: unknown) => {
        say(`Could not stop everything: ${String(cause)}`);
        process.exit(1);
      });
    };
    endWithLauncher(() => stop(0));
    await instance.start();
    say(`Handrail is ready at ${instance.url}`);
  } catch (cause) {
    if (stopping !== undefined) return;
    say(cause instanceof EnvironmentError ? cause.message : `Handrail could not start: ${cause instanceof Error ? cause.message : String(cause)}`);
    stop(1);
  }
}

/** npm cannot pass on a SIGKILL: when the npm that started us is gone, nobody can reach us any more, so we go too. */
function endWithLauncher(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const launcher = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(watch);
    end();
  }, 500);
}
