import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decision } from '#tests/support/pathways/case-story.js';
import { begin, contact, contacted } from '#tests/replay/paths-taper.js';
import { days, hours, minutes } from '#tests/support/temporal/case-in-world.js';
import { content, lateness, uninterrupted } from '#tests/support/temporal/uninterrupted.js';
import { everyRunReplays } from '#tests/support/temporal/every-run-replays.js';
import { World } from '#tests/support/temporal/world.js';

let world: World;
beforeAll(async () => { world = await World.begin('taper-continue-as-new'); }, 120_000);
afterAll(() => world.end(), 60_000);

it('moves nothing in the middle of a taper, with ladders open, an acknowledgement that runs and a readiness review that waits', async () => {
  const taper = await begin(world, { taper: [{ every: 'P1D', for: 'P2D' }, { every: 'P2D', for: 'P4D' }] });
  await contacted(taper);
  await contact(taper);
  // The second contact is missed: somebody has to see the person, and nobody answers. The review waits, its day over, and contacts go on.
  const missed = (await taper.task('contact')).dueAt;
  await taper.advance(missed - (await taper.now()) + 20 * minutes);
  await taper.command({ type: 'move-on' });
  const check = await taper.task('welfare-check');
  await taper.advance(check.dueAt - (await taper.now()) + 50 * minutes);
  await taper.command({ type: 'acknowledge', taskId: check.id, for: 'PT30M', note: 'on the way there' }, 'riverside-coordinator');
  await taper.command({ type: 'move-on' });
  await taper.advance(1 * days);
  await taper.command({ type: 'move-on' });
  expect(await taper.open()).toEqual(expect.arrayContaining(['care-plan-sent', 'contact', 'readiness-review', 'welfare-check', 'welfare-decision']));
  await taper.command(decision('step-down', {}, 'readiness-review'), 'riverside-clinical-lead');
  await taper.command({ type: 'move-on' });
  await taper.advance(12 * hours);

  expect((await taper.runs()).length).toBeGreaterThanOrEqual(5);
  const events = await taper.events();
  const simulated = uninterrupted(taper, events, await taper.now());
  expect(events.map(content)).toEqual(simulated.map(content));
  expect(lateness(events, simulated).least).toBeGreaterThanOrEqual(0);
  expect((await taper.state()).stage).toBe('stage-2');
}, 60_000);

it('every run replays, to the events that the record has', () => everyRunReplays(world), 60_000);
