import type { JsonObject } from '#libs/contracts/events.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { days, hours, type CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import type { World } from '#tests/support/temporal/world.js';
import type { Path } from './paths-before-leaving.js';
import { text } from './story.js';

const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const registered = (world: World): Promise<CaseInWorld> => world.start('system-risk', {
  organisation: 'riverside', rehearsal: true, owners, details: {
    title: 'First visits at weekends', description: 'nobody covers', status: 'watched', rating: 'moderate', governance: 'Place board', reviewAt: text(Date.now() + 20 * days),
    mitigation: { plan: 'a shared list', actions: [{ title: 'Agree the list', owner: 'riverside-coordinator', dueAt: text(Date.now() + 9 * days), completionCheck: 'both have it' }] }, indicator: { name: 'missed first visits', range: 'at-most', tolerance: 2 },
  },
}, 'riverside-hub');
const reads = async (risk: CaseInWorld, value: number): Promise<void> => { await risk.complete('indicator-reading', { value, readAt: text(await risk.now()) }); };
const assessment = (at: number): JsonObject => ({ category: 'medication', severity: 'major', consequence: 'an overdose', immediateAction: 'a weekly box', plan: 'seen twice a week', personsView: 'agrees', reviewAt: text(at + 4 * days) });

/** Ways of a risk of the system, and of a person. */
export const risks: Record<string, Path> = {
  'system-risk-beyond-tolerance': async (world) => {
    const risk = await registered(world);
    await reads(risk, 5);
    await risk.command(decision('act', { reviewAt: text((await risk.now()) + 6 * days) }, 'tolerance-decision'), 'riverside-director');
    await risk.complete('status-update', { status: 's', changes: 'c', actionsTaken: 'a', emergingIssues: 'e' }, 'riverside-clinical-lead');
    for (let week = 0; week < 5; week += 1) {
      await risk.advance(7 * days);
      await reads(risk, 1);
    }
    await risk.complete('monthly-governance-review', { decision: 'close', heldAt: text(await risk.now()), agendaItem: 'weekends', rating: 'minor', status: 's', rationale: 'r', actions: [] });
    await risk.complete('action', { done: 'agreed', check: 'both have it', checkedBy: 'a colleague' });
    await risk.ended();
    return risk;
  },
  'case-risk-disputed-and-idle': async (world) => {
    const risk = await world.ofPatient('case-risk', { title: 'two days’ tablets at once', category: 'medication', description: 'd', severity: 'minor', immediateAction: 'i', leadAgency: 'Riverside', reviewAt: text(Date.now() + 4 * days) });
    await risk.command({ type: 'unmet', taskId: (await risk.task('risk-owned')).id, reason: 'another team has her', unsafe: 'nobody looks' }, 'riverside-clinical-lead');
    await risk.advance(5 * hours);
    await risk.command({ type: 'owners', role: 'clinical-lead', person: 'riverside-coordinator-2', reason: 'settled' }, 'riverside-escalation-lead');
    await risk.complete('risk-owned', { accepted: true }, 'riverside-coordinator-2');
    await risk.complete('risk-assessment', assessment(await risk.now()), 'riverside-coordinator-2');
    await risk.complete('risk-route', { route: ['the duty lead'], outOfHours: 'the crisis line' });
    await risk.complete('threshold-crossed', { actionsTaken: 'box taken', leadsTold: ['the place lead'], toldAt: text(await risk.now()) }, 'riverside-coordinator-2');
    await risk.advance(7 * days);
    await risk.complete('ownership-settled', { rationale: 'she was away' }, 'riverside-escalation-lead');
    await risk.complete('risk-review', { decision: 'close', heldAt: text(await risk.now()), status: 's', severity: 'minor', contributions: [], personsView: 'glad', rationale: 'r', actions: [] }, 'riverside-coordinator-2');
    await risk.ended();
    return risk;
  },
};
