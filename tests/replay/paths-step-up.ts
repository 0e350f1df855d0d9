import { decision } from '#tests/support/pathways/case-story.js';
import { byTheHousingWorker, wholePlan, wholeScript } from '#tests/support/pathways/step-up.js';
import { days, hours } from '#tests/support/temporal/case-in-world.js';
import type { Path } from './paths-before-leaving.js';
import { begin, contact, contacted } from './paths-taper.js';
import { text } from './story.js';

const lead = 'riverside-clinical-lead';
const escalated = (heldAt: string) => ({ heldAt, learning: 'l', safeguarding: { noneBecause: 'none' }, planUpdated: 'p', contactCadence: { unchangedBecause: 'often enough' }, interfaceProblem: { noneBecause: 'all answered' }, stepDownCriteria: ['sleeps'] });

/** Ways of a step-up, and of a taper whose person comes into crisis again and again. */
export const stepUps: Record<string, Path> = {
  'stepped-up-and-down': async (world) => {
    const stepUp = await world.ofPatient('step-up', { ...wholeScript, ...byTheHousingWorker, escalatedBefore: [text(Date.now() - 3 * days)] });
    await stepUp.command(decision('step-up', { plan: wholePlan(await stepUp.now(), { highRisk: true, cadence: { every: 'P1D', for: 'P2D' }, mdtAt: text((await stepUp.now()) + 1 * days) }), safeguarding: { indicators: ['bruises'] } }, 'threshold-decision'), lead);
    await stepUp.complete('post-escalation-review', escalated(text(await stepUp.now())), lead);
    await stepUp.complete('raiser-told', { toldAt: text(await stepUp.now()), how: 'rang her', theirView: 'glad' });
    await contact(stepUp, ['gives things away']);
    await stepUp.command(decision('not-met', { rejection: { reason: 'seen today', whatWouldChange: 'twice running' } }, 'threshold-decision'), lead);
    await stepUp.advance(3 * days);
    await stepUp.command(decision('step-down', { steppedDown: { criteriaMet: 'sleeps', handedTo: 'the team' } }, 'mdt-review'), lead);
    await stepUp.advance(1 * hours);
    return stepUp;
  },
  'not-stepped-up-and-raised-again': async (world) => {
    const stepUp = await world.ofPatient('step-up', { whatChanged: 'does not open', dangerNow: true, raised: { person: 'riverside-hub', name: 'H' } });
    await stepUp.command(decision('not-met', { rejection: { reason: 'seen today', whatWouldChange: 'not seen for a day' } }, 'threshold-decision'), lead);
    await stepUp.complete('answer-read', { read: true }, 'riverside-hub');
    await stepUp.command({ type: 'trigger', kind: 'raised-again', occurredAt: text(await stepUp.now()), note: 'not seen since', reportedBy: 'Hanna Quist' });
    await stepUp.advance(6 * hours);
    return stepUp;
  },
  'safeguarding-route-followed': async (world) => {
    const stepUp = await world.ofPatient('step-up', { ...wholeScript, ...byTheHousingWorker, safeguarding: { routes: ['domestic-abuse'] } });
    await stepUp.advance(25 * hours);
    await stepUp.complete('safeguarding-route', { seenAt: text(await stepUp.now()), seenAlone: true, asked: 'alone, at the surgery', safeContact: 'her sister’s number', referral: { to: 'the service' } }, 'riverside-escalation-owner');
    await stepUp.command({ type: 'trigger', kind: 'safety-flag', occurredAt: text(await stepUp.now()), note: 'seen', safeguarding: { routes: ['domestic-abuse'] } });
    await stepUp.command(decision('not-met', { rejection: { reason: 'seen today', whatWouldChange: 'not seen' }, safeguarding: { routes: ['child-safeguarding'] } }, 'threshold-decision'), lead);
    await stepUp.advance(3 * hours);
    return stepUp;
  },
  'taper-of-the-cohort': async (world) => {
    const taper = await begin(world);
    await contacted(taper);
    for (let times = 0; times < 2; times += 1) await taper.command({ type: 'trigger', kind: 'crisis', occurredAt: text(await taper.now()), note: 'rang the line' });
    await taper.complete('post-escalation-review', escalated(text(await taper.now())), lead);
    await taper.advance(1 * hours);
    return taper;
  },
};
