import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseStart } from '#libs/contracts/commands.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import type { World as Server } from '#tests/support/temporal/world.js';
import { bundleWithTheFourth, tellingBundleWithTheFourth } from './in-bundle.js';
import './with-the-fourth.js';

const { World } = await import('#tests/support/temporal/world.js');
const { days, hours } = await import('#tests/support/temporal/case-in-world.js');
const { eventually } = await import('#tests/support/temporal/eventually.js');
const { beginCase } = await import('#libs/kin/begin-case.js');
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

describe('a case that begins another', () => {
  const found = async (fetching: CaseInWorld): Promise<void> => {
    const at = new Date(await fetching.now()).toISOString();
    await fetching.complete('collection-asked', { sentAt: at, to: 'the store' });
    await fetching.complete('equipment-collected', { visitedAt: at, by: 'the driver', foundOnTheFloor: 'had fallen in the night' });
  };
  const begun = (fetching: CaseInWorld) => eventually('the review has begun', async () => (await fetching.state()).begun?.find(({ status }) => status !== 'asked'));
  const fetchingFor = (details: JsonObject, more: { rehearsal?: boolean; patient?: CaseStart['opening']['patient'] } = {}) => world.start('equipment-return', {
    organisation: 'riverside', rehearsal: more.rehearsal ?? false, owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
    patient: more.patient ?? { id: randomUUID(), identifiers: [{ system: 'test', value: randomUUID() }], name: 'Synthetic Person', dateOfBirth: '1940-01-01' }, details,
  }, 'riverside-hub');
  const details = { equipment: ['hospital bed'], where: 'the front room' };

  it('begins it about the same person, with the same owners, and hears how it ended', async () => {
    const fetching = await fetchingFor(details);
    await found(fetching);
    const { caseId } = await begun(fetching);
    const review = await world.joined(caseId!, 'rapid-falls-review', fetching.opening.opening);
    const [opened] = await review.events();
    expect(opened).toMatchObject({ kind: 'case-opened', actor: { system: 'protocol' }, data: { pathway: 'rapid-falls-review', patient: { id: fetching.opening.opening.patient!.id }, owners: fetching.opening.opening.owners, begunBy: { caseId: fetching.id, key: 'found-on-the-floor' } } });
    await review.command({ type: 'end', because: 'moved-away', at: new Date(await review.now()).toISOString(), note: 'to her sister', acceptedBy: { organisation: 'another trust', name: 'A Colleague', contact: '0300 000 000' } });
    await review.ended();
    expect(await eventually('it has heard', async () => (await fetching.state()).begun?.find(({ status }) => status === 'ended'))).toMatchObject({ caseId, outcome: 'moved-away' });
  });

  it('begins none beside one that is open, and says which', async () => {
    const first = await fetchingFor(details);
    await found(first);
    const { caseId } = await begun(first);
    await world.joined(caseId!, 'rapid-falls-review', first.opening.opening);
    const second = await fetchingFor(details, { patient: first.opening.opening.patient! });
    await found(second);
    expect(await begun(second)).toMatchObject({ status: 'refused', code: 'case-already-open', caseId });
  });

  it('begins the same one however often it is asked', async () => {
    const fetching = await fetchingFor(details);
    await found(fetching);
    const { caseId } = await begun(fetching);
    await world.joined(caseId!, 'rapid-falls-review', fetching.opening.opening);
    const asked = { caseId: fetching.id, key: 'found-on-the-floor', pathway: 'rapid-falls-review', organisation: 'riverside', rehearsal: false, owners: fetching.opening.opening.owners!, details: {}, at: new Date().toISOString() };
    expect(await beginCase({ record: world.record, cases: world.client }, asked, Date.now() + 20_000)).toEqual({ begun: caseId });
    expect(await beginCase({ record: world.record, cases: world.client }, { ...asked, key: 'another', details: { trigger: 'none' } }, Date.now() + 20_000)).toMatchObject({ code: 'details-do-not-fit' });
  });

  it('begins none any more once it has been ended, and the one that had begun stays', async () => {
    const fetching = await fetchingFor(details);
    await found(fetching);
    const { caseId } = await begun(fetching);
    await fetching.command({ type: 'end', because: 'died', at: new Date(await fetching.now()).toISOString(), note: 'told by her sister' });
    await eventually('the record knows', async () => (await world.record.query(`select 1 from events where case_id = $1 and kind = 'case-ended'`, [fetching.id])).length > 0);
    const asked = { caseId: fetching.id, key: 'found-on-the-floor', pathway: 'rapid-falls-review', organisation: 'riverside', rehearsal: false, owners: fetching.opening.opening.owners!, details: {}, at: new Date().toISOString() };
    const again = (more: object) => beginCase({ record: world.record, cases: world.client }, { ...asked, ...more }, Date.now() + 20_000);
    expect([await again({}), await again({ key: 'another', details: { trigger: 'fall' } })]).toEqual([{ begun: caseId }, expect.objectContaining({ code: 'case-ended' })]);
  });

  it('begins a rehearsal where the rehearsal’s clock stands', async () => {
    const fetching = await fetchingFor(details, { rehearsal: true });
    await fetching.advance(3 * days);
    const before = await fetching.now();
    await found(fetching);
    const { caseId } = await begun(fetching);
    const review = await world.joined(caseId!, 'rapid-falls-review', fetching.opening.opening);
    expect(Date.parse((await review.events())[0]!.at)).toBeGreaterThanOrEqual(before);
    expect((await review.task('review-held')).dueAt).toBeGreaterThan(before + 71 * hours);
  });
});

it('every run replays, to the events that the record has', () => everyRunReplays(world, tellingBundleWithTheFourth), 60_000);
