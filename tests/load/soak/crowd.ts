import { said } from '#libs/pathway/state.js';
import { Courses } from '#tests/bench/courses.js';
import { carriedOut } from '#tests/bench/carried-out.js';
import { inHours, somebody, type Client } from '#tests/support/http/client.js';

const colleague = { organisation: 'another trust', name: 'A Colleague', contact: '0300 000 000' };
const reads = ['/v1/tasks?status=open', '/v1/tasks?mine=true&status=open', '/v1/escalations?status=open', '/v1/cases?limit=50', '/v1/me'];
/** A round is a discharge from its start to its end with reads beside; every so many one more falls due soon, so that somebody is called. */
const LATE_EACH = 5;
const LATE_STAYS_MS = 40_000;

/** Many people at work: starts, completions, ends and reads, as one round after the other. */
export class Crowd {
  rounds = 0;
  private begun = 0;
  private readonly late = new Set<Promise<void>>();
  private readonly courses: Courses;
  readonly failed: unknown[] = [];
  constructor(private readonly client: Client) { this.courses = new Courses(client); }

  async round(): Promise<void> {
    this.begun += 1;
    if (this.begun % LATE_EACH === 0) this.onLate();
    await Promise.all([this.courses.one(), this.read()]);
    this.rounds += 1;
  }

  /** So many rounds side by side without a pause, until `ends`, ms; answers how many were done a minute. */
  async flatOut(clients: number, milliseconds: number): Promise<number> {
    const [began, before] = [Date.now(), this.rounds];
    await Promise.all(Array.from({ length: clients }, async () => { while (Date.now() < began + milliseconds) await this.round(); }));
    return (this.rounds - before) / ((Date.now() - began) / 60_000);
  }

  /** Rounds at a rate, each begun at its instant whatever became of those before, until `milliseconds` are over and all have ended. */
  async atRate(perMinute: number, milliseconds: number): Promise<void> {
    const [began, running] = [Date.now(), new Set<Promise<void>>()];
    for (let number = 0; Date.now() < began + milliseconds; number += 1) {
      const wait = began + number * (60_000 / perMinute) - Date.now();
      if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait); });
      const one = this.round().catch((error: unknown) => { this.failed.push(error); }).finally(() => { running.delete(one); });
      running.add(one);
    }
    await Promise.all([...running, ...this.late]);
  }

  /** A falls review that is due in a moment: somebody is called, by day or night, then it is handed on. */
  private onLate(): void {
    const { owners } = this.client;
    const one = (async () => {
      const begun = await carriedOut(this.client, 'hub', '/v1/cases', { pathway: 'rapid-falls-review', patient: somebody(), organisation: 'riverside', owners, details: { trigger: { kind: 'head-injury', occurredAt: inHours(-72, Date.now() + 15_000), where: 'kitchen', note: 'slipped' } } });
      await new Promise((resolve) => { setTimeout(resolve, LATE_STAYS_MS); });
      await carriedOut(this.client, 'hub', `/v1/cases/${said(begun, 'id')}/end`, { because: 'transferred', at: inHours(0), note: 'goes on elsewhere', acceptedBy: colleague });
    })().catch((error: unknown) => { this.failed.push(error); }).finally(() => { this.late.delete(one); });
    this.late.add(one);
  }

  private async read(): Promise<void> {
    for (const path of reads) {
      const { status } = await this.client.get('coordinator', path);
      if (status !== 200) throw new Error(`GET ${path} was answered ${status}`);
    }
  }
}
