import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { CaseNotRunning, CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { claimCommand } from '#libs/records/commands.js';
import { Reconciler } from '#libs/upkeep/reconciler.js';
import { reviveCase } from '#libs/upkeep/revive.js';
import { Sweep } from '#libs/upkeep/sweep.js';
import { hours, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { World } from '#tests/support/temporal/world.js';

// On the real server: what happens to a case whose workflow was lost, and to a command whose API died.
let world: World;
let reconciler: Reconciler;
beforeAll(async () => { world = await World.begin('revive'); }, 180_000);
afterAll(() => world.end(), 30_000);
beforeEach(() => { reconciler = new Reconciler({ record: world.record, cases: world.client, log: () => undefined }); });

const discharge = (rehearsal = false, inMs = 6 * hours): Promise<CaseInWorld> => world.discharge({ plannedDischargeAt: new Date(Date.now() + inMs).toISOString() }, { rehearsal });
const lose = (lost: CaseInWorld) => world.connection.workflowService.terminateWorkflowExecution({ namespace: lost.namespace, workflowExecution: { workflowId: lost.id }, reason: 'lost in a test' });
const revive = (caseId: string) => reviveCase({ record: world.record, cases: world.client }, caseId);
const equipment = { items: ['walking frame'], deliveryAt: new Date(Date.now() + hours).toISOString() };

/** `npm run -s revive -- CASE` as an operator runs it in production. */
function command(...ids: string[]): Promise<{ status: number | null; said: string }> {
  const { servers, database, keys, taskQueue } = world;
  const child = spawn(process.execPath, [join(checkoutFolder(), 'dist', 'apps', 'revive', 'main.js'), ...ids], {
    env: {
      PATH: process.env['PATH'], HANDRAIL_MODE: 'production', DATABASE_URL: database.applicationUrl, TEMPORAL_ADDRESS: servers.temporalAddress, TEMPORAL_NAMESPACE: servers.namespace,
      TEMPORAL_REHEARSAL_NAMESPACE: servers.rehearsalNamespace, TEMPORAL_TASK_QUEUE: taskQueue, PAYLOAD_KEYS: keys,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString('utf8'); });
  return new Promise((resolve) => { child.once('close', (status) => resolve({ status, said })); });
}

describe('a case whose workflow is lost', () => {
  it('raises an alarm, is brought back from its record, and goes on where it stood', async () => {
    const lost = await discharge();
    await lost.complete('equipment-in-place', equipment);
    await lost.settled();
    const before = await lost.events();
    await lose(lost);
    expect(await reconciler.pass()).toEqual([{ code: 'case-not-running', caseId: lost.id, rehearsal: false }]);
    await expect(lost.complete('medicines-reconciled', { changes: 'none', supplied: true }, 'riverside-clinical-lead')).rejects.toThrow(CaseNotRunning);

    expect(await revive(lost.id)).toEqual({ before: before.length, after: before.length });
    expect(await reconciler.pass()).toEqual([]);
    await lost.complete('medicines-reconciled', { changes: 'none', supplied: true }, 'riverside-clinical-lead');
    const after = await lost.events();
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after[before.length]).toMatchObject({ kind: 'task-completed', data: { step: 'medicines-reconciled' } });
    expect((await lost.task('equipment-in-place')).status).toBe('completed');
    expect(await lost.refusal({ type: 'complete', taskId: (await lost.task('equipment-in-place')).id, evidence: equipment })).toBe('409 task-already-completed');
  }, 60_000);

  it('keeps its ladders: rungs that were called are not called again', async () => {
    const late = await discharge(false, -2 * hours);
    await late.settled();
    const before = await late.events();
    const rungs = before.filter(({ kind }) => kind === 'rung-reached').length;
    await lose(late);
    await revive(late.id);
    await late.settled();
    expect((await late.of('rung-reached')).length).toBe(rungs);
    expect((await late.events()).slice(0, before.length)).toEqual(before);
  }, 60_000);

  it('is brought back by the command of the operator', async () => {
    const lost = await discharge();
    await lost.settled();
    const stored = await lost.stored();
    await lose(lost);
    expect(await command(lost.id)).toEqual({ status: 0, said: `${lost.id}: back, ${stored} events recorded\n` });
    expect(await world.client.running(lost.id, false)).toBe(true);
    expect(await command(lost.id, 'no-such-case')).toEqual({
      status: 1, said: `${lost.id}: not revived: its workflow is running and knows everything that the record knows\nno-such-case: not revived: the record has no such case\n`,
    });
    expect((await command()).status).toBe(2);
  }, 60_000);

  it('is not begun beside a workflow that runs and does not answer: whoever looks after it is told to terminate it first', async () => {
    const silent = await discharge();
    await silent.settled();
    const cases = { ...world.client, tail: () => Promise.reject(new CaseUnavailable('no answer in time')) };
    await expect(reviveCase({ record: world.record, cases }, silent.id)).rejects.toThrow(`does not answer (no answer in time): try again; where the worker's log says that it does not replay (TMPRL1100), terminate that run in Temporal first (workflow id ${silent.id})`);
    await lose(silent);
    const stored = await silent.stored();
    expect(await revive(silent.id)).toEqual({ before: stored, after: stored });
  }, 60_000);

  it('is left alone when it is a rehearsal, or closed', async () => {
    const rehearsal = await discharge(true);
    await lose(rehearsal);
    await expect(revive(rehearsal.id)).rejects.toThrow('its clock was lost');
    const closed = await discharge();
    await closed.command({ type: 'end', because: 'entered-in-error', at: new Date().toISOString(), note: 'twice' }, 'riverside-hub');
    await closed.ended();
    await expect(revive(closed.id)).rejects.toThrow('the case is closed');
  }, 60_000);
});

describe('a command whose API died before the record heard of it', () => {
  it('is written by the sweep, with all that it caused, and is not sent again', async () => {
    const left = await discharge();
    await left.settled();
    const { id: taskId } = await left.task('equipment-in-place');
    const envelope = left.envelope({ type: 'complete', taskId, evidence: equipment }, 'riverside-coordinator', await left.stored());
    await claimCommand(world.record.manager, { caller: 'c', method: 'POST', path: '/v1', key: envelope.id, bodyHash: 'h', updateId: envelope.id, type: 'complete', caseId: left.id });
    const { version } = await left.send(envelope);
    expect(await left.stored()).toBeLessThan(version);

    await new Sweep({ record: world.record, cases: world.client, log: () => undefined, afterMs: 0 }).pass(undefined, Date.now() + 1_000);
    expect(await left.stored()).toBe(version);
    const [row] = await world.record.query<{ status: string }[]>('select status from commands where update_id = $1', [envelope.id]);
    expect([row?.status, (await left.of('task-completed')).length]).toEqual(['done', 1]);
  }, 60_000);
});
