import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { sendToCase } from '#libs/kin/send-to-case.js';
import { proposeLevel } from '#libs/pressure/propose.js';
import { keepReadings } from '#libs/pressure/readings.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { said, taskOf } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('system-pressure'); }, 600_000);
afterAll(async () => { await api.stop(); });

const errors = ({ body }: { body: Body }): string[] => body.errors.map(({ pointer, code }) => `${pointer} ${code}`);
const MINUTE = 60_000;
let source: { id: string; secret: string };
let messages = 0;
/** An ambulance service tells how long the longest wait is. */
async function tells(value: number, { at = new Date(), id = `reading-${messages += 1}`, secret = source.secret, sent = new Date(), from = source.id, change = (body: string) => body } = {}): Promise<Answer> {
  const body = JSON.stringify({ source: from, readings: [{ indicator: 'ambulance-handover-delay', value, at: at.toISOString() }] });
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(sent.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(id, sent, body) };
  return api.send('POST', '/v1/indicators', { body: change(body), headers });
}
interface Pressure extends Body { level: number; proposed: { level: number; because: string } | null; indicators: { name: string; value: number | null; level: number | null; stale: boolean; source: string | null }[]; cards: { level: number; title: string; steps: Body[] }[]; meetings: Body[]; feedback: Body[] }
const pressure = async (as: string, organisation = 'riverside'): Promise<Pressure> => (await api.get(as, `/v1/pressure?organisation=${organisation}`)).body.items[0] as Pressure;
const declared = (level: number, more: object = {}) => ({
  kind: 'level-decision', outcome: `level-${level}`, because: 'what the ambulances say', question: 'Which level?', options: [{ option: 'leave it', doNothing: true, rejectedBecause: 'people wait' }, { option: 'declare it' }], chosen: 'declare it',
  riskAccepted: 'planned work waits', proportionateBecause: 'until tonight', personsView: 'wards agree', actions: [], safetyNet: [{ if: 'worse', call: 'the director', respondWithin: 'PT15M' }], ...more,
});

describe('a source of indicators', () => {
  it('is added by a lead, who is shown its secret once; nobody else may', async () => {
    const request = { organisation: 'riverside', name: 'Ambulance service', indicators: ['ambulance-handover-delay'], reason: 'they see it first' };
    expect(said(await api.command('coordinator', '/v1/indicator-sources', request))).toEqual([403, 'not-yours']);
    const added = await api.command('escalation-lead', '/v1/indicator-sources', request);
    expect([added.status, String(added.body['secret']).startsWith('whsec_')]).toEqual([201, true]);
    source = added.body as unknown as typeof source;
    expect(JSON.stringify((await api.get('director', '/v1/indicator-sources')).body)).not.toContain('whsec_');
    expect(errors(await api.command('director', '/v1/indicator-sources', { ...request, indicators: ['escalations-at-last-rung'] }))).toEqual(['/indicators/0 not-one-of']);
  });

  it('is believed only by its signature, over the very bytes, and only while it is fresh', async () => {
    const refused = [401, 'signature-refused'];
    expect(said(await tells(10, { secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }))).toEqual(refused);
    expect(said(await tells(10, { change: (body) => body.replace('10', '11') }))).toEqual(refused);
    expect(said(await tells(10, { sent: new Date(Date.now() - 6 * MINUTE) }))).toEqual(refused);
    expect(said(await tells(10, { sent: new Date(Date.now() + 6 * MINUTE) }))).toEqual(refused);
    expect(said(await tells(10, { from: 'somebody' }))).toEqual(refused);
    expect(said(await api.send('POST', '/v1/indicators', { as: 'director', body: { source: source.id, readings: [] } }))).toEqual(refused);
    expect((await pressure('hub')).indicators[0]).toMatchObject({ value: null, level: null, stale: true });
  });

  it('told twice counts once, and the same id with something else in it is refused', async () => {
    expect((await tells(10, { id: 'once', at: new Date('2026-01-01T00:00:00Z') })).body).toEqual({ messageId: 'once', taken: 1 });
    expect((await tells(10, { id: 'once', at: new Date('2026-01-01T00:00:00Z') })).body).toEqual({ messageId: 'once', taken: 1 });
    expect(said(await tells(11, { id: 'once', at: new Date('2026-01-01T00:00:00Z') }))).toEqual([422, 'webhook-id-reused']);
    expect(await api.record.query('select value from indicator_readings where source_id is not null')).toEqual([{ value: 10 }]);
  });

  it('tells what has been, by name', async () => {
    expect(errors(await tells(-1))).toEqual(['/readings/0/value too-small']);
    expect(errors(await tells(10, { at: new Date(Date.now() + 5 * MINUTE) }))).toEqual(['/readings/0/at in-the-future']);
    expect(errors(await tells(1e9))).toEqual(['/readings/0/value too-large']);
  });
});

describe('the level of a system', () => {
  it('is proposed by rules as soon as a reading reaches a point, by a case that begins by itself with named owners', async () => {
    expect(said(await tells(75))).toEqual([200, undefined]);
    const { caseId, proposed, level, indicators } = await pressure('coordinator');
    expect([level, proposed?.level, indicators[0]]).toEqual([1, 3, expect.objectContaining({ value: 75, level: 3, stale: false, source: 'Ambulance service' })]);
    const { body } = await api.get('director', `/v1/cases/${String(caseId)}`);
    expect([body.owners['clinicalLead']?.id, body.owners['coordinator']?.id, body.owners['escalationOwner']?.id]).toEqual(['riverside-director', 'riverside-hub', 'riverside-escalation-lead']);
    expect(body.tasks.filter(({ status }) => status === 'open').map(({ step }) => step)).toEqual(['level-decision']);
  });

  it('is one open case a system: another start is told which', async () => {
    const { caseId } = await pressure('hub');
    const started = await api.command('hub', '/v1/cases', { pathway: 'system-pressure', organisation: 'riverside', owners: { clinicalLead: 'riverside-director', coordinator: 'riverside-hub', escalationOwner: 'riverside-escalation-lead' }, details: { title: 't', situation: 's' } });
    expect([...said(started), started.body.caseId]).toEqual([409, 'case-already-open', caseId]);
  });

  it('is declared by the accountable lead or who stands above, with a reason; its cards are shown with owner and time to everybody', async () => {
    const { caseId } = await pressure('hub');
    const path = `/v1/cases/${String(caseId)}/decisions`;
    expect(said(await api.command('coordinator', path, declared(3)))).toEqual([403, 'not-yours']);
    expect(errors(await api.command('director', path, declared(3, { because: undefined })))).toEqual(['/because required']);
    expect(said(await api.command('director', path, declared(3)))).toEqual([200, undefined]);
    const seen = await pressure('crisis-team');
    expect([seen.level, seen['because'], (seen['by'] as { name: string }).name, seen.proposed]).toEqual([3, 'what the ambulances say', 'Dilip Rao', null]);
    expect(seen.cards.map(({ level, title, steps }) => [level, title, steps.length])).toEqual([[3, 'Free the front door', 2], [3, 'Move what can wait', 1], [2, 'Let people leave who can', 2]]);
    expect(seen.cards[0]!.steps[0]).toMatchObject({ status: 'open', owner: { role: 'escalation-lead', person: null }, overdue: false });
  });

  it('is proposed lower only when that has held for half an hour', async () => {
    expect((await tells(5)).status).toBe(200);
    const kin = { record: api.record, cases: api.cases };
    expect((await pressure('hub')).proposed).toBe(null);
    await proposeLevel(kin, 'riverside', new Date(Date.now() + 29 * MINUTE));
    expect((await pressure('hub')).proposed).toBe(null);
    await proposeLevel(kin, 'riverside', new Date(Date.now() + 31 * MINUTE));
    expect((await pressure('hub')).proposed?.level).toBe(1);
    const { caseId } = await pressure('hub');
    expect((await api.get('hub', `/v1/cases/${String(caseId)}/events`)).body.items.filter(({ kind }) => kind === 'trigger-recorded').map(({ data }) => (data as { kind: string }).kind)).toEqual(['level-3-proposed', 'level-1-proposed']);
  });

  it('that is lower lets go of what was to be done only when somebody says what becomes of it', async () => {
    const { caseId } = await pressure('hub');
    const path = `/v1/cases/${String(caseId)}/decisions`;
    expect(errors(await api.command('director', path, declared(1)))).toEqual(['/actionsThen required']);
    expect(errors(await api.command('director', path, declared(1, { actionsThen: 'handed-over' })))).toEqual(['/acceptedBy required']);
    const stood = await api.command('director', path, declared(1, { actionsThen: 'handed-over', acceptedBy: { organisation: 'Riverside', name: 'The bed manager', contact: '0300 000 000' } }));
    expect([...said(stood), stood.body.tasks.filter(({ status }) => status === 'handed-over').length, stood.body.tasks.filter(({ status }) => status === 'open').map(({ step }) => step)]).toEqual([200, undefined, 5, ['plan-updated']]);
  });
});

describe('partners of a system', () => {
  it('are named by its leads, see how it stands, and may call a meeting at any time, in which they are called by name', async () => {
    expect(said(await api.get('other-hub', '/v1/pressure?organisation=riverside'))).toEqual([404, 'not-found']);
    expect(said(await api.command('other-hub', '/v1/pressure/meetings', { organisation: 'riverside', note: 'full' }))).toEqual([404, 'not-found']);
    expect(said(await api.command('hub', '/v1/pressure/participants', { organisation: 'riverside', person: 'hillview-hub', service: 'Neighbouring trust', reason: 'they take part' }))).toEqual([403, 'not-yours']);
    const added = await api.command('director', '/v1/pressure/participants', { organisation: 'riverside', person: 'hillview-hub', service: 'Neighbouring trust', reason: 'they take part' });
    expect([added.status, added.body['service']]).toEqual([201, 'Neighbouring trust']);
    expect(said(await api.command('director', '/v1/pressure/participants', { organisation: 'riverside', person: 'hillview-hub', service: 'again', reason: 'r' }))).toEqual([409, 'takes-part-already']);
    expect((await pressure('other-hub')).organisation).toMatchObject({ id: 'riverside' });
    // The first case goes on until what was learned is written down.
    const { caseId } = await pressure('hub');
    const plan = taskOf((await api.get('director', `/v1/cases/${String(caseId)}`)).body, 'plan-updated');
    expect(said(await api.command('director', `/v1/tasks/${plan.id}/complete`, { evidence: { worked: 'spaces', didNot: 'calls', planChange: { noneBecause: 'none' } } }))).toEqual([200, undefined]);
    expect((await pressure('hub')).caseId).toBe(null);

    const called = await api.command('other-hub', '/v1/pressure/meetings', { organisation: 'riverside', note: 'Our wards are full' }, 'meeting-1');
    expect([called.status, called.body.tasks.filter(({ step }) => step === 'meeting-joined').length]).toEqual([201, 5]);
    expect((await api.command('other-hub', '/v1/pressure/meetings', { organisation: 'riverside', note: 'Our wards are full' }, 'meeting-1')).body.id).toBe(called.body.id);
    const mine = called.body.tasks.find(({ owner }) => owner.person?.id === 'hillview-hub')!;
    expect(said(await api.command('other-hub', `/v1/tasks/${mine.id}/complete`, { evidence: { joined: true, who: 'Hassan Odell' } }))).toEqual([200, undefined]);
    expect((await pressure('other-hub')).meetings[0]).toMatchObject({ note: 'Our wards are full', by: 'Hassan Odell', joined: ['Hassan Odell'], held: false, waiting: [{ role: 'hub' }, { role: 'clinical-lead', person: { name: 'Dilip Rao' } }, { role: 'escalation-lead' }, { role: 'crisis-team' }] });
    expect(said(await api.command('auditor', '/v1/pressure/meetings', { organisation: 'riverside', note: 'n' }))).toEqual([403, 'not-yours']);
  });

  it('are asked for aid by name', async () => {
    const { caseId } = await pressure('hub');
    const asked = await api.command('hub', `/v1/cases/${String(caseId)}/triggers`, { kind: 'aid-requested', occurredAt: new Date().toISOString(), note: 'four nurses tonight' });
    const offer = asked.body.tasks.find(({ step }) => step === 'aid-offered')!;
    expect(offer.owner.person?.id).toBe('hillview-hub');
    const given = { decision: 'offer', what: 'two nurses', deliveryAt: new Date(Date.now() + 60 * MINUTE).toISOString(), paidBy: 'the system' };
    expect(said(await api.command('other-hub', `/v1/tasks/${offer.id}/complete`, { evidence: given }))).toEqual([200, undefined]);
    const accept = taskOf((await api.get('hub', `/v1/cases/${String(caseId)}`)).body, 'aid-accepted');
    expect(said(await api.command('hub', `/v1/tasks/${accept.id}/complete`, { evidence: { decision: 'take', agreedWith: 'their duty manager' } }))).toEqual([200, undefined]);
    expect(taskOf((await api.get('hub', `/v1/cases/${String(caseId)}`)).body, 'aid-done')).toMatchObject({ dueAt: given.deliveryAt, owner: { person: { id: 'hillview-hub' } } });
  });

  it('and everybody else say what is wrong with a card, and are answered', async () => {
    const { caseId } = await pressure('hub');
    const path = `/v1/cases/${String(caseId)}/triggers`;
    const feedback = { kind: 'card-feedback', occurredAt: new Date().toISOString(), note: 'the list is of last year' };
    expect(errors(await api.command('other-hub', path, { ...feedback, about: 'no-card' }))).toEqual(['/about unknown-card']);
    expect(errors(await api.command('other-hub', path, { ...feedback, kind: 'system-risk', about: 'discharge-sweep' }))).toEqual(['/about only-for-card-feedback']);
    expect(said(await api.command('other-hub', path, { ...feedback, about: 'discharge-sweep' }))).toEqual([200, undefined]);
    const task = taskOf((await api.get('hub', `/v1/cases/${String(caseId)}`)).body, 'feedback-answered');
    await api.command('hub', `/v1/tasks/${task.id}/complete`, { evidence: { answer: 'a new list is there', told: 'Hassan Odell', cardChange: 'the list is made each week' } });
    expect((await pressure('other-hub')).feedback).toEqual([expect.objectContaining({ by: 'Hassan Odell', about: 'discharge-sweep', answer: 'a new list is there' })]);
  });
});

describe('a system’s own indicators', () => {
  it('are read when a level is proposed, and shown beside what is told from outside', async () => {
    await proposeLevel({ record: api.record, cases: api.cases }, 'hillview', new Date());
    const seen = await pressure('other-hub', 'hillview');
    expect(seen.indicators.map(({ name, value }) => [name, value])).toEqual([['ambulance-handover-delay', null], ['escalations-at-last-rung', 0], ['standards-unmet-by-capacity', 0], ['discharges-without-a-case', 0]]);
  });
});

describe('a system that was stood down', () => {
  const kin = () => ({ record: api.record, cases: api.cases });
  const inHours = (hours: number): Date => new Date(Date.now() + hours * 60 * MINUTE);
  const declares = async (caseId: string, level: number, more: object = {}): Promise<void> => expect(said(await api.command('director', `/v1/cases/${caseId}/decisions`, declared(level, more)))).toEqual([200, undefined]);
  const waitsFor = async (caseId: string): Promise<(string | null)[]> => (await api.get('director', `/v1/cases/${caseId}`)).body.tasks.filter(({ step, status }) => step === 'level-decision' && status === 'open').map(({ owner }) => owner.role);

  it('too soon is proposed the level again a day later, while what was learned is still to be written down', async () => {
    await tells(75);
    const caseId = String((await pressure('hub')).caseId);
    await declares(caseId, 3);
    await declares(caseId, 1, { actionsThen: 'closed' });
    await proposeLevel(kin(), 'riverside', inHours(23));
    expect(await waitsFor(caseId)).toEqual([]);
    await proposeLevel(kin(), 'riverside', inHours(25));
    expect([await waitsFor(caseId), (await pressure('hub')).proposed?.level]).toEqual([['clinical-lead'], 3]);
  });

  it('and closed just as a level was proposed has a case begin for it at the next look', async () => {
    await keepReadings(api.record.manager, [{ organisation: 'hillview', indicator: 'ambulance-handover-delay', value: 75, at: new Date(), source: null }]);
    await proposeLevel(kin(), 'hillview', new Date());
    const before = String((await pressure('other-hub', 'hillview')).caseId);
    const closes = { id: 'nothing-there', actor: { person: 'hillview-director' }, receivedAt: new Date().toISOString(), command: { type: 'decide' as const, decision: declared(1) as never } };
    expect(await sendToCase(kin(), before, closes, Date.now() + MINUTE)).toEqual({ kept: true });
    // As it stands in the instant before the claim is released.
    await api.record.query('update organisation_claims set released_at = null where case_id = $1', [before]);
    await proposeLevel(kin(), 'hillview', inHours(25));
    await api.record.query('update organisation_claims set released_at = now() where case_id = $1', [before]);
    await proposeLevel(kin(), 'hillview', inHours(25));
    const { caseId, proposed } = await pressure('other-hub', 'hillview');
    expect([caseId === before, typeof caseId, proposed?.level]).toEqual([false, 'string', 3]);
  });
});

describe('flow meetings of a system', () => {
  interface Flow { next: Body[]; agenda: { topic: string; count: number; items: { says: string; taskId: string | null }[] | null }[]; actions: Body[]; past: Record<string, unknown>[]; counted: Record<string, unknown>; days: string; time: string }
  const flow = async (as: string, organisation = 'riverside'): Promise<Flow> => (await api.get(as, `/v1/pressure/flow?organisation=${organisation}`)).body.items[0] as unknown as Flow;
  const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
  const begin = (details: object) => api.command('hub', '/v1/cases', { pathway: 'flow-meetings', organisation: 'riverside', owners, details: { title: 'Riverside flow', meetingsFor: 'who can leave', chair: 'riverside-coordinator', participants: ['hillview-hub'], ...details } });

  it('are begun by a person, with a chair and partners whom we know, and not some far-off day', async () => {
    expect([(await flow('hub')).next, (await flow('hub')).days, (await flow('hub')).time]).toEqual([[], 'Monday, Wednesday, Friday', '09:30']);
    expect(errors(await begin({ chair: undefined }))).toEqual(['/details/chair required']);
    expect(errors(await begin({ chair: 'nobody' }))).toEqual(['/details/chair unknown-person']);
    expect(errors(await begin({ participants: ['nobody'] }))).toEqual(['/details/participants/0 unknown-person']);
    expect(errors(await begin({ notBefore: new Date(Date.now() + 36 * 24 * 60 * MINUTE).toISOString() }))).toEqual(['/details/notBefore too-far-ahead']);
    expect(errors(await begin({ notBefore: new Date(Date.now() - 60 * MINUTE).toISOString() }))).toEqual(['/details/notBefore in-the-past']);
    expect((await begin({})).status).toBe(201);
    expect((await flow('crisis-team')).next).toEqual([expect.objectContaining({ step: 'flow-meeting', status: 'open', passedOver: 0, owner: { role: 'action-owner', person: { id: 'riverside-coordinator', name: 'Colin Okafor' } } })]);
  });

  it('have an agenda from the record as it is read; partners see how many and not which, and nobody else anything', async () => {
    await api.record.query(`insert into admissions (id, organisation_id, status, ward, left_at) values ('left-for-flow', 'riverside', 'left', 'Willow', now() - interval '1 hour')`);
    const topics = ({ agenda }: Flow): unknown[] => agenda.map(({ topic, count, items }) => [topic, count, items?.map(({ says }) => says) ?? null]);
    expect(topics(await flow('coordinator'))).toEqual([['escalations-at-last-rung', 0, []], ['standards-unmet-by-capacity', 0, []], ['discharges-without-a-case', 1, ['Willow']], ['actions-not-done', 0, []]]);
    expect(topics(await flow('other-hub'))[2]).toEqual(['discharges-without-a-case', 1, null]);
    expect(said(await api.get('hub', '/v1/pressure/flow?organisation=hillview'))).toEqual([404, 'not-found']);
    expect(errors(await api.get('hub', '/v1/pressure/flow?week=1'))).toEqual(['/week unknown-parameter']);
  });

  it('are held with who was there and what was agreed, by the chair and nobody in passing, and the next one stands', async () => {
    const task = (await flow('hub')).next[0]!['taskId'] as string;
    const held = { decision: 'held', heldAt: new Date().toISOString(), joined: ['Acute', 'Ambulance service'], missing: ['Community'], discussed: 'six wait for equipment', actions: [{ title: 'A lorry on Saturday', owner: 'hillview-hub', dueAt: new Date(Date.now() + 60 * MINUTE).toISOString(), completionCheck: 'it came' }], nextChair: 'riverside-escalation-lead' };
    const complete = (as: string, evidence: object) => api.command(as, `/v1/tasks/${task}/complete`, { evidence });
    expect(said(await complete('crisis-team', held))).toEqual([403, 'not-yours']);
    expect(errors(await complete('coordinator', { ...held, joined: [] }))).toEqual(['/evidence/joined too-small']);
    expect(errors(await complete('coordinator', { ...held, nextChair: 'nobody' }))).toEqual(['/evidence/nextChair unknown-person']);
    expect(errors(await complete('coordinator', { decision: 'cancelled' }))).toEqual(['/evidence/because required']);
    expect(said(await complete('coordinator', held))).toEqual([200, undefined]);
    const { next, actions, past, counted } = await flow('other-hub');
    expect([next.length, next[0]!.owner.person?.id, actions]).toEqual([1, 'riverside-escalation-lead', [expect.objectContaining({ title: 'A lorry on Saturday', status: 'open' })]]);
    expect([past, counted]).toEqual([[expect.objectContaining({ became: 'held', late: false, joined: ['Acute', 'Ambulance service'], missing: ['Community'], discussed: 'six wait for equipment' })], expect.objectContaining({ meetings: 1, held: 1, cancelled: 0, passedOver: 0 })]);
  });
});
