import { beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { quietRuntime } from '#apps/worker/run-worker.js';
import { decodedHistoryConverter } from '#libs/security/payloads/data-converter.js';
import { tellingBundle } from '#tests/support/temporal/fresh-bundle.js';
import { replay, type Replayed } from '#tests/support/temporal/replay.js';
import { keptNames, readKept, type KeptHistory } from './kept-histories.js';
import { afterLeaving } from './paths-after-leaving.js';
import { beforeLeaving, live } from './paths-before-leaving.js';
import { fallsReviews } from './paths-falls.js';
import { frontDoors } from './paths-front-door.js';
import { governance } from './paths-governance.js';
import { risks } from './paths-risks.js';
import { stepUps } from './paths-step-up.js';
import { tapers } from './paths-taper.js';

const kept = new Map(keptNames().map((name) => [name, readKept(name)]));
const runsOf = ({ caseId, histories }: KeptHistory) => histories.map((history) => ({ caseId, history }));
const replays = new Map<string, Replayed[]>();
let bundle: WorkflowBundleWithSourceMap;
beforeAll(async () => {
  quietRuntime();
  bundle = await tellingBundle();
  // By one worker, which loads the workflows once; they come back in their order.
  const runs = await replay(bundle, decodedHistoryConverter, [...kept.values()].flatMap(runsOf));
  for (const [name, { histories }] of kept) replays.set(name, runs.splice(0, histories.length));
}, 180_000);

describe('a case that is under way when a release comes', () => {
  it.each([...kept])('goes on as it went: %s', (name, { histories, events }) => {
    const runs = replays.get(name)!;
    expect(runs.map(({ error }) => error)).toEqual(histories.map(() => undefined));
    expect(runs.flatMap((run) => run.events)).toEqual(events);
  });

  it('has gone every path that there is, in both namespaces', () => {
    const paths = new Set([...kept.keys()].map((name) => name.split('/').slice(1).join('/')));
    for (const path of Object.keys({ ...beforeLeaving, ...afterLeaving, ...fallsReviews, ...frontDoors, ...tapers, ...stepUps, ...risks, ...governance })) expect(paths).toContain(`rehearsal/${path}`);
    for (const path of Object.keys(live)) expect(paths).toContain(`live/${path}`);
  });

  it('would show that a protocol does something else, though every command of it replays', async () => {
    const changed = { ...bundle, code: bundle.code.replaceAll(`'ready-to-leave'`, `'may-leave'`) };
    expect(changed.code).not.toBe(bundle.code);
    const met = kept.get('next/rehearsal/met')!;
    const runs = await replay(changed, decodedHistoryConverter, runsOf(met));
    expect(runs.map(({ error }) => error)).toEqual(met.histories.map(() => undefined));
    expect(runs.flatMap(({ events }) => events)).not.toEqual(met.events);
  }, 30_000);
});
