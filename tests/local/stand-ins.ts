import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';

/**
 * A script that starts the supervisor with stand-ins for the product's own parts, real servers below them: what is tested is who
 * starts, restarts and ends them.
 */
export function startWithStandIns({ migrate = "console.log('migrated')", worker = "console.log(process.env.WORKER_KIND); setInterval(() => undefined, 1e6);" }: { migrate?: string; worker?: string } = {}): string {
  const folder = join(tmpdir(), `handrail-stand-ins-${createHash('sha256').update(checkoutFolder()).update(migrate).update(worker).digest('hex').slice(0, 12)}`);
  mkdirSync(folder, { recursive: true });
  const local = join(checkoutFolder(), 'dist', 'apps', 'local');
  const script = (name: string, text: string) => {
    const path = join(folder, `${name}.mjs`);
    writeFileSync(path, text);
    return path;
  };
  const entries = {
    migrate: script('migrate', migrate),
    worker: script('worker', worker),
    api: script('api', `import { createServer } from 'node:http';
      createServer((request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ ready: true, parts: {}, pid: process.pid }));
      }).listen(Number(process.env.PORT), '127.0.0.1');`),
    services: join(local, 'services.js'),
    watchdog: script('watchdog', 'setInterval(() => undefined, 1e6);'),
  };
  return script('start', `import { run } from ${JSON.stringify(join(local, 'run.js'))};\nawait run(${JSON.stringify(entries)});\n`);
}
