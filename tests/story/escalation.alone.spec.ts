import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { EscalationView } from '#libs/contracts/views.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Mailbox } from '#tests/support/http/mailbox.js';
import { StartedProduct } from '#tests/support/stack/started-product.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { Receiver } from '#tests/webhooks/receiver.js';

// Who is reached, over HTTP with real tokens and by real SMTP against a started product: live cases, whose *now* ladders call at any hour of the day.
// What comes for somebody within seconds of their last message is gathered: a minute as it is shipped.
// Hillview's own policy is that of a test (quick-turns.ts): nobody waits for the two hours after which nobody has answered.
const started = StartedProduct.forThisFile({ env: { NOTICE_GATHER: 'PT6S' }, modules: { 'libs/policies/localities/hillview/rapid-falls-review.js': 'tests/story/quick-turns.js' } });
let mailbox: Mailbox;
beforeAll(() => { mailbox = new Mailbox(started.product); });

const reason = 'as agreed';
const idOf = (made: JsonObject): string => made['id'] as string;
const lead = (path: string, body: object = {}, who: LocalPerson = 'escalation-lead'): Promise<JsonObject> => started.client.done(who, path, { reason, ...body });
/** A live case of somebody who fell and hit their head: its urgent check calls the clinical lead as it opens. */
const headInjury = (clinicalLead = 'riverside-clinical-lead'): Promise<CaseOverHttp> => CaseOverHttp.of(started.client, 'rapid-falls-review', { trigger: { kind: 'head-injury', occurredAt: inHours(-0.1), where: 'the kitchen', note: 'found on the floor' }, livesAlone: true }, { rehearsal: false, clinicalLead });
const check = 'urgent-clinical-check';
const at = (role: string): string => `${role}@riverside.example`;
/** The calls of a step once there are so many, and somebody was found for each. */
const calls = (of: CaseOverHttp, step: string, count: number): Promise<EscalationView['calls']> => eventually(`${count} call(s) for ${step}`, async () => {
  const found = (await of.look()).view.escalations.filter((each) => each.step === step).flatMap((each) => each.calls);
  return found.length >= count && found.every(({ person }) => person !== null) && found;
}, 20_000);
const reached = async (of: CaseOverHttp, step: string, count: number): Promise<(string | undefined)[]> => (await calls(of, step, count)).map(({ person }) => person?.id);

describe('who is called', () => {
  it('cover: while the clinical lead is away whoever accepted to cover is called, by mail, and it is theirs to do', async () => {
    const span = { from: inHours(-0.1), until: inHours(3) };
    const leave = ((await started.client.done('clinical-lead', '/v1/people/riverside-clinical-lead/leave', { ...span, reason: 'annual leave' }))['leaves'] as { id: string }[])[0]!;
    const cover = await started.client.done('clinical-lead', '/v1/covers', { person: 'riverside-clinical-lead', by: 'riverside-clinical-lead-2', ...span, reason });
    await started.client.done('clinical-lead-2', `/v1/covers/${idOf(cover)}/accept`);
    const fall = await headInjury();
    expect(await reached(fall, check, 1)).toEqual(['riverside-clinical-lead-2']);
    const mail = await mailbox.once(at('clinical-lead-2'), fall.id);
    expect(mail.subject).toBe('Needs a response: Urgent clinical check');
    // The link in it opens the task once, for them alone, and acknowledges nothing.
    const { token } = /\/links\/(?<token>\S+)/.exec(mail.text)!.groups as { token: string };
    const opened = async (who: LocalPerson) => (await started.client.post(who, '/v1/links/open', { token }));
    expect([(await opened('clinical-lead')).status, (await opened('clinical-lead-2')).body, (await opened('clinical-lead-2')).status]).toEqual([403, { taskId: fall.task(check).id }, 409]);
    expect((await fall.look()).task(check).acknowledgement).toBeNull();
    await fall.complete(check, { route: 'seen', redFlags: [], antithrombotic: 'no', by: 'a nurse', findings: 'a bruise', adviceGivenTo: 'the daughter', someoneWithThem: true }, 'clinical-lead-2');
    expect([fall.task(check).completedBy, await mailbox.to(at('clinical-lead'), fall.id)]).toEqual([{ id: 'riverside-clinical-lead-2', name: 'Dr Luis Mensah' }, []]);
    await lead(`/v1/covers/${idOf(cover)}/withdraw`);
    await lead('/v1/people/riverside-clinical-lead/leave/withdraw', { leave: leave.id });
  }, 60_000);

  it('rota, override, climb to a chosen rung, outcome: whom the rota page shows is who gets the mail; what was answered ends neither task nor climb', async () => {
    const rules = [{ hours: { kind: 'weekly', days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], starts: '00:00', ends: '00:00' }, rotation: { people: ['riverside-escalation-lead-2'], days: 7, startsOn: '2026-01-05', handOverAt: '09:00' } }];
    const rota = idOf(await lead('/v1/rotas', { organisation: 'riverside', role: 'escalation-lead', name: 'Escalation leads', rules }));
    const onPage = async (): Promise<string[]> => {
      const { body } = await started.client.get('hub', `/v1/rotas/${rota}?from=${inHours(0)}&to=${inHours(0.01)}`);
      return [...new Set((body['shifts'] as { answers: { id: string } }[]).map(({ answers }) => answers.id))];
    };
    const fall = await headInjury();
    await calls(fall, check, 1);
    const climb = () => started.client.done('director', `/v1/escalations/${fall.escalation(check).id}/climb`, { toLevel: 3, reason: 'nobody has seen her yet' });
    await climb();
    expect([await reached(fall, check, 2), await onPage()]).toEqual([['riverside-clinical-lead', 'riverside-escalation-lead-2'], ['riverside-escalation-lead-2']]);
    await mailbox.once(at('escalation-lead-2'), fall.id);

    await lead(`/v1/rotas/${rota}/overrides`, { person: 'riverside-hub-2', from: inHours(-0.1), until: inHours(2) });
    await climb();
    expect([await reached(fall, check, 3), await onPage()]).toEqual([['riverside-clinical-lead', 'riverside-escalation-lead-2', 'riverside-hub-2'], ['riverside-hub-2']]);
    await mailbox.once(at('hub-2'), fall.id);
    const calendar = await fetch(`${started.product.url}/v1/rotas/${rota}.ics`, { headers: { authorization: `Bearer ${await started.client.token('hub')}` } });
    expect([calendar.headers.get('content-type'), await calendar.text()]).toEqual(['text/calendar; charset=utf-8', expect.stringMatching(/BEGIN:VCALENDAR[\s\S]*Hana Petrov/)]);

    await started.client.done('escalation-lead', `/v1/escalations/${fall.escalation(check).id}/outcome`, { response: 'an ambulance is on its way' });
    await fall.look();
    expect([fall.escalation(check).outcomes.length, fall.escalation(check).status, fall.task(check).status]).toEqual([1, 'open', 'open']);
    await lead(`/v1/rotas/${rota}/end`);
  }, 60_000);

  it('an acknowledgement that expires: the call that fell due meanwhile is made at its end by itself', async () => {
    // Due in a few seconds: 72 hours after it happened.
    const fall = await CaseOverHttp.of(started.client, 'rapid-falls-review', { trigger: { kind: 'two-falls-in-a-week', occurredAt: inHours(-72, Date.now() + 4_000), earlierAt: inHours(-100), where: 'the kitchen', note: 'found on the floor' }, livesAlone: true }, { rehearsal: false });
    await fall.act('review-held', 'acknowledge', { for: 'PT8S', note: 'on the way there' });
    const { dueAt, acknowledgement } = fall.task('review-held');
    expect(Date.parse(dueAt)).toBeLessThan(Date.parse(acknowledgement!.until));
    const [call] = await calls(fall, 'review-held', 1);
    expect([call!.person?.id, call!.dueAt]).toEqual(['riverside-coordinator', dueAt]);
    expect(Date.parse(call!.at)).toBeGreaterThanOrEqual(Date.parse(acknowledgement!.until));
    // By itself, or listed with what else came for the coordinator.
    await mailbox.once(at('coordinator'), new RegExp(`Case: ${fall.id}\\nStep: Falls review held|- ${fall.task('review-held').id.replaceAll('.', '\\.')}\\n`));

    const { id } = fall.escalation('review-held');
    await started.client.done('coordinator', `/v1/escalations/${id}/acknowledge`, { for: 'PT1S', note: 'a minute more' });
    await eventually('it is open again', async () => (await fall.look()).escalation('review-held').status === 'open', 20_000);
  }, 60_000);
});

describe('how they are reached', () => {
  it('bounce: an address that is refused gives way to the next one of the person; a rung without any to the next person', async () => {
    const added = await started.client.done('escalation-owner', '/v1/people/riverside-escalation-owner/methods', { channel: 'email', address: 'owen@home.example' });
    const { text } = await mailbox.once('owen@home.example', 'Your code is');
    await started.client.done('escalation-owner', '/v1/people/riverside-escalation-owner/methods/verify', { method: (added['methods'] as { id: string; address: string }[]).find(({ address }) => address === 'owen@home.example')!.id, code: /\b\d{6}\b/.exec(text)![0] });
    for (const role of ['escalation-owner', 'escalation-lead']) await started.product.mail('reject', at(role));

    const discharge = await DischargeCase.start(started.client, {}, { rehearsal: false });
    await discharge.post('coordinator', 'triggers', { kind: 'left-before-safe', occurredAt: inHours(0), note: 'walked out with her son' });
    const step = 'left-before-safe-response';
    await mailbox.once('owen@home.example', discharge.id);
    const notices = async (): Promise<string[][]> => (await calls(discharge, step, 1)).map((call) => call.notices.map(({ channel, status }) => `${channel} ${status}`));
    await eventually('both tries are written down', async () => (await notices())[0]?.join() === 'email failed,email accepted');

    await started.client.done('director', `/v1/escalations/${discharge.escalation(step).id}/climb`, { toLevel: 2, reason: 'he is on the road' });
    expect(await reached(discharge, step, 3)).toEqual(['riverside-escalation-owner', 'riverside-escalation-lead', 'riverside-director']);
    await mailbox.once(at('director'), discharge.id);
    expect([new Set((await notices())[1]), (await calls(discharge, step, 3)).map((call) => call.reached), await mailbox.to(at('escalation-lead'), discharge.id)]).toEqual([new Set(['email failed']), [null, false, null], []]);
    for (const role of ['escalation-owner', 'escalation-lead']) await started.product.mail('accept', at(role));
  }, 60_000);

  it('digest: the first call comes at once, what follows in one message that lists it, one record a call', async () => {
    const first = await headInjury('riverside-director-2');
    expect((await mailbox.once(at('director-2'), first.id)).subject).toBe('Needs a response: Urgent clinical check');
    const others = await Promise.all([headInjury('riverside-director-2'), headInjury('riverside-director-2')]);
    const digest = await mailbox.once(at('director-2'), others[0]!.id);
    expect([digest.subject, digest.text.includes(others[1]!.id), digest.text.includes(first.id)]).toEqual(['2 calls for you', true, false]);
    expect(digest.text).not.toMatch(/Synthetic|kitchen|clinical check/);
    for (const each of others) await eventually('each call says what became of it', async () => (await calls(each, check, 1))[0]!.notices.map(({ status }) => status).join() === 'accepted');
  }, 60_000);
});

describe('before it is late, and when nobody answers at all', () => {
  it('reminder: whoever the review was given to is told a day before it is due, and nobody is called', async () => {
    // Due a day and some seconds from now, 72 hours after it happened: long enough to give it to somebody before.
    const fall = await CaseOverHttp.of(started.client, 'rapid-falls-review', { trigger: { kind: 'two-falls-in-a-week', occurredAt: inHours(-48, Date.now() + 12_000), earlierAt: inHours(-100), where: 'the kitchen', note: 'found on the floor' }, livesAlone: true }, { rehearsal: false });
    await fall.act('review-held', 'assign', { to: 'riverside-crisis-team-2', reason });
    const mail = await mailbox.once(at('crisis-team-2'), fall.id);
    expect([mail.subject, mail.text.includes('This is a reminder: nobody is called yet.')]).toEqual(['Due soon: Falls review held', true]);
    expect(mail.text).not.toMatch(/Synthetic|kitchen/);
    await fall.look();
    const [reminder, ...more] = fall.task('review-held').reminders;
    expect([more, reminder]).toEqual([[], expect.objectContaining({ before: 'PT24H', person: { id: 'riverside-crisis-team-2', name: 'Cleo Adeyemi' }, notices: [expect.objectContaining({ channel: 'email', status: 'accepted' })] })]);
    expect(fall.view.escalations.filter(({ step }) => step === 'review-held')).toEqual([]);
  }, 60_000);

  it('system alarm: what nobody answered for a turn of the last rung goes to everybody on duty by every way, and stands until somebody writes what was done', async () => {
    const added = await started.client.done('duty', '/v1/people/riverside-duty/methods', { channel: 'sms', address: '+447700900199' });
    const texts = async (): Promise<{ to: string; text: string }[]> => (await fetch(`${started.product.url}/local/sms?to=${encodeURIComponent('+447700900199')}`)).json() as Promise<{ to: string; text: string }[]>;
    const code = await eventually('the code', async () => /\b\d{6}\b/.exec((await texts())[0]?.text ?? '')?.[0], 20_000);
    await started.client.done('duty', '/v1/people/riverside-duty/methods/verify', { method: (added['methods'] as { id: string }[]).at(-1)!.id, code });

    const { id } = await started.client.done('other-hub', '/v1/cases', {
      pathway: 'rapid-falls-review', patient: somebody(), organisation: 'hillview', owners: { clinicalLead: 'hillview-clinical-lead', coordinator: 'hillview-coordinator', escalationOwner: 'hillview-escalation-owner' },
      details: { trigger: { kind: 'head-injury', occurredAt: inHours(-0.1), where: 'the kitchen', note: 'found on the floor' }, livesAlone: true },
    });
    for (const address of ['duty@riverside.example', 'duty-2@riverside.example']) {
      const mail = await mailbox.once(address, id as string);
      expect([mail.subject, mail.text.includes('write down what was done'), /Synthetic|kitchen/.test(mail.text)]).toEqual(['Alarm: nobody has answered: Urgent clinical check', true, false]);
    }
    await eventually('a text too', async () => (await texts()).some(({ text }) => text.includes('Alarm: nobody has answered: Urgent clinical check.')), 20_000);
    // The ladder was climbed to its end before.
    for (const role of ['clinical-lead', 'escalation-owner', 'escalation-lead', 'director']) await mailbox.once(`${role}@hillview.example`, id as string);

    // The end of the case ends the calls; the alarm is over when somebody has written what was done.
    await started.client.done('other-hub', `/v1/cases/${id as string}/end`, { because: 'entered-in-error', at: inHours(0), note: 'the wrong form' });
    const alarms = async (who: LocalPerson, status = 'open') => (await started.client.get(who, `/v1/alarms?status=${status}&caseId=${id as string}`)).body['items'] as { id: string; step: string; told: { person: { id: string } }[] }[];
    const [alarm, ...others] = await alarms('duty');
    expect([others, alarm?.step, alarm?.told.map(({ person }) => person.id).toSorted(), (await alarms('other-hub')).length, await alarms('hub')]).toEqual([[], check, ['riverside-duty', 'riverside-duty-2'], 1, []]);
    const write = (who: LocalPerson) => started.client.post(who, `/v1/alarms/${alarm!.id}/done`, { done: 'rang the surgery, who have seen her' });
    expect([(await write('other-hub')).status, (await write('hub')).status, (await write('duty')).status, (await write('duty')).body['code']]).toEqual([403, 404, 200, 'alarm-already-done']);
    expect([await alarms('duty'), (await alarms('duty', 'done')).length]).toEqual([[], 1]);
  }, 90_000);
});

describe('the directory, as its people use it', () => {
  it('somebody new is verified by the code that was mailed, is called, and leaves: what they had goes to another by one command', async () => {
    const team = idOf(await lead('/v1/teams', { organisation: 'riverside', name: 'North', lead: 'riverside-coordinator' }));
    const person = idOf(await lead('/v1/people', { organisation: 'riverside', name: 'Nia Newcomer', team }));
    await lead(`/v1/people/${person}/roles`, { role: 'clinical-lead' });
    const holes = async (): Promise<string[]> => ((await started.client.get('director', `/v1/coverage?from=${inHours(0)}&to=${inHours(24)}`)).body['items'] as { kind: string; person?: { id: string } }[]).filter((each) => each.person?.id === person).map(({ kind }) => kind);
    const added = await lead(`/v1/people/${person}/methods`, { channel: 'email', address: 'nia@riverside.example', reason: undefined });
    const [method] = added['methods'] as { id: string }[];
    const { text } = await mailbox.once('nia@riverside.example', 'Your code is');
    await lead(`/v1/people/${person}/methods/verify`, { method: method!.id, code: /\b\d{6}\b/.exec(text)![0], reason: undefined });

    const fall = await headInjury();
    await fall.post('coordinator', 'owners', { role: 'clinical-lead', person, reason: 'she knows the family' });
    await mailbox.once('nia@riverside.example', fall.id);
    await lead(`/v1/people/${person}/leave`, { from: inHours(1), until: inHours(20) });
    expect(await holes()).toContain('leave-without-cover');
    const uncovered = (await started.client.get('coordinator', '/v1/leave?withoutCover=true&mine=true')).body['items'] as { person: { id: string } }[];
    expect(uncovered.map((each) => each.person.id)).toEqual([person]);

    await lead(`/v1/people/${person}/deactivate`, { reason: 'left the trust' });
    const left = (await started.client.get('coordinator', '/v1/reassignments?mine=true')).body['items'] as { person: { id: string }; cases: { id: string }[] }[];
    expect(left.map((each) => [each.person.id, each.cases.map(({ id }) => id)])).toEqual([[person, [fall.id]]]);
    const moved = await started.client.done('coordinator', `/v1/people/${person}/reassign`, { to: 'riverside-clinical-lead-2', reason: 'left the trust' });
    expect([moved['done'], (await fall.look()).view.owners?.clinicalLead.id]).toEqual([true, 'riverside-clinical-lead-2']);
    await mailbox.once(at('clinical-lead-2'), fall.id);
    expect((await started.client.get('coordinator', '/v1/reassignments?mine=true')).body['items']).toEqual([]);
  }, 60_000);
});

describe('another system', () => {
  let receiver: Receiver;
  beforeAll(async () => { receiver = await Receiver.start(); });
  afterAll(() => receiver.stop());

  it('is told by signed messages what happens, also after the worker was killed', async () => {
    const webhook = await lead('/v1/webhooks', { organisation: 'riverside', url: receiver.url, description: 'the council' });
    receiver.secret = webhook['secret'] as string;
    const told = (fall: CaseOverHttp): string[] => receiver.taken.filter(({ payload }) => payload.data.caseId === fall.id).map(({ payload }) => payload.type);
    const fall = await headInjury();
    await eventually('the call is told', () => told(fall).includes('called'), 20_000);
    await started.product.kill('worker-live');
    // Whoever is answered 503 or `pending` meanwhile asks again with the same key.
    const end = { because: 'entered-in-error', at: inHours(0), note: 'the wrong form' };
    await eventually('it is ended', async () => (await started.client.post('coordinator', `/v1/cases/${fall.id}/end`, end, 'ended-once')).status === 200, 60_000);
    await eventually('the end is told', () => told(fall).includes('case-closed'), 40_000);
    expect([new Set(told(fall).slice(0, 1)), told(fall).at(-1), receiver.refused]).toEqual([new Set(['case-opened']), 'case-closed', 0]);
    expect(JSON.stringify(receiver.came)).not.toMatch(/Synthetic|999\d{7}|kitchen|wrong form/);
  }, 90_000);
});
