import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { ownPeopleForThisFile, riversideForThisFile } from '#tests/support/http/riverside.js';
import { cardSteps } from '#libs/contracts/http/pathways/system-pressure.js';

// A system under pressure over HTTP with real tokens against a started product: as it happens in an organisation of its own, and as a rehearsal, the same engine with the clock moved.
const started = riversideForThisFile();
const own = ownPeopleForThisFile();

const because = 'what the ambulances say';
const partner = 'hillview-hub';

describe('a system under pressure, told over HTTP', () => {
  it('told by the ambulance service, proposed by rules, declared by a person; a partner calls a meeting, and standing down hands over what is left', async () => {
    const { client } = own;
    const { organisation } = client;
    const source = await client.done('escalation-lead', '/v1/indicator-sources', { organisation, name: 'Ambulance service', indicators: ['ambulance-handover-delay'], reason: 'they see it first' }) as { id: string; secret: string };
    const body = JSON.stringify({ source: source.id, readings: [{ indicator: 'ambulance-handover-delay', value: 75, at: new Date().toISOString() }] });
    const sent = new Date();
    const told = await fetch(`${client.product.url}/v1/indicators`, { method: 'POST', body, headers: { 'content-type': 'application/json', 'webhook-id': 'first', 'webhook-timestamp': String(Math.floor(sent.getTime() / 1000)), 'webhook-signature': new Webhook(source.secret).sign('first', sent, body) } });
    expect(told.status).toBe(200);
    const stands = async () => ((await client.get('crisis-team', `/v1/pressure?organisation=${organisation}`)).body['items'] as unknown as { caseId: string; level: number; proposed: { level: number } | null; meetings: object[]; cards: object[] }[])[0]!;
    const proposed = await stands();
    expect([proposed.level, proposed.proposed?.level]).toEqual([1, 3]);
    const pressure = await CaseOverHttp.found(client, proposed.caseId);
    expect([pressure.open(), pressure.task('level-decision').owner.person?.id]).toEqual([['level-decision'], client.idOf('director')]);
    await pressure.post('director', 'decisions', pressure.decision('level-decision', 'level-3', { because }));
    expect([(await stands()).level, (await stands()).cards.length, pressure.open()]).toEqual([3, 3, ['community-slots-released', 'discharge-sweep', 'handover-spaces-named', 'level-decision', 'planned-work-reviewed', 'senior-at-the-front-door']]);

    await client.done('director', '/v1/pressure/participants', { organisation, person: partner, service: 'Neighbouring trust', reason: 'they take part' });
    await client.done('other-hub', '/v1/pressure/meetings', { organisation, note: 'Our wards are full' });
    await pressure.look();
    await pressure.complete('meeting-held', { heldAt: pressure.at(), joined: ['A', 'B'], discussed: 'beds', actions: [] }, 'hub');
    await pressure.complete('handover-spaces-named', { done: 'four', effect: 'two crews are back' }, 'escalation-lead');
    expect((await stands()).meetings).toEqual([expect.objectContaining({ note: 'Our wards are full', held: true })]);
    const down = (more: object) => pressure.decision('level-decision', 'level-1', { because: 'the queue is gone', ...more });
    expect(await pressure.refused('director', `/v1/cases/${pressure.id}/decisions`, down({}))).toEqual([422, '/actionsThen']);
    await pressure.post('director', 'decisions', down({ actionsThen: 'handed-over', acceptedBy: { organisation: 'Riverside', name: 'The bed manager', contact: '0300 000 000' } }));
    expect([pressure.task('discharge-sweep').status, pressure.open(), (await stands()).level]).toEqual(['handed-over', ['plan-updated'], 1]);
  }, 120_000);

  it('aid is asked, offered with who pays, taken and there; a level that nobody acts on, or that stands for long, is an alarm of its own; stood down, the plan learns', async () => {
    const { client } = started;
    const pressure = await CaseOverHttp.of(client, 'system-pressure', { title: 'Riverside under pressure', situation: 'seven ambulances wait', participants: [partner] }, { patient: null });
    expect(pressure.called('level-decision')).toEqual(['clinical-lead']);
    await pressure.advance('PT2H');
    expect(pressure.called('level-decision').slice(0, 4)).toEqual(['clinical-lead', 'clinical-lead', 'escalation-owner', 'escalation-lead']);
    await pressure.post('clinical-lead', 'decisions', pressure.decision('level-decision', 'level-4', { because }));
    expect(pressure.open()).toEqual([...cardSteps, 'level-decision'].toSorted());
    await pressure.post('hub', 'triggers', { kind: 'aid-requested', occurredAt: pressure.at(), note: 'four nurses tonight' });
    expect(pressure.task('aid-offered').owner.person?.id).toBe(partner);
    const offer = { decision: 'offer', what: 'two nurses', deliveryAt: pressure.at(2), paidBy: 'the system' };
    const { paidBy: _, ...unpaid } = offer;
    expect(await pressure.refusedEvidence('aid-offered', unpaid, 'other-hub')).toEqual([422, '/evidence/paidBy']);
    await pressure.complete('aid-offered', offer, 'other-hub');
    expect(pressure.task('aid-offered').evidence).toMatchObject({ paidBy: 'the system' });
    await pressure.complete('aid-accepted', { decision: 'take', agreedWith: 'their duty manager' });
    expect([pressure.task('aid-done').dueAt, pressure.task('aid-done').owner.person?.id]).toEqual([offer.deliveryAt, partner]);
    await pressure.post('coordinator', 'triggers', { kind: 'card-feedback', occurredAt: pressure.at(), note: 'the list is of last year', about: 'discharge-sweep' });
    await pressure.complete('feedback-answered', { answer: 'a new list is there', told: 'the ward', cardChange: 'the list is made each week' });
    await pressure.advance('PT3H');
    expect([pressure.called('level-without-action').slice(0, 1), pressure.called('aid-done').slice(0, 2)]).toEqual([['director'], ['action-owner', 'escalation-owner']]);
    await pressure.complete('aid-done', { done: 'two nurses came', receivedBy: 'ward 5' }, 'other-hub');
    expect(pressure.called('level-decision')).not.toContain('director');
    await pressure.advanceTo(Date.parse(pressure.task('level-decision').dueAt));
    expect(pressure.called('level-decision').at(-1)).toBe('director');
    for (const step of cardSteps) await pressure.complete(step, { done: 'd', effect: 'e' });
    expect(pressure.task('level-without-action').status).toBe('not-needed');
    await pressure.post('clinical-lead', 'decisions', pressure.decision('level-decision', 'level-1', { because: 'the queue is gone' }));
    expect([pressure.view.stage, pressure.open()]).toEqual(['stood-down', ['plan-updated']]);
    await pressure.complete('plan-updated', { worked: 'spaces', didNot: 'calls', planChange: 'call by name' }, 'clinical-lead');
    expect([pressure.view.status, pressure.view.outcome?.outcome]).toEqual(['closed', 'stood-down']);
  }, 120_000);

  it('standing meetings about flow: one that nobody holds climbs, is written down with what was agreed, and the next one stands', async () => {
    const { client } = started;
    const flow = await CaseOverHttp.of(client, 'flow-meetings', { title: 'Riverside flow', meetingsFor: 'who can leave', chair: client.idOf('coordinator'), participants: [partner] }, { patient: null });
    expect([flow.open(), flow.task('flow-meeting').owner.person?.id]).toEqual([['flow-meeting'], client.idOf('coordinator')]);
    await flow.advance('P8D');
    expect(flow.called('flow-meeting').slice(0, 3)).toEqual(['action-owner', 'escalation-owner', 'escalation-lead']);
    await flow.complete('flow-meeting', { decision: 'held', heldAt: flow.at(), joined: ['acute', 'ambulance', 'mental health', 'community'], discussed: 'who can leave', actions: [{ title: 'Two beds', owner: partner, dueAt: flow.at(2), completionCheck: 'both are filled' }] });
    expect(flow.open()).toEqual(['action', 'flow-meeting']);
    await flow.complete('flow-meeting', { decision: 'ended', because: 'the board meets daily now' });
    await flow.complete('action', { done: 'two', check: 'both are filled', checkedBy: 'a colleague' }, 'other-hub');
    expect([flow.view.status, flow.view.outcome?.outcome]).toEqual(['closed', 'meetings-ended']);
  }, 120_000);
});
