import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beginThemes, themesCaseOf } from '#libs/themes/begin-themes.js';
import { quarterNow, quarterOf, themesFrom } from '#libs/themes/quarter.js';
import { ApiServer } from './support/api-server.js';
import { Discharge, said, taskOf } from './support/discharge.js';

let api: ApiServer;
const quarter = quarterOf(quarterNow(Date.now()))!;
const caseId = themesCaseOf('riverside', quarter.name);
beforeAll(async () => {
  api = await ApiServer.start('themes');
  // Late from the start: a risk decision is overdue on each; two see a flag, one left before it was safe: all called at once, at any hour. A rehearsal counts nothing.
  for (let count = 0; count < 3; count += 1) {
    const late = await Discharge.started(api, {}, -2);
    if (count < 2) expect(said(await api.command('coordinator', `${late.path}/triggers`, { kind: 'safety-flag', occurredAt: new Date().toISOString(), note: 'seen' }))).toEqual([200, undefined]);
    if (count < 1) expect(said(await api.command('coordinator', `${late.path}/triggers`, { kind: 'left-before-safe', occurredAt: new Date().toISOString(), note: 'walked out' }))).toEqual([200, undefined]);
  }
  await Discharge.started(api, { rehearsal: true }, -2);
}, 600_000);
afterAll(async () => { await api.stop(); });

/** A dispute that its lead resolved, with what it taught. */
async function taught(lesson: object, more: object = {}): Promise<void> {
  const { body: { id } } = await api.command('hub', '/v1/cases', {
    pathway: 'dispute', organisation: 'riverside', owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' }, ...more,
    details: { title: 'Who visits', description: 'd', context: 'c', impact: 'no visit', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' },
  });
  const resolved = await api.command('clinical-lead', `/v1/cases/${id}/decisions`, {
    kind: 'lead-review', question: 'Who?', options: [{ option: 'leave it', doNothing: true, rejectedBecause: 'nobody would come' }, { option: 'we do' }], chosen: 'we do', riskAccepted: 'longer ways', proportionateBecause: 'short', personsView: 'none',
    actions: [], safetyNet: [{ if: 'nobody comes', call: 'the desk', respondWithin: 'PT2H' }], outcome: 'resolved',
  });
  expect(said(await api.command('escalation-lead', `/v1/tasks/${taskOf(resolved.body, 'lessons-captured').id}/complete`, { evidence: lesson }))).toEqual([200, undefined]);
}
const kin = () => ({ record: api.record, cases: api.cases });
interface Told { total: number; cases: number; caseId: string | null; byReason: { name: string; count: number }[]; byStep: { step: string; count: number }[]; byLocality: { name: string | null; count: number }[]; themes: { step: string; reason: string; count: number; share: number; cases: string[] }[]; lessons: { theme: string; count: number; lessons: string[]; protocolChanges: string[]; cases: string[] }[] }
const themes = async (who = 'director', more = ''): Promise<Told> => (await api.get(who, `/v1/reports/themes?quarter=${quarter.name}${more}`)).body as unknown as Told;

describe('the themes of a quarter', () => {
  it('are every climb that began in it, by reason, step, team and locality, the three most frequent apart', async () => {
    const told = await themes();
    expect([told.total, told.cases, told.caseId]).toEqual([6, 3, null]);
    for (const parts of [told.byReason, told.byStep, told.byLocality]) expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(told.total);
    expect(told.themes.map(({ step, reason, count, share, cases }) => [step, reason, count, share, cases.length])).toEqual([['risk-decision', 'overdue', 3, 50, 3], ['trigger-response', 'trigger', 2, 33, 2], ['left-before-safe-response', 'overdue', 1, 17, 1]]);
    expect(told.byLocality).toEqual([{ name: null, count: 6 }]);
    // The team of these cases says where it works.
    const reason = 'they work together';
    const team = await api.command('escalation-lead', '/v1/teams', { organisation: 'riverside', name: 'East', reason });
    for (const [what, of] of [['members', { person: 'riverside-coordinator' }], ['locality', { locality: 'Hilltop' }]] as const) expect(said(await api.command('escalation-lead', `/v1/teams/${team.body.id}/${what}`, { ...of, reason }))).toEqual([200, undefined]);
    expect((await themes()).byLocality).toEqual([{ name: 'Hilltop', count: 6 }]);
    expect((await themes('other-hub')).total).toBe(0);
    expect(said(await api.get('other-hub', '/v1/reports/themes?organisation=riverside'))).toEqual([404, 'not-found']);
    expect(said(await api.get('director', '/v1/reports/themes?quarter=2026-Q7'))[0]).toBe(422);
  });

  it('come with what disputes of the quarter taught, by theme however it is spelt, with what is to change and the disputes behind it', async () => {
    await taught({ theme: 'Weekends', lesson: 'name one agency', protocolChange: 'the rota names who visits' });
    await taught({ theme: 'weekends ', lesson: 'tell the ward', protocolChange: { noneBecause: 'the contract says it now' } });
    await taught({ theme: 'Letters', lesson: 'ring too', protocolChange: { noneBecause: 'one letter' } });
    await taught({ theme: 'Rehearsed', lesson: 'l', protocolChange: 'c' }, { rehearsal: true });
    const { lessons } = await themes();
    expect(lessons.map(({ theme, count, cases, ...said }) => [theme.toLowerCase(), count, cases.length, said])).toEqual([
      ['weekends', 2, 2, { lessons: ['tell the ward', 'name one agency'], protocolChanges: ['the rota names who visits'] }], ['letters', 1, 1, { lessons: ['ring too'], protocolChanges: [] }],
    ]);
    expect([(await themes('other-hub')).lessons, (await themes('director', '&organisation=riverside')).lessons]).toEqual([[], lessons]);
    // Whoever reads without identity reads no text that might name somebody.
    const withheld = (await themes('auditor')).lessons;
    expect(withheld.map(({ theme, count, cases, lessons: said, protocolChanges }) => [theme, count, cases.length, said[0], protocolChanges])).toEqual([['[withheld]', 2, 2, '[withheld]', ['[withheld]']], ['[withheld]', 1, 1, '[withheld]', []]]);
    const { body } = await api.get('director', '/v1/reports/themes');
    expect(body['lessons']).toEqual([]);
  });

  it('begin by themselves as a case on the first working day after it, once for each organisation, owned by the director', async () => {
    expect(await beginThemes(kin(), new Date(themesFrom(quarter) - 1))).not.toContain(caseId);
    const [one, other] = [await beginThemes(kin(), new Date(themesFrom(quarter))), await beginThemes(kin(), new Date(themesFrom(quarter)))];
    expect([one, other]).toEqual([[caseId], []]);
    const { body } = await api.get('director', `/v1/cases/${caseId}`);
    expect([body['pathway'], body.owners['clinicalLead']!.id, body.tasks.map(({ step }) => step)]).toEqual(['quarterly-themes', 'riverside-director', Array(4).fill('theme-decision')]);
    expect([(body['details'] as { lessons: { theme: string }[] }).lessons.map(({ theme }) => theme.toLowerCase()), body.tasks.map(({ about }) => (about as { theme?: string }).theme?.toLowerCase())]).toEqual([['weekends', 'letters'], [undefined, undefined, undefined, 'weekends']]);
    expect((await themes()).caseId).toBe(caseId);
  });
});
