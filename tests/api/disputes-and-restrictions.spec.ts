import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject, Owners } from '#libs/contracts/events.js';
import { beginCase } from '#libs/kin/begin-case.js';
import { ApiServer, type Body } from './support/api-server.js';
import { Discharge, said, somebody, taskOf } from './support/discharge.js';
import { handover, taperOf } from './support/taper.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('disputes-and-restrictions'); }, 600_000);
afterAll(async () => { await api.stop(); });

const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const dispute = (details: object = {}, more: object = {}) => ({
  pathway: 'dispute', organisation: 'riverside', owners, ...more,
  details: { title: 'Who visits at weekends', description: 'both say the other', context: 'two contracts', impact: 'no visit on Sunday', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board', ...details },
});
const restriction = (patient: object, what: string, details: object = {}) => ({
  pathway: 'restriction', patient, organisation: 'riverside', owners, details: { what, because: 'an overdose', alternativesConsidered: 'a weekly box', until: inDays(30), reviewAt: inDays(10), stepDownPlan: 'a weekly box', ...details },
});
const decided = (kind: string, outcome: string, more: object = {}) => ({
  kind, question: 'Who visits?', options: [{ option: 'leave it', doNothing: true, rejectedBecause: 'nobody would come' }, { option: 'Riverside visits' }], chosen: 'Riverside visits', riskAccepted: 'longer ways', proportionateBecause: 'until the contract says',
  personsView: 'does not mind who comes', actions: [], safetyNet: [{ if: 'nobody comes', call: 'the duty desk', respondWithin: 'PT2H' }], outcome, ...more,
});
const errors = ({ body }: { body: Body }): string[] => body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('a dispute over HTTP', () => {
  it('is started without a person, and with none', async () => {
    const started = await api.command('hub', '/v1/cases', dispute());
    expect([...said(started), started.body['patient'], started.body.tasks.map(({ step }) => step)]).toEqual([201, undefined, null, ['lead-review']]);
    expect(errors(await api.command('hub', '/v1/cases', dispute({}, { patient: somebody() })))).toEqual(['/patient no-patient']);
    expect(errors(await api.command('hub', '/v1/cases', dispute({}, { admissionId: 'x' })))).toEqual(['/admissionId no-patient']);
    expect(errors(await api.command('hub', '/v1/cases', dispute({ route: '', otherAgencies: [] })))).toEqual(['/details/otherAgencies too-small', '/details/route empty']);
  });

  it('holds up no case but may name one that its starter sees', async () => {
    const { id } = await Discharge.started(api);
    const named = await api.command('hub', '/v1/cases', dispute({ caseId: id }));
    expect([...said(named), named.body['details']]).toEqual([201, undefined, expect.objectContaining({ caseId: id })]);
    expect(errors(await api.command('hub', '/v1/cases', dispute({ caseId: 'none' })))).toEqual(['/details/caseId unknown-case']);
    const other = await api.command('other-hub', '/v1/cases', { ...dispute({ caseId: id }), organisation: 'hillview', owners: { clinicalLead: 'hillview-hub', coordinator: 'hillview-hub', escalationOwner: 'hillview-hub' } });
    expect(errors(other)).toEqual(['/details/caseId unknown-case']);
  });

  it('is decided by its accountable lead, and by the forum only by a director or an escalation lead', async () => {
    const { body: { id } } = await api.command('hub', '/v1/cases', dispute());
    const path = `/v1/cases/${id}/decisions`;
    expect(said(await api.command('coordinator', path, decided('lead-review', 'to-forum')))).toEqual([403, 'not-yours']);
    expect(errors(await api.command('clinical-lead', path, decided('lead-review', 'interim')))).toEqual(['/reviewAt required']);
    expect(said(await api.command('clinical-lead', path, decided('lead-review', 'to-forum')))).toEqual([200, undefined]);
    expect(said(await api.command('clinical-lead', path, decided('forum-decision', 'resolved')))).toEqual([403, 'not-yours']);
    const resolved = await api.command('director', path, decided('forum-decision', 'resolved'));
    expect([...said(resolved), resolved.body.tasks.filter(({ status }) => status === 'open').map(({ step }) => step).toSorted()]).toEqual([200, undefined, ['lessons-captured', 'outcome-told', 'outcome-told']]);
  });

  it('is the forum’s from its day on, also while the record does not have that task yet', async () => {
    const { body: { id } } = await api.command('hub', '/v1/cases', dispute());
    // As after an outage: the case has come to its sixth day, and nobody has told the record.
    await api.cases.advance(id, `move-${id}`, 6 * 86_400_000);
    expect((await api.get('hub', `/v1/cases/${id}`)).body.tasks.map(({ step }) => step)).toEqual(['lead-review']);
    const path = `/v1/cases/${id}/decisions`;
    for (const who of ['clinical-lead', 'coordinator']) {
      const refused = await api.command(who, path, decided('forum-decision', 'resolved'));
      expect([who, ...said(refused), refused.body['decision']]).toEqual([who, 403, 'not-yours', 'between-agencies']);
    }
    expect(errors(await api.command('director', path, decided('forum-decision', 'interim', { reviewAt: inDays(40) })))).toEqual(['/reviewAt too-far-ahead']);
    expect(said(await api.command('director', path, decided('forum-decision', 'resolved')))).toEqual([200, undefined]);
  });
});

describe('a restriction over HTTP', () => {
  it('is one of several that a person may have, each with its own case, and is shown with every other case of the person', async () => {
    const person = somebody();
    const [first, second] = [await api.command('clinical-lead', '/v1/cases', restriction(person, 'medicines locked away')), await api.command('clinical-lead', '/v1/cases', restriction(person, 'no car'))];
    expect([said(first), said(second)]).toEqual([[201, undefined], [201, undefined]]);
    const discharge = await Discharge.started(api, { patient: person });
    const shown = (body: Body): unknown => (body['restrictions'] as { what: string }[]).map(({ what }) => what);
    expect(shown(await discharge.look())).toEqual(['medicines locked away', 'no car']);
    const review = taskOf(first.body, 'restriction-review');
    const goesOn = { decision: 'modify', to: 'a locked box that her sister opens', rationale: 'weighed', personsView: 'agrees', doneAboutTheRisk: 'seen twice a week', stepDownWhen: 'two weeks without thoughts of harm', until: inDays(20), reviewAt: inDays(5) };
    expect(errors(await api.command('clinical-lead', `/v1/tasks/${review.id}/complete`, { evidence: { ...goesOn, doneAboutTheRisk: undefined } }))).toEqual(['/evidence/doneAboutTheRisk required']);
    expect(said(await api.command('clinical-lead', `/v1/tasks/${review.id}/complete`, { evidence: goesOn }))).toEqual([200, undefined]);
    expect((await discharge.look())['restrictions']).toMatchObject([{ caseId: first.body.id, what: goesOn.to, until: goesOn.until, reviewAt: goesOn.reviewAt, stepDownPlan: goesOn.stepDownWhen }, { what: 'no car' }]);
    const last = taskOf((await api.get('hub', `/v1/cases/${first.body.id}`)).body, 'restriction-review');
    expect(said(await api.command('clinical-lead', `/v1/tasks/${last.id}/complete`, { evidence: { decision: 'step-down', rationale: 'two quiet weeks', personsView: 'glad' } }))).toEqual([200, undefined]);
    expect(shown(await discharge.look())).toEqual(['no car']);
    expect(JSON.stringify((await api.get('auditor', `/v1/cases/${discharge.id}`)).body['restrictions'])).not.toContain('sister');
  });

  it('that a crisis team hands over is a case in the register and among the person’s, with what was said of it and the taper’s owners, however late it is', async () => {
    const person = somebody();
    const handed = [{ what: 'medicines locked away', because: 'an overdose', alternativesConsidered: 'a weekly box', until: inDays(20), reviewAt: inDays(10), stepDownPlan: 'a weekly box' }, { what: 'no car', because: 'dizzy', alternativesConsidered: 'short ways', until: inDays(-1), reviewAt: inDays(-2), stepDownPlan: 'a test drive' }];
    const taper = await api.command('crisis-team', '/v1/cases', taperOf(person, {}, { handover: { ...handover, restrictions: handed } }));
    expect([...said(taper), taper.body.tasks.map(({ step }) => step).includes('restriction-review')]).toEqual([201, undefined, false]);
    // The case asks; its workflow's activity does this, here without the server that carries it.
    const asked = (await api.get('hub', `/v1/cases/${taper.body.id}/events`)).body.items.filter(({ kind }) => kind === 'case-asked').map((event) => event['data'] as { key: string; pathway: string; details: JsonObject });
    const begun = await Promise.all(asked.map(({ key, pathway, details }) => beginCase({ record: api.record, cases: api.cases }, { caseId: taper.body.id, key, pathway, details, organisation: 'riverside', rehearsal: false, owners: owners as Owners, at: new Date().toISOString() }, Date.now() + 20_000)));
    expect(begun).toEqual([{ begun: expect.any(String) }, { begun: expect.any(String) }]);
    const register = (await api.get('hub', '/v1/cases?pathway=restriction&status=open&limit=50')).body.items.filter(({ patient }) => patient['id'] === taper.body.patient['id']);
    expect(new Set(register.map(({ details }) => (details as JsonObject)['what']))).toEqual(new Set(['medicines locked away', 'no car']));
    for (const { owners: of } of register) expect(of['clinicalLead']!.id).toBe(owners.clinicalLead);
    const shown = (await (await Discharge.started(api, { patient: person })).look())['restrictions'] as { what: string }[];
    expect(shown).toHaveLength(2);
    expect(shown).toEqual(expect.arrayContaining([expect.objectContaining({ what: 'medicines locked away', until: handed[0]!.until, reviewAt: handed[0]!.reviewAt, stepDownPlan: 'a weekly box' }), expect.objectContaining({ what: 'no car', reviewAt: handed[1]!.reviewAt })]));
    const late = (await api.get('director', `/v1/cases/${register.find(({ details }) => (details as JsonObject)['what'] === 'no car')!.id}`)).body;
    expect([late['begunBy'], late.tasks.map(({ step, status }) => `${step} ${status}`).toSorted()]).toEqual([{ caseId: taper.body.id }, ['limit-passed open', 'restriction-review open']]);
  });

  it('ends at a time to come, and is reviewed every month at least', async () => {
    expect(errors(await api.command('clinical-lead', '/v1/cases', restriction(somebody(), 'no car', { until: inDays(60), reviewAt: inDays(32) })))).toEqual(['/details/reviewAt too-far-ahead']);
    const begun = await api.command('clinical-lead', '/v1/cases', restriction(somebody(), 'no car', { until: inDays(60), reviewAt: inDays(30) }));
    expect(said(begun)).toEqual([201, undefined]);
    const goesOn = { decision: 'continue', rationale: 'r', personsView: 'p', doneAboutTheRisk: 'd', stepDownWhen: 's', until: inDays(60), reviewAt: inDays(32) };
    expect(errors(await api.command('clinical-lead', `/v1/tasks/${taskOf(begun.body, 'restriction-review').id}/complete`, { evidence: goesOn }))).toEqual(['/evidence/reviewAt too-far-ahead']);
    expect(errors(await api.command('clinical-lead', '/v1/cases', restriction(somebody(), 'no car', { until: inDays(-1) })))).toEqual(['/details/until in-the-past']);
  });
});
