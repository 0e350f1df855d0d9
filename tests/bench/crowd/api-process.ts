import { spawn, type ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { freePort } from '#apps/local/ports.js';
import { newPayloadKey } from '#libs/security/payloads/payload-keys.js';
import { processorMsOf } from '../processors.js';

export interface Answered { status: number; ms: number; bytes: number; text: string }

/** The API's own process on a record, without workers and watchdog: what is measured is reading. */
export class ApiProcess {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });
  private constructor(private readonly child: ChildProcess, readonly port: number) {}

  /** `jwksUri`: where tokens are to be good as well. */
  static async start({ databaseUrl, temporalAddress, issuer, jwksUri }: { databaseUrl: string; temporalAddress: string; issuer: string; jwksUri?: string }): Promise<ApiProcess> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, ['--enable-source-maps', join(checkoutFolder(), 'dist', 'apps', 'api', 'main.js')], {
      env: { PATH: process.env['PATH'], HANDRAIL_MODE: 'local', PORT: String(port), DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, OIDC_ISSUER: issuer, ...(jwksUri === undefined ? {} : { OIDC_JWKS_URI: jwksUri }), PUBLIC_URL: url, PAYLOAD_KEYS: newPayloadKey('bench') }, stdio: ['ignore', 'ignore', 'inherit'],
    });
    const api = new ApiProcess(child, port);
    for (let tries = 0; ; tries += 1) {
      if (child.exitCode !== null || tries > 600) throw new Error('the API did not start');
      if (await fetch(`${url}/healthz/live`).then(({ ok }) => ok, () => false)) return api;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
  }

  /** A page, and how long it was until its last byte was there. */
  get(path: string, session: string): Promise<Answered> {
    return this.answer(path, { accept: 'text/html', cookie: `handrail-${this.port}-session=${session}` });
  }
  /** The same for what programs read. */
  read(path: string, token: string): Promise<Answered> {
    return this.answer(path, { authorization: `Bearer ${token}` });
  }

  private answer(path: string, headers: Readonly<Record<string, string>>): Promise<Answered> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: this.port, path, agent: this.agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const all = Buffer.concat(chunks);
          resolve({ status: answer.statusCode ?? 0, ms: performance.now() - began, bytes: all.length, text: all.toString('utf8') });
        });
        answer.on('error', reject);
      }).on('error', reject).end();
    });
  }

  /** Processor time that this process has used so far, ms. */
  processorMs(): number { return processorMsOf(this.child.pid ?? 0); }

  async stop(): Promise<void> {
    this.agent.destroy();
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => { this.child.once('exit', resolve); });
    this.child.kill('SIGTERM');
    await ended;
  }
}
