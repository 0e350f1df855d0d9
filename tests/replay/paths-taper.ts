import type { JsonObject } from '#libs/contracts/events.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { stabilised, summary, wholeHandover } from '#tests/support/pathways/taper.js';
import { days, hours, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import type { World } from '#tests/support/temporal/world.js';
import type { Path } from './paths-before-leaving.js';
import { text } from './story.js';

const lead = 'riverside-clinical-lead';

/** A taper on the real server: `dischargedAt` is an hour ago unless said otherwise. */
export const begin = (world: World, more: JsonObject = {}): Promise<CaseInWorld> => world.ofPatient('step-down-tapering', {
  crisisTeam: 'Riverside crisis team', dischargedAt: text(Date.now() - 1 * hours), from: 'inpatient', handover: wholeHandover, suicideRisk: 'not-identified', safeguarding: { indicators: [] }, ...more,
});
export async function contacted(taper: CaseInWorld): Promise<void> {
  await taper.complete('handover-accepted', { accepted: true }, lead);
  await taper.complete('first-contact', { contactedAt: text(await taper.now()), how: 'visit', presentation: 'tired', warningSigns: ['stops sleeping'] }, lead);
  await taper.complete('crisis-plan-reviewed', { plan: 'ring her sister', outOfHours: 'the crisis line' }, lead);
  await taper.complete('stabilisation-agreed', stabilised(), lead);
  await taper.complete('triggers-communicated', { triggers: ['stops eating'], toPerson: true, toPartners: ['her sister'] });
}
/** The contact that is due next, made now. */
export async function contact(taper: CaseInWorld, seen: string[] = []): Promise<void> {
  const next = (await taper.state()).tasks.filter(({ step, status }) => step === 'contact' && status === 'open').toSorted((a, b) => a.dueAt - b.dueAt)[0]!;
  const warningSigns = seen.length > 0 ? seen.map((sign) => ({ sign, seen: true })) : [{ sign: 'stops eating', seen: false }];
  await taper.command({ type: 'complete', taskId: next.id, evidence: { contactedAt: text(await taper.now()), how: 'visit', warningSigns, note: 'spoke' } });
}

/** Ways of a step-down taper. */
export const tapers: Record<string, Path> = {
  'stepped-down': async (world) => {
    const taper = await begin(world, { taper: [{ every: 'P1D', for: 'P1D' }, { every: 'P1D', for: 'P1D' }], safeguarding: { indicators: ['money goes missing'] } });
    await contacted(taper);
    await taper.complete('care-plan-sent', { sentAt: text(await taper.now()), to: 'the GP' }, 'riverside-crisis-team');
    await taper.complete('safeguarding-action', { done: 'bank told', proportionate: 'with her consent', impact: 'none lost since' }, 'riverside-escalation-owner');
    await contact(taper);
    await taper.command(decision('step-down', {}, 'readiness-review'), lead);
    await contact(taper);
    await taper.advance(2 * days);
    await taper.complete('closing-review', { goals: 'met', stability: 'a week', personsView: 'ready', handedBackTo: 'the GP' }, lead);
    await taper.advance(30 * days);
    await taper.ended();
    return taper;
  },
  'stepped-up-and-held': async (world) => {
    const taper = await begin(world, { suicideRisk: 'identified', from: 'crisis-team' });
    await contacted(taper);
    await contact(taper, ['stops sleeping']);
    await taper.command(decision('step-up', { toStage: 1, summary, outOfHours: 'the crisis line', mdtAt: text((await taper.now()) + 2 * days) }, 'step-up-review'), lead);
    await taper.command({ type: 'trigger', kind: 'crisis', occurredAt: text(await taper.now()), note: 'rang the line twice' });
    await taper.complete('crisis-response', { answer: 'seen tonight', by: 'the crisis team' }, 'riverside-crisis-team');
    await taper.advance(4 * days);
    await taper.command(decision('hold', {}, 'readiness-review'), lead);
    await taper.advance(1 * days);
    return taper;
  },
  'not-accepted': async (world) => {
    const taper = await begin(world);
    const accepting = (await taper.task('handover-accepted')).id;
    await taper.command({ type: 'attempt', taskId: accepting, at: text(await taper.now()), tried: 'read it', why: 'what about her children?' }, lead);
    await taper.complete('handover-clarified', { answer: 'with their father' }, 'riverside-crisis-team');
    await taper.advance(6 * hours);
    await taper.command({ type: 'unmet', taskId: accepting, reason: 'too unwell for us', unsafe: 'nobody sees her daily' }, lead);
    await taper.complete('handover-dispute', { resolution: 'back-to-crisis-team', rationale: 'daily visits are needed' }, 'riverside-escalation-lead');
    await taper.ended();
    return taper;
  },
  'restrictions-handed-over': async (world) => {
    const now = Date.now();
    const restriction: JsonObject = { what: 'medicines locked away', because: 'an overdose', alternativesConsidered: 'a weekly box', until: text(now + 20 * days), reviewAt: text(now + 10 * days), stepDownPlan: 'a weekly box' };
    const taper = await begin(world, { handover: { ...wholeHandover, restrictions: [restriction] } });
    await taper.settled();
    await contacted(taper);
    await taper.advance(1 * hours);
    return taper;
  },
  disengaged: async (world) => {
    const taper = await begin(world, { from: 'emergency-department', dischargedAt: text(Date.now() + 2 * hours) });
    await taper.command({ type: 'replan', dischargedAt: text(Date.now() + 5 * hours), reason: 'the ward' });
    await contacted(taper);
    await taper.advance(5 * days);
    await taper.command(decision('accept-disengagement', { taskId: (await taper.task('welfare-decision')).id }, 'welfare-decision'), lead);
    await taper.advance(1 * hours);
    return taper;
  },
};
