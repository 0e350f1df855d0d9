import { World } from '#tests/support/temporal/world.js';
import { decodedHistory } from '#tests/support/temporal/histories.js';
import { keep } from './kept-histories.js';
import { afterLeaving } from './paths-after-leaving.js';
import { beforeLeaving, live } from './paths-before-leaving.js';
import { fallsReviews } from './paths-falls.js';
import { governance } from './paths-governance.js';
import { risks } from './paths-risks.js';
import { stepUps } from './paths-step-up.js';
import { frontDoors } from './paths-front-door.js';
import { tapers } from './paths-taper.js';

/**
 * Goes every path on the real server and keeps its histories with their events beside them, for replay.spec.ts: `npm run histories [-- RELEASE]`.
 * Before a release, again whenever a protocol changes ('next'). What was kept for a release stays as it is: cases that began with it are still under way, and
 * a later protocol that would go another way with them must ask `since`.
 */
const release = process.argv[2] ?? 'next';
const wanted = process.argv.slice(3);
const world = await World.begin('histories');
const codec = world.converter.payloadCodecs![0]!;
const paths = [...Object.entries({ ...beforeLeaving, ...afterLeaving, ...fallsReviews, ...frontDoors, ...tapers, ...stepUps, ...risks, ...governance }).map((path) => ['rehearsal', ...path] as const), ...Object.entries(live).map((path) => ['live', ...path] as const)];

for (const [namespace, name, path] of paths) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const gone = await path(world);
  const runs = await gone.runs();
  const histories = await Promise.all(runs.map(async ({ history }) => JSON.parse(await decodedHistory(history, codec)) as unknown));
  const events = await gone.events();
  keep(`${release}/${namespace}/${name}`, { caseId: gone.id, histories, events });
  console.log(`${release}/${namespace}/${name}: ${runs.length} runs, ${runs.reduce((sum, { history }) => sum + (history.events ?? []).length, 0)} of Temporal's events, ${events.length} of the case's`);
  await gone.terminate();
}
await world.end();
