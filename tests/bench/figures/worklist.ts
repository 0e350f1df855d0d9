import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { localIssuer, localToken, publicKeys } from '#apps/local/issuer.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { stack, stackEnded } from '#tests/support/stack/stack.js';
import { forked } from '../child.js';
import { ApiProcess } from '../crowd/api-process.js';
import { grown, peopled } from '../crowd/record.js';
import type { Wrote, WriterSurroundings } from '../crowd/writer-process.js';
import type { Figure, Reading, Tell } from '../figure.js';
import type { Sizes } from '../sizes.js';
import { percentile } from '../statistics.js';
import { atMost, latencies, plain } from '../verdict.js';

const WRITES = 50;
const WARM = 20;
/** Of one case. */
const TASKS = 10;
const WORKLIST = '/v1/tasks?mine=true&status=open&limit=50';
const scan = `select id, case_id, organisation_id, pathway, rehearsal, due_at, document from tasks where organisation_id = $1 and rehearsal = false and status = 'open' order by due_at, id limit 50`;

/** A page of somebody's worklist over HTTP in a record that grows, with 50 writes a second beside it, by turns with one index scan of 50 whole rows of the same record. */
export class Worklist implements Figure {
  readonly name = 'worklist';
  remarks: string[] = [];
  private database: FreshDatabase | undefined;
  private api: ApiProcess | undefined;
  private keys: Server | undefined;
  private writer: ChildProcess | undefined;
  private client: pg.Client | undefined;
  private token = '';
  private cases = 0;
  private written = 0;
  private readonly rates: number[] = [];
  constructor(private readonly sizes: Sizes, private readonly tell: Tell) {}

  async open(): Promise<void> {
    const servers = await stack();
    this.database = await servers.freshDatabase('bench_worklist');
    await peopled(this.database, localIssuer);
    this.keys = createServer((_request, response) => { void publicKeys(servers.folder).then((keys) => response.end(JSON.stringify(keys))); });
    this.keys.listen(0, '127.0.0.1');
    await once(this.keys, 'listening');
    // Somebody to whom every tenth case belongs: a page is full whatever the size, and its list grows as the record does.
    this.token = await localToken(servers.folder, 'coordinator');
    this.api = await ApiProcess.start({ databaseUrl: this.database.applicationUrl, temporalAddress: servers.temporalAddress, issuer: localIssuer, jwksUri: `http://127.0.0.1:${(this.keys.address() as AddressInfo).port}/jwks.json` });
    this.client = new pg.Client(this.database.applicationUrl);
    await this.client.connect();
  }

  /** The record only grows: from the second round on all are measured at its last size. */
  async measure(): Promise<Reading[]> {
    const readings: Reading[] = [];
    const sizes = this.cases === 0 ? this.sizes.tasks : this.sizes.tasks.slice(-1);
    let first: number | null = null;
    for (const tasks of sizes) {
      const more = Math.round(tasks / TASKS) - this.cases;
      if (more > 0) {
        await grown(this.database!, { cases: more, openTasks: more * TASKS, from: this.cases }, (line) => this.tell(`  ${line}`));
        this.cases += more;
      }
      const { ours, bare } = await this.turns();
      const found = percentile(ours, 0.5);
      first ??= found;
      this.tell(`  ${tasks} open tasks: p50 ${plain(found)} ms, one index scan ${plain(percentile(bare, 0.5))} ms`);
      readings.push(...latencies(`worklist page, ${tasks} open tasks`, ours, bare, atMost(2)));
      if (sizes.length > 1 && tasks === sizes.at(-1)) readings.push({ line: { name: `worklist page, p50 at ${tasks} open tasks : at ${sizes[0]}`, unit: '' }, ours: found / first });
    }
    this.remarks = [`writes beside it, a second: ${this.rates.map(plain).join(', ')}, by the recorder's writer; a page is GET ${WORKLIST} of somebody whose a tenth of all tasks are`, 'the server does not wait for its disk here: all is thrown away afterwards'];
    return readings;
  }

  private async turns(): Promise<{ ours: number[]; bare: number[] }> {
    const surroundings: WriterSurroundings = { databaseUrl: this.database!.applicationUrl, perSecond: WRITES };
    this.writer = await forked('crowd/writer-process.js', { WRITER: JSON.stringify(surroundings) });
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let turn = -WARM; turn < this.sizes.turns; turn += 1) {
      const began = performance.now();
      const { rowCount } = await this.client!.query(scan, ['riverside']);
      const took = performance.now() - began;
      const page = await this.api!.read(WORKLIST, this.token);
      const shown = page.status === 200 ? (JSON.parse(page.text) as { items: unknown[] }).items.length : 0;
      if (rowCount !== 50 || shown !== 50) throw new Error(`the control read ${rowCount} rows, the page was answered ${page.status} with ${shown} tasks: ${page.text.slice(0, 300)}`);
      if (turn >= 0) { ours.push(page.ms); bare.push(took); }
    }
    const said = once(this.writer, 'message');
    this.writer.kill('SIGTERM');
    const [{ written, failed, seconds }] = await said as [Wrote];
    if (failed > 0) throw new Error(`${failed} writes beside the pages failed`);
    this.written += written;
    this.rates.push(written / seconds);
    return { ours, bare };
  }

  /** The record holds every write, and as many open tasks as were meant (patterns come near). */
  async check(): Promise<void> {
    const { rows } = await this.client!.query<{ attempts: number; open: number }>(`select (select count(*)::int from events where actor @> '{"system": "bench"}' and kind = 'task-attempted') as attempts, (select count(*)::int from tasks where status = 'open') as open`);
    const wanted = this.sizes.tasks.at(-1)!;
    if (rows[0]?.attempts !== this.written || Math.abs(rows[0].open - wanted) > wanted * 0.05) throw new Error(`the record has ${JSON.stringify(rows[0])} for ${this.written} writes and ${wanted} open tasks`);
  }

  async close(): Promise<void> {
    this.writer?.kill('SIGKILL');
    await this.api?.stop();
    await this.client?.end();
    this.keys?.close();
    await this.database?.drop();
    await stackEnded();
  }
}
