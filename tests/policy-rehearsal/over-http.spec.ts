import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { policyById } from '#libs/policies/released.js';
import { askRehearsal } from '#libs/policy-rehearsal/rehearsals.js';
import { workOffOne } from '#libs/policy-rehearsal/work-off.js';
import { Told } from '#tests/reports/told.js';
import { ApiServer, type Body } from '#tests/api/support/api-server.js';
import { said, somebody } from '#tests/api/support/discharge.js';

let api: ApiServer;
const ids: string[] = [];
const checked = 'urgent-clinical-check';
/** Its last rung calls every second. */
const often = { [checked]: { ladder: { [policyById('rapid-falls-review', '1').steps[checked]!.ladder.rungs.length]: { repeats: 'PT1S', source: 'a slip', status: 'proposed' as const } } } };
const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
beforeAll(async () => {
  api = await ApiServer.start('policy-rehearsal');
  // Three fell 73 hours ago and were not reviewed, one an hour ago.
  for (const hours of [73, 73, 73, 1]) {
    const started = await api.command('hub', '/v1/cases', { pathway: 'rapid-falls-review', patient: somebody(), organisation: 'riverside', owners, details: { trigger: { kind: 'head-injury', occurredAt: hoursAgo(hours), where: 'at home', note: 'slipped' } } });
    expect(said(started)).toEqual([201, undefined]);
    ids.push(started.body.id);
  }
}, 600_000);
afterAll(async () => { await api.stop(); });

const path = '/v1/policies/rapid-falls-review/1/rehearsals';
const sourced = { source: 'the board', status: 'proposed' };
const asked = (change: object = {}) => ({ reason: 'nobody holds it in three days', steps: { 'review-held': { due: [{ value: 'PT96H', ...sourced }] } }, ...change });
const errors = ({ body }: { body: Body }): string[] => body.errors.map(({ pointer, code }) => `${pointer} ${code}`);
const worked = () => workOffOne(api.record, () => undefined);

describe('a rehearsal of a draft', () => {
  it('is asked for by whoever may answer for the numbers, each with its source', async () => {
    for (const who of ['hub', 'coordinator', 'auditor']) expect(said(await api.command(who, path, asked()))).toEqual([403, 'not-yours']);
    expect(errors(await api.command('director', path, asked({ steps: { 'review-held': { due: [{ value: 'PT96H' }] } } })))).toEqual(['/steps/review-held/due/0/source required', '/steps/review-held/due/0/status required']);
    expect(errors(await api.command('director', path, { reason: 'nothing changes' }))).toEqual([' does-not-fit']);
    expect(errors(await api.command('director', path, asked({ numbers: { nonsense: { value: 3, ...sourced } } })))).toEqual([' does-not-fit']);
    expect(errors(await api.command('director', path, asked({ from: '2026-01-01T00:00:00Z', to: '2025-12-01T00:00:00Z' })))).toEqual(['/to ends-before-it-begins']);
    expect(said(await api.command('director', '/v1/policies/rapid-falls-review/9/rehearsals', asked()))).toEqual([404, 'not-found']);
    expect(await worked()).toBe(false);
  });

  it('is worked off in the background, and shows who would have been called when, case by case and night by night', async () => {
    const begun = await api.command('clinical-lead', path, asked());
    expect([...said(begun), begun.body['status'], begun.body['result'], begun.body['total']]).toEqual([201, undefined, 'queued', null, null]);
    const to = new Date(Date.parse(String(begun.body['to'])) + 60_000).toISOString();
    const later = await api.command('clinical-lead', path, asked({ to }));
    expect(await worked()).toBe(true);
    expect(await worked()).toBe(true);
    expect(await worked()).toBe(false);
    const { body } = await api.get('clinical-lead', `/v1/policy-rehearsals/${later.body.id}`);
    expect([body['status'], body['done'], body['total']]).toEqual(['done', 4, 4]);
    const { summary, cases, changed, left } = body['result'] as unknown as { summary: Record<string, number>; cases: Record<string, unknown>[]; changed: number; left: number };
    expect([summary['cases'], changed, left, summary['gained'], summary['lost']]).toEqual([4, 3, 0, 3, 0]);
    expect((summary['missedBefore'] ?? 0) - (summary['missedAfter'] ?? 0)).toBe(3);
    expect(new Set(cases.map(({ caseId }) => caseId))).toEqual(new Set(ids.slice(0, 3)));
    const due = (cases[0]!['deadlines'] as { step: string; dueBefore: string; dueAfter: string; metBefore: boolean; metAfter: boolean }[])[0]!;
    expect([due.step, due.metBefore, due.metAfter, Date.parse(due.dueAfter) - Date.parse(due.dueBefore)]).toEqual(['review-held', false, true, 24 * 3_600_000]);
    const list = await api.get('director', '/v1/policy-rehearsals');
    expect((list.body.items as unknown as { id: string }[]).map(({ id }) => id)).toEqual([later.body.id, begun.body.id]);
    expect((await api.get('other-hub', `/v1/policy-rehearsals/${later.body.id}`)).status).toBe(404);
  });

  it('is stopped for good, and not twice', async () => {
    const { body: { id } } = await api.command('director', path, asked());
    const stopped = await api.command('director', `/v1/policy-rehearsals/${id}/cancel`, {});
    expect([...said(stopped), stopped.body['status']]).toEqual([200, undefined, 'cancelled']);
    expect(said(await api.command('director', `/v1/policy-rehearsals/${id}/cancel`, {}))).toEqual([409, 'rehearsal-over']);
    expect(await worked()).toBe(false);
  });

  it('whose worker died is begun anew, once a minute has gone by without a word of it', async () => {
    const { body: { id } } = await api.command('director', path, asked());
    await api.record.query(`update policy_rehearsals set status = 'running', done = 2, total = 4, worked_at = now() - interval '30 seconds' where id = $1`, [id]);
    expect(await worked()).toBe(false);
    await api.record.query(`update policy_rehearsals set worked_at = now() - interval '61 seconds' where id = $1`, [id]);
    expect(await worked()).toBe(true);
    expect((await api.get('director', `/v1/policy-rehearsals/${id}`)).body['status']).toBe('done');
  });

  it('by which somebody would be called over and over fails, says why, and keeps no worker from the next', async () => {
    expect(errors(await api.command('director', path, asked({ steps: often })))).toEqual([' does-not-fit']);
    const now = new Date();
    const day = 86_400_000;
    const at = new Date(now.getTime() - 30 * day).toISOString();
    await new Told({ at, pathway: 'rapid-falls-review', details: { trigger: { kind: 'head-injury', occurredAt: at, where: 'at home', note: 'slipped' } } }).write(api.record.manager);
    const id = await askRehearsal(api.record.manager, { organisation: 'riverside', pathway: 'rapid-falls-review', version: '1', changes: { steps: often }, reason: 'asked before the rule was there', from: new Date(now.getTime() - 40 * day), to: new Date(now.getTime() - 20 * day), askedBy: 'riverside-director', askedAt: now });
    expect(await workOffOne(api.record, () => undefined, undefined, 500)).toBe(true);
    const { body } = await api.get('director', `/v1/policy-rehearsals/${id}`);
    expect([body['status'], body['result'], body['failedBecause']]).toEqual(['failed', null, 'One case alone would have had more than 500 events: somebody would be called over and over.']);
    expect(await worked()).toBe(false);
  });

  it('leaves every case as it was', async () => {
    const before = await api.record.query<{ n: string }[]>('select count(*) as n from events');
    await api.command('director', path, asked());
    await worked();
    expect(await api.record.query('select count(*) as n from events where kind <> all($1)', [['rung-reached', 'called']])).toEqual(await api.record.query('select count(*) as n from events where kind <> all($1)', [['rung-reached', 'called']]));
    expect(Number(before[0]!.n)).toBeGreaterThan(0);
  });
});
