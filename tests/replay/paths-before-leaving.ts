import { hours, minutes, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import type { World } from '#tests/support/temporal/world.js';
import { Story, text } from './story.js';

/** One way that a case can go; answers the case when it has gone it. */
export type Path = (world: World) => Promise<CaseInWorld>;

/** Ways until the person leaves, or does not. */
export const beforeLeaving: Record<string, Path> = {
  'at-risk': async (world) => {
    const story = await Story.rehearsed(world, { livesAlone: true });
    await story.discharge.until(story.plan - 3 * hours);
    await story.meets('medicines-reconciled', 'red-flag-instructions-given');
    await story.unmet('equipment-in-place');
    await story.decides('go-with-risk', {
      because: 'capacity', unmetDueAt: text(story.plan + 4 * hours),
      actions: [{ title: 'Lend a commode from the ward', owner: 'riverside-coordinator', dueAt: text(story.plan + 2 * hours), completionCheck: 'it stands there' }],
    });
    await story.discharge.until(story.plan - 30 * minutes);
    await story.meets('first-visit-booked');
    await story.discharge.complete('capacity-response', { contacted: 'discharge-hub', who: 'the hub', contactedAt: text(await story.discharge.now()), askedFor: 'a carer tonight', response: 'agreed' }, 'riverside-escalation-owner');
    await story.discharge.until(story.plan + 10 * minutes);
    await story.leaves(story.plan);
    await story.discharge.advance(8 * hours);
    return story.discharge;
  },
  postponed: async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.until(story.plan - 3 * hours);
    await story.unmet('first-visit-booked');
    story.plan += 24 * hours;
    await story.decides('postpone', { plannedDischargeAt: text(story.plan) });
    await story.leavesByPlan();
    return story.discharge;
  },
  stayed: async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.until(story.plan - 50 * minutes);
    await story.decides('stay', { because: 'capacity' });
    await story.discharge.complete('capacity-response', { contacted: 'system-capacity-route', who: 'the site manager', contactedAt: text(await story.discharge.now()), askedFor: 'a bed', response: 'none' }, 'riverside-escalation-owner');
    await story.discharge.ended();
    return story.discharge;
  },
  'gate-shut-again': async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.until(story.plan - 4 * hours);
    await story.meets();
    await story.confirms();
    await story.sees('clinical-deterioration');
    await story.discharge.advance(5 * hours);
    await story.responds();
    await story.reopens('equipment-in-place');
    await story.meets('equipment-in-place');
    await story.confirms();
    await story.leaves(await story.discharge.now());
    await story.reopens('departure');
    await story.discharge.advance(1 * hours);
    return story.discharge;
  },
  replanned: async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.until(story.plan - 90 * minutes);
    for (const days of [1, 2, 3]) await story.does({ type: 'replan', plannedDischargeAt: text(story.plan + days * 24 * hours), reason: 'no transport' }, 'riverside-hub');
    await story.discharge.until(story.plan + 72 * hours + 3 * hours);
    return story.discharge;
  },
  'declined-before-leaving': async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.until(story.plan - 3 * hours);
    await story.meets('first-visit-booked', 'medicines-reconciled', 'red-flag-instructions-given');
    await story.declines('equipment-in-place');
    await story.decides('go-with-risk', { because: 'declined', unmetDueAt: text(story.plan + 4 * hours) });
    await story.leaves(await story.discharge.now());
    await story.discharge.advance(4 * hours);
    return story.discharge;
  },
  'climbed-and-acknowledged': async (world) => {
    const story = await Story.rehearsed(world);
    const { discharge } = story;
    await discharge.until(story.plan - 90 * minutes);
    await story.attempts('first-visit-booked');
    await discharge.until(story.plan + 5 * minutes);
    await story.does({ type: 'acknowledge', taskId: await story.id('risk-decision'), for: 'PT30M', note: 'on the way' }, 'riverside-clinical-lead');
    await discharge.advance(40 * minutes);
    const escalationId = (await discharge.task('risk-decision')).escalation!.id;
    await story.does({ type: 'climb', escalationId, toLevel: 4, reason: 'nobody answers' }, 'riverside-escalation-owner');
    await story.does({ type: 'outcome', escalationId, response: 'the director rings the ward' }, 'riverside-director');
    await story.does({ type: 'note', text: 'the family is told' });
    await story.does({ type: 'move-on' });
    await story.does({ type: 'owners', role: 'clinical-lead', person: 'riverside-director', reason: 'off sick' }, 'riverside-hub');
    await story.does({ type: 'owners', role: 'coordinator', person: 'riverside-hub', reason: 'end of shift', offer: true }, 'riverside-hub');
    await story.does({ type: 'owners-accept', role: 'coordinator' }, 'riverside-hub');
    await story.does({ type: 'assign', taskId: await story.id('medicines-reconciled'), to: 'riverside-crisis-team', reason: 'knows the person' }, 'riverside-hub');
    await discharge.advance(5 * hours);
    return discharge;
  },
};

/** Ways that real time is enough for. */
export const live: Record<string, Path> = {
  stayed: async (world) => {
    const story = await Story.live(world, 30 * minutes);
    await story.decides('stay');
    await story.discharge.ended();
    return story.discharge;
  },
  /** Late at once; the next rung would be a quarter of an hour later. */
  'at-risk': async (world) => {
    const story = await Story.live(world, 2_000);
    await eventually('the call', async () => (await story.discharge.of('called')).length > 0);
    await story.does({ type: 'acknowledge', taskId: await story.id('risk-decision'), for: 'PT1S', note: 'here' }, 'riverside-clinical-lead');
    await eventually('its end', async () => (await story.discharge.of('acknowledgement-ended')).length > 0);
    await story.decides('go-with-risk', { unmetDueAt: text(Date.now() + 4 * hours) });
    await story.leaves(Date.now());
    await story.discharge.settled();
    return story.discharge;
  },
  /** Planned for yesterday and told today: the visit was a moment ago. */
  met: async (world) => {
    const story = await Story.live(world, -20 * hours);
    const left = story.plan + 1 * minutes;
    await story.meets();
    await story.confirms();
    await story.leaves(left);
    await story.summarises(left);
    await story.does({ type: 'move-on' });
    await story.visits(Date.now());
    await story.discharge.settled();
    return story.discharge;
  },
  'left-before-safe': async (world) => {
    const story = await Story.live(world, 30 * minutes);
    await story.sees('left-before-safe');
    await eventually('the call', async () => (await story.discharge.of('called')).length > 0);
    await story.discharge.complete('left-before-safe-response', { contacted: 'the daughter', agreed: 'back at five' }, 'riverside-escalation-owner');
    await story.meets();
    await story.discharge.settled();
    return story.discharge;
  },
  died: async (world) => {
    const story = await Story.live(world, 30 * minutes);
    await story.ends('died');
    await story.discharge.complete('after-death', { gpTold: true, partnersTold: ['the pharmacy'], cancelled: ['the first visit'] }, 'riverside-clinical-lead');
    await story.discharge.ended();
    return story.discharge;
  },
  'intake-review': async (world) => {
    const review = await world.start('intake-review', { organisation: 'riverside', rehearsal: false, details: { messageId: 'made-up', unreadable: ['PID-7'] } }, 'riverside-hub');
    await review.command({ type: 'claim', taskId: (await review.task('message-review')).id }, 'riverside-hub');
    await review.complete('message-review', { resolution: 'entered-by-hand', note: 'the ward was rung' }, 'riverside-hub');
    await review.ended();
    return review;
  },
};
