import { days, hours, minutes } from '#tests/support/temporal/case-in-world.js';
import type { Path } from './paths-before-leaving.js';
import { Story, text } from './story.js';

/** Ways from the leaving on, and the ways that end a case early. */
export const afterLeaving: Record<string, Path> = {
  met: async (world) => {
    const story = await Story.rehearsed(world);
    const left = await story.leavesByPlan();
    await story.summarises(left);
    await story.discharge.until(story.plan + 20 * hours + 30 * minutes);
    await story.visits(story.plan + 20 * hours);
    await story.discharge.until(left + 24 * hours + 1 * minutes);
    await story.rings();
    await story.discharge.until(left + 7 * days + 1 * minutes);
    await story.discharge.ended();
    return story.discharge;
  },
  'left-before-safe': async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.until(story.plan - 3 * hours);
    await story.meets('medicines-reconciled');
    await story.unmet('equipment-in-place');
    await story.sees('left-before-safe');
    await story.discharge.advance(3 * hours);
    await story.discharge.complete('left-before-safe-response', { contacted: 'the daughter', agreed: 'back at five' }, 'riverside-escalation-owner');
    await story.discharge.advance(3 * hours);
    return story.discharge;
  },
  'left-unconfirmed': async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.until(story.plan - 3 * hours);
    await story.meets();
    await story.hears('made-up-1', 'departure');
    await story.discharge.advance(20 * minutes);
    await story.confirms();
    await story.discharge.advance(1 * hours);
    return story.discharge;
  },
  'first-visit-missed': async (world) => {
    const story = await Story.rehearsed(world, { livesAlone: true });
    const left = await story.leavesByPlan();
    await story.summarises(left);
    await story.discharge.until(story.plan + 23 * hours);
    await story.seesPerson();
    await story.reopens('first-visit-booked');
    await story.discharge.complete('first-visit-booked', { visitAt: text(story.plan + 40 * hours), provider: 'Community nursing' });
    await story.discharge.until(story.plan + 40 * hours + 10 * minutes);
    await story.visits(story.plan + 40 * hours);
    await story.rings('today');
    await story.seesPerson();
    await story.discharge.until(left + 7 * days + 1 * minutes);
    await story.discharge.ended();
    return story.discharge;
  },
  'no-reply': async (world) => {
    const story = await Story.rehearsed(world);
    const left = await story.leavesByPlan();
    await story.summarises(left);
    await story.discharge.until(story.plan + 20 * hours + 10 * minutes);
    await story.visits(story.plan + 20 * hours);
    await story.discharge.until(left + 25 * hours);
    await story.attempts('safety-call');
    await story.discharge.advance(130 * minutes);
    await story.attempts('safety-call');
    await story.discharge.advance(2 * hours);
    await story.seesPerson();
    await story.discharge.advance(1 * hours);
    return story.discharge;
  },
  'declined-after-leaving': async (world) => {
    const story = await Story.rehearsed(world, { endOfLife: true });
    await story.leavesByPlan();
    await story.declines('safety-call');
    await story.decides('offer-again', {}, 'declined-decision');
    await story.discharge.advance(6 * hours);
    await story.declines('first-visit-done');
    await story.decides('accept', {}, 'declined-decision');
    await story.discharge.advance(24 * hours);
    return story.discharge;
  },
  readmitted: async (world) => {
    const story = await Story.rehearsed(world);
    await story.leavesByPlan();
    await story.discharge.advance(20 * hours);
    await story.hears('made-up-2', 'readmitted');
    await story.discharge.advance(6 * hours);
    await story.discharge.complete('hospital-message-review', { finding: 'back on the ward', readmitted: true });
    await story.discharge.complete('learning-review', { findings: 'no rail on the stairs', change: 'ask about stairs' }, 'riverside-clinical-lead');
    await story.discharge.ended();
    return story.discharge;
  },
  'readmission-told-late': async (world) => {
    const discharge = await afterLeaving['met']!(world);
    const events = await discharge.events();
    const occurredAt = text(await discharge.now() - 1 * days);
    await discharge.start({ revived: events, lateCommand: discharge.envelope({ type: 'trigger', kind: 'readmission', occurredAt, note: 'told by the GP' }, 'riverside-hub', events.length) });
    await discharge.advance(3 * hours);
    await discharge.complete('learning-review', { findings: 'no rail on the stairs', change: 'ask about stairs' }, 'riverside-clinical-lead');
    await discharge.ended();
    return discharge;
  },
  'wrong-person': async (world) => {
    const story = await Story.rehearsed(world);
    await story.discharge.advance(1 * hours);
    await story.ends('wrong-person');
    await story.discharge.advance(5 * hours);
    await story.discharge.complete('wrong-person-put-right', { done: 'everybody was told' }, 'riverside-hub');
    await story.discharge.ended();
    return story.discharge;
  },
  'moved-away': async (world) => {
    const story = await Story.rehearsed(world);
    await story.leavesByPlan();
    await story.does({ type: 'hand-over', taskId: await story.id('first-visit-done'), acceptedBy: { organisation: 'Another trust', name: 'A Colleague', contact: '0300 000 000' }, reason: 'moved in with her son' });
    await story.ends('moved-away', true);
    await story.discharge.ended();
    return story.discharge;
  },
};
