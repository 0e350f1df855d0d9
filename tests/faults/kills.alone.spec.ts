import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { EventView, TaskView } from '#libs/contracts/views.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { Client, inHours } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Product, type PartName } from '#tests/support/stack/product.js';
import { seeded } from '#tests/support/http/seeded.js';

/** What hurts, and how often. Every kill comes with commands in flight. */
const victims: PartName[] = ['worker-live', 'api', 'temporal', 'postgres'];
const killsEach = 5;
const seed = Number(process.env['HANDRAIL_SEED'] ?? 1);

let product: Product;
let client: Client;
beforeAll(async () => {
  product = await Product.start();
  client = new Client(product);
}, 180_000);
afterAll(async () => { await product.remove(); }, 60_000);

/** Sends a command until somebody answers for good, always under its one key: what a careful program does. */
async function insist(who: LocalPerson, path: string, body: object, key: string, until: number): Promise<number> {
  for (;;) {
    const answer = await client.post(who, path, body, key).catch(() => null);
    if (answer && answer.status !== 202 && answer.status < 500 && answer.status !== 429 && answer.status !== 401) return answer.status;
    if (Date.now() > until) throw new Error(`no answer to ${path}: the last was ${answer?.status ?? 'none'}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

it('loses nothing, doubles nothing and moves no clock when worker, API, Temporal and PostgreSQL are killed five times each', async () => {
  const random = seeded(seed);
  const discharges = await Promise.all(Array.from({ length: 5 }, () => DischargeCase.start(client, {}, { rehearsal: false })));
  const others = await Promise.all([
    CaseOverHttp.of(client, 'dispute', { title: 'Who visits at weekends', description: 'd', context: 'c', impact: 'i', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' }, { rehearsal: false, patient: null }),
    CaseOverHttp.of(client, 'restriction', { what: 'w', because: 'b', alternativesConsidered: 'a', until: inHours(400), reviewAt: inHours(200), stepDownPlan: 's' }, { rehearsal: false }),
    CaseOverHttp.of(client, 'system-pressure', { title: 'Riverside under pressure', situation: 'seven ambulances wait' }, { rehearsal: false, patient: null }),
  ]);
  const cases = [...discharges, ...others];
  const dues = new Map(cases.map((each) => [each.id, each.view.tasks.map((task) => [task.id, task.dueAt])]));
  const deadline = Date.now() + 400_000;
  let hurting = true;
  const said = new Map<string, string[]>(cases.map((each) => [each.id, []]));

  const work = cases.map(async (each) => {
    for (let turn = 0; hurting; turn += 1) {
      const text = `note ${turn} ${randomUUID()}`;
      said.get(each.id)!.push(text);
      expect(await insist('coordinator', `/v1/cases/${each.id}/notes`, { text }, randomUUID(), deadline)).toBe(200);
    }
    if (!(each instanceof DischargeCase)) return;
    for (const [step, evidence] of Object.entries(each.evidence())) {
      const path = `/v1/tasks/${each.task(step).id}/complete`;
      const key = randomUUID();
      expect(await insist('coordinator', path, { evidence }, key, deadline)).toBe(200);
      expect(await insist('coordinator', path, { evidence }, key, deadline)).toBe(200);
      expect(await insist('coordinator', path, { evidence }, randomUUID(), deadline)).toBe(409);
    }
  });

  const kills = victims.flatMap((victim) => Array<PartName>(killsEach).fill(victim)).map((victim) => ({ victim, order: random() })).toSorted((a, b) => a.order - b.order);
  for (const { victim } of kills) {
    await product.kill(victim).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 1_000 + random() * 4_000));
  }
  hurting = false;
  await Promise.all(work);

  for (const each of cases) {
    const events = (await client.get('coordinator', `/v1/cases/${each.id}/events`)).body['items'] as unknown as EventView[];
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
    const notes = events.filter((event) => event.kind === 'note-added').map((event) => (event.data as { text: string }).text);
    expect(notes).toEqual(said.get(each.id));
    expect(events.filter((event) => event.kind === 'task-completed')).toHaveLength(each instanceof DischargeCase ? 4 : 0);
    const open = each.open();
    await each.look();
    expect(each.open()).toEqual(each instanceof DischargeCase ? ['standards-confirmed'] : open);
    const now = new Map(each.view.tasks.map((task: TaskView) => [task.id, task.dueAt]));
    for (const [id, dueAt] of dues.get(each.id)!) expect(now.get(id!)).toBe(dueAt);
  }
}, 600_000);
