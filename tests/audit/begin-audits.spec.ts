import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { auditCaseOf, beginAudits } from '#libs/audit/begin-audits.js';
import { monthBefore } from '#libs/audit/month.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { addLocalDays, localTime } from '#libs/domain/local-time.js';
import { eventsOf } from '#libs/records/stored.js';
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
  expect([patient, details['month'], details['candidates']]).toEqual([undefined, name, 3]);
  expect(owners).toEqual({ clinicalLead: 'riverside-director', coordinator: 'riverside-escalation-lead', escalationOwner: 'riverside-escalation-lead' });
  const sample = details['sample'] as unknown as { caseId: string; reviewers: string[] }[];
  expect(new Set(sample.map(({ caseId }) => caseId))).toEqual(new Set(cases.map(({ id }) => id)));
  expect(sample.flatMap(({ reviewers }) => reviewers)).not.toContain('riverside-clinical-lead');
  expect(details['seed']).toMatch(/^[0-9a-f]{16}$/);
});

it('counts what the month held: one of two answers in time, and calls that found somebody', async () => {
  const [opened] = await eventsOf(world.record.manager, auditCaseOf('riverside', name));
  const { figures } = (opened!.data as { details: JsonObject }).details as unknown as { figures: JsonObject };
  expect(figures).toMatchObject({ responsesInTime: { done: 1, of: 2, percent: 50 }, handoversComplete: { of: 0, percent: null }, casesOpenedOrClosed: 3, decisions: 0, restrictionsOverdue: 0 });
  expect(figures['callsAnswered']).toMatchObject({ done: 2, of: 2, percent: 100 });
});
