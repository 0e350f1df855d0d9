import type { JsonObject } from '#libs/contracts/events.js';
import { safeRedirect, wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';
import { hours, minutes, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import type { World } from '#tests/support/temporal/world.js';
import type { Path } from './paths-before-leaving.js';
import { text } from './story.js';

const lead = 'riverside-clinical-lead';
const present = ['Clare'];
const referral = (world: World, facts: JsonObject, more: JsonObject = {}): Promise<CaseInWorld> => world.ofPatient('front-door', {
  receivedAt: text(Date.now() - 30 * minutes), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: wholeDataset, facts: { ...wholeFacts, ...facts }, ...more,
});

/** Ways through the front door. */
export const frontDoors: Record<string, Path> = {
  'redirected-after-a-crisis': async (world) => {
    const referred = await referral(world, {}, { dataset: { reason: 'low' } });
    await referred.complete('clarification-call', { contactedAt: text(await referred.now()), spokeTo: 'Dr Reed', asked: ['all of it'], dataset: wholeDataset, facts: { mildToModerate: true, severeOrComplex: true } });
    await referred.command({ type: 'trigger', kind: 'crisis', occurredAt: text(await referred.now()), note: 'as her sister told it' });
    await referred.complete('crisis-response', { answer: 'seen at home', by: 'the crisis team' }, 'riverside-crisis-team');
    await referred.advance(5 * hours);
    await referred.complete('triage-huddle', { outcome: 'senior-oversight', present, question: 'Ours, or not?' }, lead);
    await referred.complete('senior-oversight', { outcome: 'redirect', present, to: { service: 'talking-therapies' }, rule: 'mild-to-moderate', question: 'Ours, or not?', weighed: [{ option: 'do nothing', rejectedBecause: 'worse' }] }, 'riverside-escalation-lead');
    await referred.complete('redirect', safeRedirect);
    await referred.ended();
    return referred;
  },
  'refused-by-a-service-then-assigned': async (world) => {
    const referred = await referral(world, { severeOrComplex: true });
    await referred.complete('triage-huddle', { outcome: 'assign', present, to: { service: 'community-mental-health-team' }, leadProfessional: lead, rule: 'severe-or-complex' }, lead);
    await referred.command({ type: 'unmet', taskId: (await referred.task('service-accepts')).id, reason: 'no room', unsafe: 'nobody sees her' }, lead);
    await referred.advance(2 * hours);
    const trigger = { kind: 'head-injury', occurredAt: text(await referred.now()), where: 'at home', note: 'slipped' };
    await referred.complete('triage-huddle', { outcome: 'assign', present, to: { pathway: 'rapid-falls-review' }, leadProfessional: lead, departure: 'she fell this morning', details: { trigger } }, lead);
    await referred.ended();
    return referred;
  },
};
