import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldAll } from '#libs/records/projection/fold.js';
import type { CaseDocument } from '#libs/records/projection/document.js';
import { rebuild } from '#libs/records/rebuild.js';
import { haltedCases } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { lives } from '#tests/support/pathways/lives/all.js';
import { commandOf, livesOf } from '#tests/support/pathways/random-life.js';
import { Simulation } from '#tests/support/pathways/simulation.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('lived cases'); }, 120_000);
afterAll(() => fresh.close());

const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What the engine decides by, in the words of the record. */
function ofEngine({ state }: Simulation): object {
  return {
    version: state.version, details: state.details, owners: state.owners, stage: state.stage, outcome: state.outcome, closedAt: text(state.closed?.at ?? null),
    left: state.left && { at: text(state.left.at), gate: state.left.gate, source: state.left.source }, watch: state.watch && text(state.watch.until), gates: Object.entries(state.gates).filter(([, gate]) => gate.open).map(([name]) => name),
    tasks: state.tasks.map((task) => ({
      id: task.id, step: task.step, status: task.status, dueAt: text(task.dueAt), late: task.late, person: task.owner.person, acknowledgedUntil: text(task.acknowledgedUntil), heldBecause: task.heldBecause, running: task.escalation?.id ?? null,
    })),
  };
}
function ofRecord(document: CaseDocument): object {
  return {
    version: document.version, details: document.details, owners: document.owners, stage: document.stage ?? '', outcome: document.outcome, closedAt: document.closedAt, left: document.left, watch: document.watch && document.watch.until,
    gates: document.gates.filter(({ open }) => open).map(({ name }) => name),
    tasks: document.tasks.map((task) => ({
      id: task.id, step: task.step, status: task.status, dueAt: task.dueAt, late: task.late, person: task.assigned ? task.owner.person : null, acknowledgedUntil: task.acknowledgement?.until ?? null,
      heldBecause: task.heldBecause, running: document.escalations.find(({ taskId, endedAt }) => taskId === task.id && endedAt === null)?.id ?? null,
    })),
  };
}

describe('what the record shows of a case', () => {
  it('is what the engine goes by, whatever happened, and the schema takes every row of it', async () => {
    let lived = 0;
    for (const life of lives) await fc.assert(fc.asyncProperty(life.beginning, livesOf(life), async ({ at, details }, happenings) => {
      lived += 1;
      const simulation = new Simulation({ ...life.start(details), caseId: `life-${lived}` }, at);
      let stored = 0;
      for (const happens of happenings) {
        if (happens.what !== 'wait') simulation.tries(commandOf(life, simulation, happens), 'new-one');
        const to = simulation.now + happens.jump * 60_000;
        if (happens.choice % 3 === 0) simulation.outage(to); else simulation.until(to);
        if (happens.choice % 2 === 0) ({ stored } = await writeTail(fresh.record.manager, simulation.start.caseId, simulation.events.slice(Math.max(0, stored - 2))));
      }
      await writeTail(fresh.record.manager, simulation.start.caseId, simulation.events);
      const found = await fresh.record.query<{ document: CaseDocument }[]>('select document from cases where id = $1', [simulation.start.caseId]);
      expect(ofRecord(found[0]!.document)).toEqual(ofEngine(simulation));
      expect(await fresh.record.query('select sequence, answered from calls where case_id = $1 order by sequence', [simulation.start.caseId])).toEqual(simulation.of('rung-reached').map(({ sequence }) => (
        { sequence, answered: simulation.of('called').findLast(({ data }) => data.rung === sequence)?.sequence ?? null })));
      expect(JSON.parse(JSON.stringify(foldAll(null, simulation.events, simulation.start.caseId)))).toEqual(found[0]!.document);
    }), { seed: 20261122, numRuns: 5 });
    expect(lived).toBe(5 * lives.length);
    expect(await haltedCases(fresh.record.manager)).toEqual([]);
    const rows = () => Promise.all(['cases', 'tasks', 'escalations', 'calls', 'case_organisations', 'system_alarms'].map(async (table) => (await fresh.owner.query<Record<string, unknown>[]>(`select * from ${table} order by 1, 2`)).map(({ changed: _, ...row }) => row)));
    const before = await rows();
    expect(before.at(-1)!.length).toBeGreaterThan(0);
    expect(await rebuild(fresh.record)).toMatchObject({ cases: lived, failed: [], hashes: [] });
    expect(await rows()).toEqual(before);
  }, 120_000);
});
