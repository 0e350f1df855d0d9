import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { figuresOf } from '#libs/audit/figures.js';
import { Told } from '#tests/reports/told.js';
import { ApiServer, type Answer } from './support/api-server.js';
import { Discharge, said } from './support/discharge.js';

let api: ApiServer;
let discharge: Discharge;
beforeAll(async () => {
  api = await ApiServer.start('supervision');
  const owner = new pg.Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  await owner.query(`insert into teams (id, organisation_id, name, lead_id) values ('east', 'riverside', 'East', 'riverside-director')`);
  await owner.query(`insert into team_members (person_id, team_id) values ('riverside-coordinator', 'east')`);
  await owner.end();
  discharge = await Discharge.started(api, { rehearsal: true });
}, 120_000);
afterAll(() => api.stop());

const errors = ({ body }: Answer): string[] => body.errors.map(({ pointer, code }) => `${pointer} ${code}`);
const asked = (more: object = {}): Promise<Answer> => api.command('clinical-lead', '/v1/scenario-questions', { caseId: discharge.id, question: 'What would you do today if she gets worse?', askedOf: 'riverside-coordinator', ...more });
const answer = { act: 'ring the clinical lead and write down why', whom: 'clinical-lead', within: 'PT1H', evidence: 'what changed, since when' };
const path = ({ body: { id } }: Answer): string => `/v1/scenario-questions/${id}`;
const judged = { judgement: 'as-the-policy', learning: 'the lead has four hours' };

describe('supervision by scenario', () => {
  it('asks somebody on a rehearsal, hears what they would do once, and holds it beside what the policy did when the change came', async () => {
    const question = await asked();
    expect([...said(question), question.body['team'], question.body['answer']]).toEqual([201, undefined, { id: 'east', name: 'East' }, null]);
    expect(said(await api.command('clinical-lead', `${path(question)}/compare`, judged))).toEqual([409, 'not-answered']);
    expect(said(await api.command('coordinator', `${path(question)}/answer`, answer))).toEqual([200, undefined]);
    // Before anybody has seen what the policy does: it stays as they said it.
    expect(said(await api.command('coordinator', `${path(question)}/answer`, { ...answer, within: 'PT5M' }))).toEqual([409, 'answered']);
    expect(said(await api.command('clinical-lead', `${path(question)}/compare`, judged))).toEqual([409, 'nothing-happened']);
    expect(said(await api.command('hub', `/v1/cases/${discharge.id}/triggers`, { kind: 'clinical-deterioration', occurredAt: new Date().toISOString(), note: 'breathless' }))).toEqual([200, undefined]);
    const { body } = await api.command('clinical-lead', `${path(question)}/compare`, judged);
    const comparison = body['comparison'] as { policy: { what: string; step: string; role: string; ms: number }[]; sameRole: boolean; inTime: boolean; judgement: string };
    expect([comparison.sameRole, comparison.inTime, comparison.judgement]).toEqual([true, true, 'as-the-policy']);
    expect(comparison.policy).toContainEqual(expect.objectContaining({ what: 'task', step: 'trigger-response', role: 'clinical-lead', ms: 4 * 3_600_000 }));
    expect(comparison.policy).toContainEqual(expect.objectContaining({ what: 'call', role: 'clinical-lead' }));
    expect(said(await api.command('clinical-lead', `${path(question)}/compare`, judged))).toEqual([409, 'compared']);
  });

  it('shows an answer that is later than the policy asks, or turns to nobody whom it turns to, and what moves with the clock alone', async () => {
    const question = await asked({ question: 'What would you do if nobody decides?' });
    await api.command('coordinator', `${path(question)}/answer`, { ...answer, whom: 'crisis-team', within: 'P2D' });
    await discharge.advance('PT29H');
    const { body } = await api.command('clinical-lead', `${path(question)}/compare`, { judgement: 'not-safe', learning: 'ask sooner' });
    expect(body['comparison']).toMatchObject({ sameRole: false, judgement: 'not-safe', policy: expect.arrayContaining([expect.objectContaining({ what: 'call' })]) });
  });

  it('has its results by team, and they feed the monthly audit', async () => {
    const unanswered = await asked({ askedOf: 'riverside-hub', question: 'And you?' });
    const { items } = (await api.get('coordinator', '/v1/reports/supervision')).body;
    expect(items).toEqual([{ team: { id: 'east', name: 'East' }, asked: 2, answered: 2, compared: 2, sameRole: 1, inTime: expect.any(Number), timed: expect.any(Number), notSafe: 1 }, { team: null, asked: 1, answered: 0, compared: 0, sameRole: 0, inTime: 0, timed: 0, notSafe: 0 }]);
    const month = { name: 'now', from: Date.now() - 3_600_000, to: Date.now() + 3_600_000, auditFrom: 0 };
    expect((await figuresOf(api.record.manager, 'riverside', month)).scenariosSafe).toEqual({ done: 1, of: 2, percent: 50 });
    expect((await api.get('other-hub', '/v1/reports/supervision')).body.items).toEqual([]);
    expect(said(await api.get('other-hub', path(unanswered)))).toEqual([404, 'not-found']);
  });

  it('is asked by who supervises, of somebody of the house, on a rehearsal; answered by whoever was asked; read by those two', async () => {
    for (const who of ['hub', 'coordinator', 'auditor']) expect([who, ...said(await api.command(who, '/v1/scenario-questions', { caseId: discharge.id, question: 'q', askedOf: 'riverside-hub' }))]).toEqual([who, 403, 'not-yours']);
    expect(errors(await asked({ askedOf: 'nobody' }))).toEqual(['/askedOf unknown-person']);
    expect(errors(await asked({ askedOf: 'riverside-auditor' }))).toEqual(['/askedOf cannot-own']);
    expect(errors(await asked({ askedOf: 'hillview-hub' }))).toEqual(['/askedOf of-another-organisation']);
    expect(errors(await asked({ caseId: 'none' }))).toEqual(['/caseId unknown-case']);
    expect(errors(await asked({ traceId: 'none' }))).toEqual(['/traceId unknown-trace']);
    const live = await new Told({ at: '2026-11-02T08:00:00.000Z' }).write(api.record.manager);
    expect(said(await asked({ caseId: live.caseId }))).toEqual([409, 'not-a-rehearsal']);
    const question = await asked();
    for (const who of ['hub', 'director']) expect([who, ...said(await api.command(who, `${path(question)}/answer`, answer))]).toEqual([who, 404, 'not-found']);
    expect(said(await api.command('clinical-lead', `${path(question)}/answer`, answer))).toEqual([403, 'not-yours']);
    expect(errors(await api.command('coordinator', `${path(question)}/answer`, { ...answer, whom: 'friend', within: 'soon' }))).toEqual(['/whom not-one-of', '/within wrong-format']);
    const listed = async (who: string, query = ''): Promise<boolean> => (await api.get(who, `/v1/scenario-questions?limit=200${query}`)).body.items.some(({ id }) => id === question.body.id);
    // The director supervises too: what is told between two is no more theirs than the hub's.
    for (const [who, sees] of [['hub', false], ['director', false], ['escalation-lead', false], ['coordinator', true], ['clinical-lead', true]] as const) {
      expect([who, await listed(who), (await api.get(who, path(question))).status]).toEqual([who, sees, sees ? 200 : 404]);
    }
    expect([await listed('clinical-lead', '&mine=true'), await listed('coordinator', '&mine=true')]).toEqual([false, true]);
    await api.command('coordinator', `${path(question)}/answer`, answer);
    expect(said(await api.command('director', `${path(question)}/compare`, judged))).toEqual([404, 'not-found']);
  });

  it('is judged by whoever asked, and not by whoever was asked and supervises others', async () => {
    const question = await api.command('director', '/v1/scenario-questions', { caseId: discharge.id, question: 'And a lead?', askedOf: 'riverside-clinical-lead' });
    expect(said(await api.command('clinical-lead', `${path(question)}/answer`, answer))).toEqual([200, undefined]);
    await discharge.advance('PT3H');
    expect(said(await api.command('clinical-lead', `${path(question)}/compare`, judged))).toEqual([403, 'not-yours']);
    expect(said(await api.command('director', `${path(question)}/compare`, judged))).toEqual([200, undefined]);
  });

  it('hears no answer once the rehearsal has moved on: what the policy does could be read there', async () => {
    const question = await asked({ question: 'And before you look?' });
    await api.command('clinical-lead', `/v1/cases/${discharge.id}/triggers`, { kind: 'clinical-deterioration', occurredAt: (await discharge.look()).clock.now, note: 'worse again' });
    expect(said(await api.command('coordinator', `${path(question)}/answer`, answer))).toEqual([409, 'moved-on']);
    expect((await api.get('coordinator', path(question))).body['answer']).toBe(null);
    expect(said(await api.command('clinical-lead', `${path(question)}/compare`, judged))).toEqual([409, 'not-answered']);
    // Asked again as it stands now, it may be answered.
    expect(said(await api.command('coordinator', `${path(await asked())}/answer`, answer))).toEqual([200, undefined]);
  });
});
