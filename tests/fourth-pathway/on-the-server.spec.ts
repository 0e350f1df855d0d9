import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { World as Server } from '#tests/support/temporal/world.js';
import { bundleWithTheFourth, tellingBundleWithTheFourth } from './in-bundle.js';
import './with-the-fourth.js';

const { World } = await import('#tests/support/temporal/world.js');
const { days, hours } = await import('#tests/support/temporal/case-in-world.js');
const { everyRunReplays } = await import('#tests/support/temporal/every-run-replays.js');
const { content, uninterrupted } = await import('#tests/support/temporal/uninterrupted.js');
const { decision } = await import('#tests/support/pathways/case-story.js');

let world: Server;
beforeAll(async () => { world = await World.begin('fourth', bundleWithTheFourth); }, 120_000);
afterAll(() => world.end(), 60_000);

it('a case of the fourth pathway lives on the real server: attempts, a decision, a watch, its close', async () => {
  const fetching = await world.start('equipment-return', {
    organisation: 'riverside', rehearsal: true, owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
    patient: { id: 'fourth', identifiers: [{ system: 'test', value: 'fourth' }], name: 'Synthetic Person', dateOfBirth: '1940-01-01' }, details: { equipment: ['hospital bed'], where: 'the front room' },
  }, 'riverside-hub');
  const text = async () => new Date(await fetching.now()).toISOString();
  await fetching.complete('collection-asked', { sentAt: await text(), to: 'the store' });
  for (const tried of ['in the morning', 'in the evening']) {
    await fetching.advance(6 * hours);
    await fetching.command({ type: 'attempt', taskId: (await fetching.task('equipment-collected')).id, at: await text(), tried, why: 'nobody home' });
  }
  expect(await fetching.open()).toEqual(['equipment-collected', 'write-off-decision']);
  await fetching.command(decision('write-off', { worth: '900 pounds' }, 'write-off-decision'), 'riverside-clinical-lead');
  await fetching.advance(7 * days + 1 * hours);
  await fetching.ended();
  expect((await fetching.state()).closed?.outcome).toEqual({ outcome: 'written-off' });
  const events = await fetching.events();
  expect(events.map(content)).toEqual(uninterrupted(fetching, events, Date.parse(events.at(-1)!.at)).map(content));
}, 60_000);

it('every run replays, to the events that the record has', () => everyRunReplays(world, tellingBundleWithTheFourth), 60_000);
