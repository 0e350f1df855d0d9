import type { JsonObject } from '#libs/contracts/events.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { concern, fallsEvidence, reviewRecord } from '#tests/support/pathways/falls.js';
import { days, hours, minutes, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import type { World } from '#tests/support/temporal/world.js';
import type { Path } from './paths-before-leaving.js';
import { text } from './story.js';

const begin = (world: World, kind: string, hoursAgo: number, more: JsonObject = {}): Promise<CaseInWorld> =>
  world.ofPatient('rapid-falls-review', { trigger: { kind, occurredAt: text(Date.now() - hoursAgo * hours), where: 'at home', note: 'on the stairs', ...more }, livesAlone: true });
async function does(falls: CaseInWorld, ...steps: string[]): Promise<void> { for (const step of steps) await falls.complete(step, fallsEvidence[step]!); }
const told = async (falls: CaseInWorld, kind: string): Promise<void> => {
  await falls.command({ type: 'trigger', kind, occurredAt: text((await falls.now()) - 30 * minutes), note: 'as the daughter told it' });
};

/** Ways of a rapid falls review. */
export const fallsReviews: Record<string, Path> = {
  'reviewed-in-time': async (world) => {
    const falls = await begin(world, 'head-injury', 1);
    await does(falls, 'urgent-clinical-check', 'risk-assessed', 'safety-net-written', 'safety-net-shared');
    await falls.complete('review-booked', { reviewAt: text((await falls.now()) + 20 * hours), attendees: ['the GP'] });
    await falls.advance(20 * hours);
    const dueAt = text((await falls.now()) + 30 * hours);
    await falls.complete('review-held', reviewRecord({ actions: [{ title: 'grab rail', owner: 'riverside-coordinator', dueAt, completionCheck: 'seen', checkedByAnother: true }] }));
    await falls.complete('action', { done: 'fitted', check: 'seen', checkedBy: 'a neighbour' });
    await falls.advance(30 * days);
    await falls.ended();
    return falls;
  },
  'reviewed-late-with-a-concern': async (world) => {
    const falls = await begin(world, 'two-falls-in-a-week', 75, { earlierAt: text(Date.now() - 100 * hours) });
    await falls.advance(3 * hours);
    await falls.complete('review-held', reviewRecord(concern));
    await does(falls, 'safeguarding-immediate');
    await falls.complete('safeguarding-referral', { referredAt: text(await falls.now()), to: 'the council' });
    await does(falls, 'safety-net-written');
    await falls.command({ type: 'attempt', taskId: (await falls.task('safety-net-shared')).id, at: text(await falls.now()), tried: 'rang', why: 'could not say it back' });
    await falls.advance(9 * days);
    return falls;
  },
  'fell-again-in-the-watch': async (world) => {
    const falls = await begin(world, 'new-confusion', 2);
    await does(falls, 'urgent-clinical-check', 'risk-assessed', 'safety-net-written', 'safety-net-shared');
    await falls.complete('review-held', reviewRecord());
    await falls.advance(3 * days);
    await told(falls, 'repeat-fall');
    await told(falls, 'clinical-deterioration');
    await falls.advance(4 * hours);
    await falls.command({ type: 'hand-over', taskId: (await falls.task('review-held')).id, acceptedBy: { organisation: 'the hospital', name: 'Sister Ray', contact: '0300 000 000' }, reason: 'admitted' });
    await told(falls, 'back-from-hospital');
    await falls.command({ type: 'declined', taskId: (await falls.task('review-held')).id, by: 'the person', capacity: 'presumed', explained: 'yes', alternative: 'a call' });
    await falls.command(decision('accept', {}, 'declined-decision'), 'riverside-clinical-lead');
    await falls.advance(1 * days);
    return falls;
  },
};
