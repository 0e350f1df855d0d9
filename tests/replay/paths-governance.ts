import type { JsonObject } from '#libs/contracts/events.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { reviewed } from '#tests/support/pathways/lives/monthly-audit.js';
import { meetingOf } from '#tests/support/pathways/lives/weekly-supervision.js';
import { days, hours, minutes, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import type { World } from '#tests/support/temporal/world.js';
import type { Path } from './paths-before-leaving.js';
import { begin as beginTaper } from './paths-taper.js';
import { text } from './story.js';

const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const lead = owners.clinicalLead;
const aboutNobody = (world: World, pathway: string, details: JsonObject): Promise<CaseInWorld> => world.start(pathway, { organisation: 'riverside', rehearsal: true, owners, details }, 'riverside-hub');
/** Every open task of a step, one after the other. */
async function completeAll(of: CaseInWorld, step: string, evidence: JsonObject, person?: string): Promise<void> {
  for (const { id } of (await of.state()).tasks.filter((task) => task.step === step && task.status === 'open')) await of.command({ type: 'complete', taskId: id, evidence }, person);
}

/** Ways of a dispute, a restriction, an audit and a system under pressure, and of a taper whose handover is disputed. */
export const governance: Record<string, Path> = {
  'dispute-by-the-forum': async (world) => {
    const dispute = await aboutNobody(world, 'dispute', { title: 'Who visits at weekends', description: 'both say the other', context: 'two contracts', impact: 'no visit on Sunday', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' });
    await dispute.command(decision('interim', { reviewAt: text((await dispute.now()) + 2 * days) }, 'lead-review'), lead);
    await dispute.command({ type: 'trigger', kind: 'safety-flag', occurredAt: text(await dispute.now()), note: 'nobody came' });
    await dispute.complete('trigger-response', { done: 'somebody went' }, 'riverside-escalation-owner');
    await dispute.advance(6 * days);
    await dispute.command(decision('resolved', {}, 'forum-decision'), 'riverside-director');
    await completeAll(dispute, 'outcome-told', { to: 'their lead', how: 'by letter', acknowledgedBy: 'A Colleague', acknowledgedAt: text(await dispute.now()) });
    await dispute.complete('lessons-captured', { theme: 'weekends', lesson: 'name one agency', protocolChange: { noneBecause: 'the contract says it now' } }, 'riverside-escalation-lead');
    await dispute.ended();
    return dispute;
  },
  'restriction-past-its-limit': async (world) => {
    const restriction = await world.ofPatient('restriction', { what: 'medicines for a week at most', because: 'an overdose', alternativesConsidered: 'a locked box', until: text(Date.now() + 20 * days), reviewAt: text(Date.now() + 10 * days), stepDownPlan: 'then for two weeks' });
    await restriction.advance(21 * days);
    await restriction.complete('limit-passed', { done: 'told the lead to review it' }, 'riverside-director');
    const now = await restriction.now();
    await restriction.complete('restriction-review', { decision: 'continue', rationale: 'weighed', personsView: 'agrees', doneAboutTheRisk: 'seen twice a week', stepDownWhen: 'two quiet weeks', until: text(now + 80 * days), reviewAt: text(now + 30 * days) }, lead);
    await restriction.advance(72 * days);
    await restriction.complete('senior-review', { proportionate: true, findings: 'still the least that does' }, 'riverside-escalation-lead');
    await restriction.complete('restriction-review', { decision: 'step-down', rationale: 'two quiet weeks', personsView: 'glad' }, lead);
    await restriction.ended();
    return restriction;
  },
  'audit-and-re-audit': async (world) => {
    const audit = await aboutNobody(world, 'monthly-audit', { title: 'Audit of October 2026', month: '2026-10', reviewBy: text(Date.now() + 10 * days), sample: [{ caseId: 'one', reviewers: ['riverside-director', 'riverside-escalation-lead'] }, { caseId: 'two', reviewers: ['riverside-escalation-lead'] }] });
    await completeAll(audit, 'sample-review', reviewed, 'riverside-escalation-lead');
    await audit.complete('audit-summary', { findings: 'late at weekends', question: 'are weekend triggers answered in time?', actions: [{ title: 'Rota for weekends', owner: 'riverside-director', dueAt: text((await audit.now()) + 20 * days), completionCheck: 'the rota shows it' }] }, lead);
    await audit.advance(21 * days);
    await audit.complete('action', { done: 'the rota stands', check: 'it shows two names', checkedBy: 'a colleague' }, 'riverside-director');
    await audit.advance(92 * days);
    await audit.complete('re-audit', { changed: 'partly', findings: 'Saturdays are' }, lead);
    await audit.ended();
    return audit;
  },
  'a-week-supervised': async (world) => {
    const drawn = (...cases: string[]): JsonObject[] => cases.map((caseId) => ({ caseId, reasons: ['escalation-rejected'] }));
    const details = { title: 'Supervision of the week from 23 November 2026', week: '2026-11-23', seed: '00', edgeCases: drawn('one', 'two'), liveCases: drawn('three'), unclearOwnership: [] };
    const week = await aboutNobody(world, 'weekly-supervision', details);
    await week.advance(7 * days);
    const holds = async (step: string, conclusion = 0, actions: JsonObject[] = []) => week.complete(step, meetingOf(details, step, text(await week.now()), { conclusion, actions }), 'riverside-escalation-lead');
    await holds('ownership-review');
    await holds('live-case-supervision');
    await holds('decision-huddle', 3, [{ title: 'Write the prompt', owner: 'riverside-director', dueAt: text((await week.now()) + 2 * days), completionCheck: 'it stands at the step' }]);
    await week.complete('action', { done: 'written', check: 'seen', checkedBy: 'a colleague' }, 'riverside-director');
    await week.ended();
    return week;
  },
  'themes-moved-to-a-released-version': async (world) => {
    const theme = (step: string, count: number): JsonObject => ({ pathway: 'minimum-safe-discharge', step, reason: 'overdue', count, share: 50, teams: [], cases: [] });
    const themes = await aboutNobody(world, 'quarterly-themes', { title: 'Themes of July to September 2026', quarter: '2026-Q3', escalations: 4, casesEscalated: 3, themes: [theme('departure', 2), theme('first-visit-done', 2)] });
    await themes.advance(16 * days);
    // In the middle of a climb: whoever comes next comes in half a working day instead of one.
    const sooner = { ladder: { 3: { within: 'PT4H', source: 'the board', status: 'local' as const } } };
    await themes.command({ type: 'move-policy', policy: { id: 'quarterly-themes', version: '1.1', amends: { version: '1', changes: [{ steps: { 'theme-decision': sooner } }] } }, reason: 'it has waited long enough' }, lead);
    await themes.advance(5 * days);
    const [first, second] = (await themes.state()).tasks;
    await themes.command({ type: 'complete', taskId: first!.id, evidence: { decision: 'change-policy', draft: 'a-draft', because: 'the hour before is too late' } }, lead);
    await themes.command({ type: 'complete', taskId: second!.id, evidence: { decision: 'no-change', because: 'one short week' } }, lead);
    await themes.complete('theme-followed-up', { became: 'released', findings: 'version 1.1' }, lead);
    await themes.ended();
    return themes;
  },
  'pressure-declared-and-stood-down': async (world) => {
    const system = await aboutNobody(world, 'system-pressure', { title: 'Riverside under pressure', situation: 'seven ambulances wait', participants: ['hillview-hub'] });
    await system.advance(20 * minutes);
    await system.command(decision('level-2', { because: 'the handovers' }, 'level-decision'), lead);
    await system.command({ type: 'trigger', kind: 'system-meeting', occurredAt: text(await system.now()), note: 'who can take two people tonight?' });
    await system.advance(4 * hours);
    for (const step of ['community-slots-released', 'discharge-sweep']) await completeAll(system, step, { done: 'swept', effect: 'two beds' });
    await system.command(decision('level-1', { because: 'nobody waits', actionsThen: 'closed' }, 'level-decision'), lead);
    await system.advance(1 * days);
    return system;
  },
  'flow-meetings-cancelled-and-gone-on': async (world) => {
    const flow = await aboutNobody(world, 'flow-meetings', { title: 'Riverside flow', meetingsFor: 'who can leave', chair: 'riverside-coordinator', participants: ['hillview-hub'] });
    const four = { meetingsACase: { value: 4, source: 'the board', status: 'local' as const } };
    await flow.command({ type: 'move-policy', policy: { id: 'flow-meetings', version: '1.1', amends: { version: '1', changes: [{ numbers: four }] } }, reason: 'a case a week is enough' }, lead);
    await flow.advance(4 * days);
    for (let nth = 0; nth < 3; nth += 1) await flow.complete('flow-meeting', { decision: 'cancelled', because: 'everybody is on the wards' });
    await flow.advance(1 * days);
    await flow.complete('meetings-cancelled', { findings: 'the room is taken', change: 'another room' }, 'riverside-director');
    await flow.complete('flow-meeting', { decision: 'held', heldAt: text(await flow.now()), joined: ['acute', 'ambulance'], discussed: 'ward by ward', actions: [{ title: 'Two beds', owner: 'hillview-hub', dueAt: text((await flow.now()) + 3 * hours), completionCheck: 'both are filled' }] });
    await flow.settled();
    await flow.advance(5 * hours);
    await flow.complete('action', { done: 'two', check: 'both are filled', checkedBy: 'a colleague' });
    await flow.ended();
    return flow;
  },
  'handover-disputed': async (world) => {
    const taper = await beginTaper(world);
    await taper.command({ type: 'unmet', taskId: (await taper.task('handover-accepted')).id, reason: 'too unwell for us', unsafe: 'nobody sees her daily' }, lead);
    await taper.settled();
    await taper.advance(5 * hours);
    await taper.complete('handover-dispute', { resolution: 'accept-as-is', rationale: 'the team can see her daily' }, 'riverside-escalation-lead');
    await taper.complete('handover-accepted', { accepted: true }, lead);
    await taper.advance(1 * hours);
    return taper;
  },
};
