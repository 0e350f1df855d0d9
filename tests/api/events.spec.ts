import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiServer, dischargeOf } from './support/api-server.js';
import { Discharge, somebody } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-events'); }, 120_000);
afterAll(() => api.stop());

interface Heard { id: number; event: string; cases: string[] }

/** Somebody who listens. `until` waits for what it looks for; nothing here waits for nothing to come but for something else that came after it. */
class Listening {
  readonly heard: Heard[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly controller = new AbortController();

  static async to(as: string, { query = '', after }: { query?: string; after?: number } = {}): Promise<Listening> {
    const listening = new Listening();
    const answer = await fetch(`${api.url}/v1/events${query}`, { headers: { authorization: `Bearer ${await api.tokenOf(as)}`, ...(after === undefined ? {} : { 'last-event-id': String(after) }) }, signal: listening.controller.signal });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store']);
    void listening.read(answer.body!);
    return listening;
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    let rest = '';
    try {
      for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop()!;
        for (const block of blocks) {
          const fields = new Map(block.split('\n').map((line): [string, string] => { const at = line.indexOf(':'); return [line.slice(0, at), line.slice(at + 1).trim()]; }));
          if (fields.has('event')) this.heard.push({ id: Number(fields.get('id')), event: fields.get('event')!, ...(JSON.parse(fields.get('data')!) as { cases: string[] }) });
        }
        for (const look of this.waiting) look();
      }
    } catch { /* told to stop */ }
  }

  of(caseId: string): Promise<Heard> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.heard.find(({ cases }) => cases.includes(caseId));
        if (!found) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
    });
  }
  stop(): void { this.controller.abort(); }
}

describe('what changed', () => {
  it('is told to those who may see the case, ids only, and to nobody else', async () => {
    const [hub, other] = [await Listening.to('hub'), await Listening.to('other-hub')];
    const discharge = await Discharge.started(api);
    expect(Object.keys(await hub.of(discharge.id)).toSorted()).toEqual(['cases', 'event', 'id']);
    const elsewhere = (await api.command('other-hub', '/v1/cases', dischargeOf(somebody(), 30, { organisation: 'hillview', owners: { clinicalLead: 'hillview-clinical-lead', coordinator: 'hillview-coordinator', escalationOwner: 'hillview-escalation-owner' } }))).body;
    await other.of(elsewhere.id);
    expect(other.heard.flatMap(({ cases }) => cases)).toEqual([elsewhere.id]);
    hub.stop();
    other.stop();
  });

  it('after Last-Event-ID is told to whoever comes back', async () => {
    const before = await Listening.to('hub');
    const first = await Discharge.started(api);
    const { id } = await before.of(first.id);
    before.stop();
    const missed = await Discharge.started(api);
    const back = await Listening.to('hub', { after: id });
    const heard = await back.of(missed.id);
    expect(heard.id).toBeGreaterThan(id);
    back.stop();
  });

  it('of rehearsals is told to those who ask for it, and of live cases to the others', async () => {
    const [live, rehearsals] = [await Listening.to('hub'), await Listening.to('hub', { query: '?rehearsal=true' })];
    const rehearsal = await Discharge.started(api, { rehearsal: true });
    await rehearsals.of(rehearsal.id);
    const real = await Discharge.started(api);
    await live.of(real.id);
    expect(live.heard.flatMap(({ cases }) => cases)).not.toContain(rehearsal.id);
    expect(rehearsals.heard.flatMap(({ cases }) => cases)).not.toContain(real.id);
    live.stop();
    rehearsals.stop();
  });

  it('is told even when it is written late: at an earlier place than what was told before', async () => {
    const hub = await Listening.to('hub');
    const [slow, quick] = [await Discharge.started(api), await Discharge.started(api)];
    await Promise.all([hub.of(slow.id), hub.of(quick.id)]); // that they began
    hub.heard.length = 0;
    const between = api.record.createQueryRunner();
    await between.startTransaction();
    await between.query('update cases set clock_offset_ms = clock_offset_ms where id = $1', [slow.id]);
    await api.record.query('update cases set clock_offset_ms = clock_offset_ms where id = $1', [quick.id]);
    await hub.of(quick.id);
    expect(hub.heard.flatMap(({ cases }) => cases)).not.toContain(slow.id);
    await between.commitTransaction();
    await between.release();
    await hub.of(slow.id);
    hub.stop();
  });

  it('is everything to whoever was away for too long to be told each', async () => {
    await api.record.query(`insert into cases select (jsonb_populate_record(cases, jsonb_build_object('id', cases.id || '-' || n))).* from cases, generate_series(1, 2100) as n where cases.id = (select id from cases limit 1)`);
    const hub = await Listening.to('hub', { after: 0 });
    while (hub.heard.length === 0) await new Promise((resolve) => { setImmediate(resolve); });
    expect(hub.heard[0]!.event).toBe('everything');
    hub.stop();
  });

  it('cannot be asked without a token, nor with a parameter that is none', async () => {
    expect((await api.send('GET', '/v1/events')).status).toBe(401);
    expect((await api.get('hub', '/v1/events?mood=good')).status).toBe(422);
  });
});
