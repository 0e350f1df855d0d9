import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { auditCaseOf, beginAuditNow, beginAudits } from '#libs/audit/begin-audits.js';
import { candidatesOf } from '#libs/audit/candidates.js';
import { monthBefore } from '#libs/audit/month.js';
import { drawSample, type Sampled } from '#libs/audit/sample.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { addLocalDays, localTime } from '#libs/domain/local-time.js';
import { monthlyAuditPolicy } from '#libs/policies/monthly-audit.js';
import { eventsOf } from '#libs/records/stored.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { wholeScript } from '#tests/support/pathways/step-up.js';
import { CaseInWorld } from '#tests/support/temporal/case-in-world.js';
import { World } from '#tests/support/temporal/world.js';

let world: World;
const cases: CaseInWorld[] = [];
/** The first working day after this month, at 09:00: what is opened now is audited then. */
const inNextMonth = Date.parse(`${addLocalDays(`${localTime(Date.now()).date.slice(0, 7)}-01`, 40)}T12:00:00Z`);
const { name, auditFrom } = monthBefore(inNextMonth);
const planned = new Date(Date.now() + 30 * 3_600_000).toISOString();

beforeAll(async () => {
  world = await World.begin('audits');
  for (let count = 0; count < 3; count += 1) cases.push(await world.discharge({ plannedDischargeAt: planned }, { rehearsal: false }));
  await world.discharge({ plannedDischargeAt: planned });
  await cases[0]!.command({ type: 'trigger', kind: 'safety-flag', occurredAt: new Date().toISOString(), note: 'seen' });
  await cases[0]!.complete('trigger-response', { done: 'went there' }, 'riverside-escalation-owner');
  await cases[1]!.command({ type: 'trigger', kind: 'safety-flag', occurredAt: new Date().toISOString(), note: 'seen' });
  const raised = await world.ofPatient('step-up', wholeScript, { rehearsal: false });
  await raised.command(decision('not-met', { rejection: { reason: 'is in touch', whatWouldChange: 'she no longer answers' } }, 'threshold-decision'), 'riverside-clinical-lead');
  cases.push(raised);
}, 120_000);
afterAll(() => world.end(), 60_000);

const kin = () => ({ record: world.record, cases: world.client });

it('begins nothing before 09:00 of the first working day, and then one audit for each organisation that had a case, however many ask', async () => {
  expect(await beginAudits(kin(), new Date(auditFrom - 1))).toEqual([]);
  const [one, other] = await Promise.all([beginAudits(kin(), new Date(auditFrom)), beginAudits(kin(), new Date(auditFrom))]);
  expect(new Set([...one, ...other])).toEqual(new Set([auditCaseOf('riverside', name)]));
  expect(await beginAudits(kin(), new Date(auditFrom + 3_600_000))).toEqual([]);
  await world.joined(auditCaseOf('riverside', name), 'monthly-audit', cases[0]!.opening.opening);
}, 60_000);

it('draws its sample of live cases of the month, its seed recorded, each for a named reviewer who owns nothing of it', async () => {
  const [opened] = await eventsOf(world.record.manager, auditCaseOf('riverside', name));
  const { details, owners, patient } = opened!.data as { details: JsonObject; owners: unknown; patient?: unknown };
  expect([patient, details['month'], details['candidates']]).toEqual([undefined, name, 4]);
  expect(owners).toEqual({ clinicalLead: 'riverside-director', coordinator: 'riverside-escalation-lead', escalationOwner: 'riverside-escalation-lead' });
  const sample = details['sample'] as unknown as Sampled[];
  expect(new Set(sample.map(({ caseId }) => caseId))).toEqual(new Set(cases.map(({ id }) => id)));
  expect(sample.flatMap(({ reviewers }) => reviewers)).not.toContain('riverside-clinical-lead');
  // The step-up that was refused, and nothing else.
  expect(sample.filter(({ highRisk }) => highRisk).map(({ caseId }) => caseId)).toEqual([cases[3]!.id]);
});

it('draws its seed as it begins, one for a case however many begin it, so that nobody knows the sample before and everybody can draw it again', async () => {
  const seedOf = async (caseId: string) => {
    const opened = (await eventsOf(world.record.manager, caseId)).filter(({ kind }) => kind === 'case-opened');
    expect(opened).toHaveLength(1);
    const { seed, sample } = (opened[0]!.data as { details: JsonObject }).details as unknown as { seed: string; sample: Sampled[] };
    expect(seed).toMatch(/^[0-9a-f]{16}$/);
    return { seed, sample };
  };
  const { seed, sample } = await seedOf(auditCaseOf('riverside', name));
  const rule = (which: string): number => Number(monthlyAuditPolicy.numbers[which]!.value);
  const again = drawSample(await candidatesOf(world.record.manager, 'riverside', monthBefore(inNextMonth)), ['riverside-director'], seed, { size: rule('sampleSize'), highRiskWeight: rule('highRiskWeight'), secondReviewerOneIn: rule('secondReviewerOneIn') });
  expect(again.map(({ caseId }) => caseId)).toEqual(sample.map(({ caseId }) => caseId));
  // Of the same organisation and month, asked for by two at once, and once more.
  const now = (key: string) => beginAuditNow(kin(), new Date(), { organisation: 'riverside', key, by: 'riverside-director' });
  const [one, same, other] = await Promise.all([now('one'), now('one'), now('other')]);
  expect([same, other === one]).toEqual([one, false]);
  expect(new Set([seed, (await seedOf(one!)).seed, (await seedOf(other!)).seed]).size).toBe(3);
  for (const caseId of [one!, other!]) await world.joined(caseId, 'monthly-audit', cases[0]!.opening.opening);
});

it('counts what the month held, and records it with the case', async () => {
  const [opened] = await eventsOf(world.record.manager, auditCaseOf('riverside', name));
  const { figures } = (opened!.data as { details: JsonObject }).details as unknown as { figures: JsonObject };
  // What was seen is due in four hours: in the last four of a month that is the next month's.
  expect(figures).toMatchObject({ handoversComplete: { of: 0, percent: null }, casesOpenedOrClosed: 4, decisionsWhole: { done: 1, of: 1 }, restrictionsOverdue: 0, callsAnswered: { percent: 100 } });
});
