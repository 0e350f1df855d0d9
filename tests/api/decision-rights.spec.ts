import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isDecisionStep } from '#libs/contracts/http/evidence.js';
import { gradesInWords, reaches, rightOf, rightsIn } from '#libs/policies/decision-rights.js';
import { policies } from '#libs/policies/released.js';
import { protocols } from '#workflows/protocols.js';
import { withClient } from '#apps/local/postgres.js';
import { ApiServer } from './support/api-server.js';
import { Discharge, said, somebody } from './support/discharge.js';

describe('decision rights', () => {
  const steps = rightsIn(null).flatMap(({ steps: all }) => Object.entries(all));
  const names = steps.map(([step]) => step);

  it('have each decision that any pathway takes, once, and say of no other step that it is one', () => {
    expect(names.filter((step, index) => names.indexOf(step) !== index)).toEqual([]);
    const decided = [...new Set(Object.values(protocols).flatMap(({ decisions }) => Object.keys(decisions)))];
    expect(decided.filter((step) => !names.includes(step))).toEqual([]);
    expect(steps.filter(([step, { decided: by }]) => (by ?? false) !== isDecisionStep(step)).map(([step]) => step)).toEqual([]);
    for (const step of names.filter((each) => !each.startsWith('start-'))) expect(policies.some(({ steps: of }) => step in of)).toBe(true);
  });

  it('say of every kind that article 3 names who decides it', () => {
    expect(rightsIn(null).map(({ decision }) => decision)).toEqual(expect.arrayContaining(['acceptance', 'crisis-escalation', 'safeguarding-thresholds', 'contact-intensity', 'restrictions', 'going-on-at-risk']));
  });

  it('differ where a locality has agreed it, and nowhere else', () => {
    expect([rightOf('risk-decision', 'hillview')?.grade, rightOf('risk-decision')?.grade, rightOf('risk-decision', 'elsewhere')?.grade]).toEqual(['senior', undefined, undefined]);
    expect([rightOf('risk-decision', 'hillview')?.by, rightOf('readiness-review', 'hillview')]).toEqual([rightOf('risk-decision')?.by, rightOf('readiness-review')]);
  });

  it('ask for a grade and above it; of whom the directory says none has none', () => {
    expect([reaches('registered', 'senior'), reaches('senior', 'senior'), reaches('consultant', 'senior'), reaches(null, 'support'), gradesInWords('consultant')]).toEqual([false, true, true, false, 'of grade consultant']);
  });
});

describe('over HTTP', () => {
  let api: ApiServer;
  beforeAll(async () => { api = await ApiServer.start('decision-rights'); }, 600_000);
  afterAll(async () => { await api.stop(); });
  const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
  interface Told { items: { decision: string; steps: { step: string; may: string; because: string; prompts: string[] }[] }[]; grade: string | null; locality: string | null }
  const rights = async (who: string): Promise<Told> => (await api.get(who, '/v1/decision-rights')).body as unknown as Told;
  const ofStep = ({ items }: Told, step: string) => items.flatMap(({ steps }) => steps).find((each) => each.step === step)!;
  /** Riverside becomes a part of Hillview for this long: the grade and the prompts of that locality hold. */
  const inHillview = async (run: () => Promise<void>): Promise<void> => {
    const locality = (to: string | null) => withClient(api.database.ownerUrl, (client) => client.query(`update organisations set locality = $1 where id = 'riverside'`, [to]));
    await locality('hillview');
    try { await run(); } finally { await locality(null); }
  };

  it('tells everybody what they may decide, and why not what they may not', async () => {
    const lead = await rights('clinical-lead');
    expect([ofStep(lead, 'risk-decision').may, ofStep(lead, 'forum-decision').may, lead.grade]).toEqual(['where-it-is-yours', 'no', 'consultant']);
    const acceptance = ({ items }: Told): string[] => items.find(({ decision }) => decision === 'acceptance')!.steps.map(({ step, may }) => `${step} ${may}`).filter((each) => /^(triage-huddle|handover)/.test(each));
    expect([acceptance(lead), acceptance(await rights('coordinator'))]).toEqual([['triage-huddle where-it-is-yours', 'handover-accepted where-it-is-yours', 'handover-dispute no'], ['triage-huddle no', 'handover-accepted no', 'handover-dispute no']]);
    const director = await rights('director');
    expect(acceptance(director)).toEqual(['triage-huddle yes', 'handover-accepted no', 'handover-dispute yes']);
    expect([ofStep(director, 'forum-decision').may, ofStep(director, 'risk-decision').may]).toEqual(['yes', 'no']);
    expect((await rights('auditor')).items.every(({ steps }) => steps.every(({ may }) => may === 'no'))).toBe(true);
    expect(said(await api.get('hub', '/v1/decision-rights?organisation=hillview'))).toEqual([404, 'not-found']);
  });

  it('refuses a decision that is not theirs by its name, and records who tried, for an auditor to read', async () => {
    // Late from the start: a risk decision is asked for.
    const late = await Discharge.started(api, {}, -2);
    expect(late.openSteps()).toContain('risk-decision');
    const refused = await api.command('coordinator', `${late.path}/decisions`, { kind: 'risk-decision', question: 'may they leave?' });
    expect([...said(refused), refused.body['decision']]).toEqual([403, 'not-yours', 'going-on-at-risk']);
    expect(refused.body['detail']).toBe('This is not yours to do. Going on at risk is for the clinical lead of the case, or the team that keeps the person until somebody has accepted.');
    const recorded = { decision: 'going-on-at-risk', command: 'decide', caseId: late.id, person: { id: 'riverside-coordinator', name: 'Colin Okafor' } };
    expect((await api.get('auditor', '/v1/decision-rights/refusals')).body.items).toEqual([expect.objectContaining(recorded)]);
    expect((await api.get('auditor', `${late.path}/refusals`)).body.items).toEqual([expect.objectContaining({ command: 'decide', code: 'not-yours' })]);
  });

  it('has a decision given only to who may take it, with the grade that the locality asks for', async () => {
    const late = await Discharge.started(api, {}, -2);
    const give = (step: string, to: string) => api.command('coordinator', `${late.taskPath(step)}/assign`, { to, reason: 'to share the work' });
    expect(said(await give('risk-decision', 'riverside-coordinator-2'))).toEqual([409, 'may-not-decide']);
    expect(said(await give('medicines-reconciled', 'riverside-coordinator-2'))).toEqual([200, undefined]);
    const grade = (to: string) => withClient(api.database.ownerUrl, (client) => client.query(`update people set grade = $1 where id = 'riverside-clinical-lead'`, [to]));
    await grade('registered');
    try {
      await inHillview(async () => {
        const refused = await give('risk-decision', 'riverside-clinical-lead');
        expect([...said(refused), refused.body['detail']]).toEqual([409, 'may-not-decide', expect.stringContaining('of grade senior or above: give it to one of them.')]);
      });
    } finally { await grade('consultant'); }
    expect(said(await give('risk-decision', 'riverside-clinical-lead'))).toEqual([200, undefined]);
  });

  it('asks in a locality for its grade, at the decision and not before, and takes it from whoever has it', async () => {
    const restriction = () => ({ pathway: 'restriction', patient: somebody(), organisation: 'riverside', owners, details: { what: 'door alarm', because: 'walks at night', alternativesConsidered: 'night visits', until: new Date(Date.now() + 20 * 86_400_000).toISOString(), reviewAt: new Date(Date.now() + 7 * 86_400_000).toISOString(), stepDownPlan: 'off by day first' } });
    expect(said(await api.command('coordinator', '/v1/cases', restriction()))).toEqual([201, undefined]);
    await inHillview(async () => {
      const told = await rights('coordinator');
      expect([told.locality, ofStep(told, 'start-restriction').may, ofStep(told, 'start-restriction').because]).toEqual(['hillview', 'no', 'It asks for somebody of grade senior or above; the directory has you as registered.']);
      expect([ofStep(told, 'risk-decision'), ofStep(told, 'triage-huddle')].every(({ prompts }) => prompts.length > 0)).toBe(true);
      const refused = await api.command('coordinator', '/v1/cases', restriction());
      expect([...said(refused), refused.body['decision']]).toEqual([403, 'not-yours', 'restrictions']);
      expect(said(await api.command('clinical-lead', '/v1/cases', restriction()))).toEqual([201, undefined]);
      const raised = await api.command('director', '/v1/people/riverside-coordinator/grade', { grade: 'senior', reason: 'qualified' });
      expect([...said(raised), raised.body['grade']]).toEqual([200, undefined, 'senior']);
      expect(said(await api.command('coordinator', '/v1/cases', restriction()))).toEqual([201, undefined]);
      expect(said(await api.command('director', '/v1/people/riverside-coordinator/grade', { grade: 'senior', reason: 'again' }))).toEqual([409, 'grade-unchanged']);
      expect(said(await api.command('coordinator', '/v1/people/riverside-coordinator/grade', { grade: 'consultant', reason: 'me' }))).toEqual([403, 'not-yours']);
    });
    const list = await api.get('auditor', '/v1/decision-rights/refusals');
    expect(list.body.items as unknown as object[]).toContainEqual(expect.objectContaining({ decision: 'restrictions', command: 'start', caseId: null, person: { id: 'riverside-coordinator', name: 'Colin Okafor' } }));
    expect((await api.get('other-hub', '/v1/decision-rights/refusals')).body.items).toEqual([]);
  });
});
