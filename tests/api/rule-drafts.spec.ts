import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workOffOne, type RehearsalResult } from '#libs/policy-rehearsal/work-off.js';
import { proposeLevel } from '#libs/pressure/propose.js';
import { keepReadings } from '#libs/pressure/readings.js';
import { wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { said, somebody, taskOf } from './support/discharge.js';
import { ago, owners } from './support/falls.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('rule-drafts'); }, 600_000);
afterAll(async () => { await api.stop(); });

const sourced = { source: 'the board', status: 'local' };
const errors = ({ status, body }: Answer): unknown[] => [status, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)];
const draft = (of: string, changes: object): Promise<Answer> => api.command('clinical-lead', `/v1/policies/${of}/drafts`, { reason: 'the huddle asked for it', ...changes });
const rules = (thresholds: object) => draft('front-door/2', { triage: { thresholds } });
const referred = async (facts: Record<string, unknown>): Promise<Body> => (await api.command('hub', '/v1/cases', {
  pathway: 'front-door', patient: somebody(), organisation: 'riverside', owners, details: { receivedAt: ago(1), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: wholeDataset, facts: { ...wholeFacts, ...facts } },
})).body;
const triaged = async (of: Body, evidence: object): Promise<void> => { expect(said(await api.command('clinical-lead', `/v1/tasks/${taskOf(of, 'triage-huddle').id}/complete`, { evidence: { present: ['Clare'], ...evidence } }))).toEqual([200, undefined]); };
async function rehearsed(id: string, stretch: object = { to: new Date(Date.now() + 30_000).toISOString() }): Promise<RehearsalResult> {
  const asked = await api.command('clinical-lead', `/v1/policy-drafts/${id}/rehearse`, stretch);
  expect(said(asked)).toEqual([201, undefined]);
  expect(await workOffOne(api.record, () => undefined)).toBe(true);
  const { body } = await api.get('clinical-lead', `/v1/policy-rehearsals/${asked.body.id}`);
  expect(body.status).toBe('done');
  return body['result'] as unknown as RehearsalResult;
}
async function released(id: string, withoutCases = {}): Promise<string> {
  for (const who of ['director', 'escalation-lead']) expect(said(await api.command(who, `/v1/policy-drafts/${id}/approve`, { because: 'looked at it', ...withoutCases }))).toEqual([200, undefined]);
  const { body } = await api.command('director', `/v1/policy-drafts/${id}/release`, { reason: 'agreed' });
  return (body['release'] as { version: string }).version;
}

describe('a draft of the front door’s thresholds', () => {
  it('is refused field by field, each with the rule that it breaks', async () => {
    expect(errors(await rules({ fell: { ...sourced, when: { tall: true }, then: { pathway: 'home' } } }))).toEqual([422, '/triage/thresholds/fell/when/tall unknown-fact', '/triage/thresholds/fell/then/pathway unknown-pathway']);
    expect(errors(await rules({ fell: { ...sourced, when: {} }, 'under-18': { ...sourced, then: { service: 'a-friend' } } }))).toEqual([422, '/triage/thresholds/fell/when asks-nothing', '/triage/thresholds/under-18/then/service unknown-service']);
    expect(errors(await rules({ alone: { ...sourced, says: 'Whoever is alone' } }))).toEqual([422, '/triage/thresholds/alone/when required', '/triage/thresholds/alone/then required']);
    expect(errors(await rules({ fell: { ...sourced, urgent: true }, nobody: { ...sourced, ends: true } }))).toEqual([422, '/triage/thresholds/fell changes-nothing', '/triage/thresholds/nobody unknown-rule']);
    expect(errors(await rules({ fell: { ...sourced, when: { under18: true, dangerNow: false } } }))).toEqual([422, '/triage/thresholds/fell/when same-as-another']);
    expect(errors(await rules({ fell: { when: { fell: true } } }))).toEqual([422, '/triage/thresholds/fell/source required', '/triage/thresholds/fell/status required']);
    expect(errors(await draft('rapid-falls-review/1', { triage: { thresholds: { fell: { ...sourced, urgent: false } } } }))).toEqual([422, '/triage no-thresholds']);
    expect(said(await api.command('hub', '/v1/policies/front-door/2/drafts', { reason: 'r', triage: { thresholds: { fell: { ...sourced, urgent: false } } } }))).toEqual([403, 'not-yours']);
  });

  it('shows rule by rule what it changes, is rehearsed on recorded referrals side by side, and released counts for the next', async () => {
    const mild = await referred({ mildToModerate: true });
    await triaged(mild, { outcome: 'redirect', to: { service: 'talking-therapies' }, rule: 'mild-to-moderate' });
    const fell = await referred({ fell: true });
    const nobodys = await referred({});
    const drafted = await rules({
      'mild-to-moderate': { ...sourced, then: { service: 'community-mental-health-team' } }, 'under-18': { ...sourced, ends: true }, fell: { ...sourced, urgent: false },
      'safe-and-ours': { ...sourced, says: 'Nothing stands against our own team', when: { dangerNow: false, inHospital: false, underOurCare: false, mildToModerate: false }, then: { service: 'own-team' } },
    });
    expect(said(drafted)).toEqual([201, undefined]);
    expect((drafted.body['differs'] as { path: string; default: string; here: string }[]).map(({ path, default: before, here }) => [path, before, here])).toEqual([
      ['triage.thresholds.fell.urgent', 'yes', 'no'], ['triage.thresholds.mild-to-moderate.then', 'Talking therapies', 'Community mental health team'],
      ['triage.thresholds.under-18', 'Somebody’s life is in danger now: no; Under 18: yes: Children and young people’s service', ''],
      ['triage.thresholds.safe-and-ours', '', 'Somebody’s life is in danger now: no; In a hospital bed: no; Seen by a team of ours already: no; Low mood or worry, without serious risk: no: The team that knows the person'],
    ]);
    const { triage, cases, summary } = await rehearsed(drafted.body.id);
    expect([triage, summary.refused]).toEqual([{ referrals: 3, otherwise: 2, borderlineBefore: 1, borderlineAfter: 1, urgentBefore: 1, urgentAfter: 0 }, 0]);
    const of = ({ id }: Body) => cases.find(({ caseId }) => caseId === id)?.triage;
    expect(of(mild)).toEqual({
      decided: { outcome: 'redirect', to: 'Talking therapies', rule: 'mild-to-moderate' }, before: [{ rule: 'mild-to-moderate', says: expect.any(String), to: 'Talking therapies' }], after: [{ rule: 'mild-to-moderate', says: expect.any(String), to: 'Community mental health team' }],
      urgentBefore: false, urgentAfter: false, otherwise: true,
    });
    expect([of(fell)?.decided, of(fell)?.urgentBefore, of(fell)?.urgentAfter, of(nobodys)]).toEqual([null, true, false, undefined]);

    const version = await released(drafted.body.id);
    const next = await referred({ mildToModerate: true });
    expect((next['policy'] as { version: string }).version).toBe(version);
    await triaged(next, { outcome: 'assign', to: { service: 'community-mental-health-team' }, leadProfessional: 'riverside-clinical-lead', rule: 'mild-to-moderate' });
    const shown = (await api.get('auditor', `/v1/policies/front-door/${version}`)).body['triage'] as { thresholds: { id: string }[] };
    expect([shown.thresholds.some(({ id }) => id === 'under-18'), shown.thresholds.at(-1)!.id]).toEqual([false, 'safe-and-ours']);
  });
});

describe('a draft of the points of pressure', () => {
  const points = (indicators: object, levels = {}) => draft('system-pressure/1', { indicators, ...levels });

  it('is refused field by field, each with the rule that it breaks', async () => {
    expect(errors(await points({ 'ambulance-handover-delay': { ...sourced, points: { 2: 90 } } }))).toEqual([422, '/indicators/ambulance-handover-delay/points/2 not-rising']);
    expect(errors(await points({ 'ambulance-handover-delay': { ...sourced, points: { 2: 0 }, staleAfter: 'P2D' } }))).toEqual([422, '/indicators/ambulance-handover-delay/points/2 not-above-nothing', '/indicators/ambulance-handover-delay/staleAfter not-a-time']);
    expect(errors(await points({ weather: { ...sourced, points: { 2: 1 } } }))).toEqual([422, '/indicators/weather unknown-indicator']);
    expect(errors(await points({ 'ambulance-handover-delay': { ...sourced, points: { 2: 30 } } }))).toEqual([422, '/indicators/ambulance-handover-delay changes-nothing']);
    expect(errors(await draft('system-pressure/1', { levels: { 4: { ...sourced, needs: 5 } } }))).toEqual([422, '/levels/4/needs not-so-many']);
    expect(errors(await draft('front-door/2', { levels: { 4: { ...sourced, needs: 3 } } }))).toEqual([422, '/levels no-indicators']);
  });

  it('says for how long the points would have spoken for which level, and released they are what the rules propose by', async () => {
    const at = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
    await keepReadings(api.record.manager, [[500, 20], [360, 40], [180, 20], [120, 40], [60, 20]].map(([minutes, value]) => ({ organisation: 'riverside', indicator: 'ambulance-handover-delay', value: value!, at: at(minutes!), source: null })));
    const drafted = await points({ 'ambulance-handover-delay': { ...sourced, points: { 2: 15, 3: 35 } } }, { levels: { 4: { ...sourced, needs: 1 } } });
    expect((drafted.body['differs'] as { path: string; here: number }[]).map(({ path, here }) => [path, here])).toEqual([['indicators.ambulance-handover-delay.points.2', 15], ['indicators.ambulance-handover-delay.points.3', 35], ['levels.4.needs', 1]]);
    // What stood five hours ago was read an hour before; of the ten hours that are to come nothing is said.
    const { pressure } = await rehearsed(drafted.body.id, { from: at(300).toISOString(), to: at(-600).toISOString() });
    const hours = (ms: number): number => Math.round(ms / 3_600_000);
    expect(pressure!.levels.map(({ level, msBefore, msAfter }) => [level, hours(msBefore), hours(msAfter)])).toEqual([[1, 2, 0], [2, 3, 2], [3, 0, 3], [4, 0, 0]]);
    expect(pressure!.reached.filter(({ before, after }) => before + after > 0).map(({ level, before, after }) => [level, before, after])).toEqual([[2, 1, 0], [3, 0, 1]]);

    expect((await api.get('hub', '/v1/pressure')).body.items[0]).toMatchObject({ indicators: expect.arrayContaining([expect.objectContaining({ name: 'ambulance-handover-delay', level: 1 })]) });
    await released(drafted.body.id, { withoutCases: true });
    await proposeLevel({ record: api.record, cases: api.cases }, 'riverside', new Date());
    expect((await api.get('hub', '/v1/pressure')).body.items[0]).toMatchObject({ proposed: { level: 2, because: 'Longest wait of an ambulance to hand over: 20 min, and level 2 begins at 15.' } });
  });
});
