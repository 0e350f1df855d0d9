import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Bundle, MessageHeader, OperationOutcome, Patient, ServiceRequest } from '@medplum/fhirtypes';
import { samplesFolder } from '#apps/demo/samples.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { issuesOf } from '#libs/intake/fhir/definitions.js';
import { exampleReferral, type ExampleReferral } from '#libs/intake/fhir/example-referral.js';
import { reviewCaseOf } from '#libs/intake/tell-case.js';
import { Message } from '#libs/records/entities/message.js';
import { apiHouse, type ApiHouse } from './api-house.js';

const PATH = '/v1/intake/fhir/$process-message';
let house: ApiHouse;
let made = 0;
beforeAll(async () => { house = await apiHouse('referrals'); }, 600_000);
afterAll(async () => { await house.leave(); });
beforeEach(() => { house.alarms.length = 0; });

/** Somebody whom no other test knows, referred anew. */
function referral(more: Partial<ExampleReferral> = {}): ExampleReferral {
  made += 1;
  return { bundleId: randomUUID(), referralId: randomUUID(), authoredOn: '2026-06-10T09:00:00Z', person: { nhsNumber: syntheticNhsNumber(60_000 + made), family: 'Marlowe', given: 'Ida', dateOfBirth: '1961-02-03' }, ...more };
}
interface Heard { status: number; type: string | null; text: string; bundle: Bundle; outcome: OperationOutcome; because: string[] }
async function post(body: string | Buffer, { who = 'hub', type = 'application/fhir+json' } = {}): Promise<Heard> {
  const response = await fetch(`${house.url}${PATH}`, { method: 'POST', headers: { Authorization: `Bearer ${who}`, 'Content-Type': type }, body: new Uint8Array(Buffer.from(body)) });
  const text = await response.text();
  const read = JSON.parse(text) as unknown;
  const outcome = read as OperationOutcome;
  return { status: response.status, type: response.headers.get('content-type'), text, bundle: read as Bundle, outcome, because: (outcome.issue ?? []).map(({ code, details }) => `${code} ${details?.coding?.[0]?.code ?? details?.text ?? ''}`.trim()) };
}
const send = (of: ExampleReferral): Promise<Heard> => post(exampleReferral(of));
const inside = <R>(bundle: Bundle, type: string): R => bundle.entry?.map(({ resource }) => resource).find((resource) => resource?.resourceType === type) as R;
const caseOf = ({ bundle }: Heard): string => inside<ServiceRequest>(bundle, 'ServiceRequest').identifier!.find(({ system }) => system === 'urn:handrail:case')!.value!;
const kept = () => house.record.manager.find(Message, { order: { receivedAt: 'DESC', id: 'ASC' }, take: 1 }).then(([message]) => message!);
const open = (caseId: string) => house.cases.session(caseId).state.tasks.filter(({ status }) => status === 'open').map(({ step }) => step).toSorted();
const details = (caseId: string) => house.cases.session(caseId).state.details;
/** What became of the last message: kept to the byte, and read by the hub. */
async function keptAndReviewed(bytes: string | Buffer): Promise<unknown> {
  const message = await kept();
  expect(message.raw.equals(Buffer.from(bytes))).toBe(true);
  expect(open(reviewCaseOf(message.id))).toEqual(['message-review']);
  return house.cases.session(reviewCaseOf(message.id)).state.details['flags'];
}

describe('a referral that comes as a FHIR message', () => {
  test('opens the front door’s case with three named owners, and is answered with a message that names its bundle', async () => {
    const of = referral({ risk: 'Alone at night' });
    const heard = await send(of);
    expect([heard.status, heard.type]).toEqual([200, 'application/fhir+json']);
    expect(inside<MessageHeader>(heard.bundle, 'MessageHeader')).toMatchObject({
      eventCoding: { code: 'servicerequest-response' }, response: { identifier: of.bundleId, code: 'ok' }, focus: [{ reference: `urn:uuid:${of.referralId}` }], destination: [{ endpoint: 'http://fhir.nhs.uk/Id/dos-service-id|2222222222' }],
    });
    expect(inside<ServiceRequest>(heard.bundle, 'ServiceRequest')).toMatchObject({ id: of.referralId, status: 'active' });
    expect(await issuesOf(heard.bundle)).toEqual([]);
    const caseId = caseOf(heard);
    expect(details(caseId)).toMatchObject({ referredBy: { name: 'Dora Reed', organisation: 'Elm Surgery', contact: 'phone 01632 960002 (work)' }, urgency: 'routine', dataset: { reason: 'Low since the spring', currentRisks: 'Alone at night', reachedBy: 'phone 07700 900123 (mobile)' }, requested: 'Transfer of Care' });
    expect(open(caseId)).toEqual(['clarification-call', 'triage-huddle']);
    expect(house.cases.session(caseId).state.owners).toEqual({ clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' });
    expect((await kept()).raw.toString()).toBe(exampleReferral(of));
  });

  test('is one referral however often it is sent: the same bytes are answered with the same bytes', async () => {
    const of = referral();
    const [first, ...others] = await Promise.all([send(of), send(of), send(of)]);
    const again = await send(of);
    for (const heard of [...others, again]) expect([heard.status, heard.text]).toEqual([200, first.text]);
    expect(await house.record.manager.count(Message, { where: { controlId: of.bundleId } })).toBe(1);
  });

  test('is urgent where it says so, or where it is wanted within a day', async () => {
    expect(details(caseOf(await send(referral({ priority: 'urgent' }))))['urgency']).toBe('urgent');
    expect(details(caseOf(await send(referral())))['urgency']).toBe('routine');
  });

  test('once more for somebody whose referral is open is read by whoever has it, and opens nothing', async () => {
    const of = referral();
    const caseId = caseOf(await send(of));
    const again = await send({ ...of, bundleId: randomUUID(), referralId: randomUUID() });
    expect([again.status, caseOf(again), open(caseId)]).toEqual([200, caseId, ['clarification-call', 'referral-changed', 'triage-huddle']]);
  });

  test.each([['an update', { reason: 'update' }, 'referral-updated'], ['a cancellation', { reason: 'update', status: 'revoked' }, 'referral-cancelled'], ['one entered in error', { reason: 'update', status: 'entered-in-error' }, 'referral-cancelled'], ['a deletion', { reason: 'delete' }, 'referral-cancelled'], ['the same bundle with other bytes', { text: 'Other words' }, 'referral-again']])('%s is told to its case, where somebody says what follows', async (_what, more, finding) => {
    const of = referral();
    const caseId = caseOf(await send(of));
    const { reason } = more as { reason?: string };
    const heard = await send({ ...of, ...(reason === undefined ? {} : { bundleId: randomUUID() }), ...more });
    expect([heard.status, caseOf(heard), open(caseId)]).toEqual([200, caseId, ['clarification-call', 'referral-changed', 'triage-huddle']]);
    expect(house.cases.session(caseId).state.messages.map((message) => message.finding)).toEqual([finding]);
  });

  test('that is updated before it was ever told of is a referral all the same', async () => {
    expect(open(caseOf(await send(referral({ reason: 'update' }))))).toEqual(['clarification-call', 'triage-huddle']);
  });

  test('is carried out later where the case cannot be asked: kept, said so, and finished by the worker', async () => {
    const of = referral();
    house.cases.trouble = { kind: 'away', times: 1 };
    const heard = await send(of);
    expect([heard.status, heard.because]).toEqual([202, ['informational']]);
    expect(await house.complete()).toBe(1);
    expect(open(caseOf(await send(of)))).toEqual(['clarification-call', 'triage-huddle']);
    expect(house.alarms).toEqual([]);
  });
});

describe('what cannot be used is kept to the byte, becomes the hub’s task, and the sender hears why:', () => {
  test.each<[string, string | Buffer, number, string, string]>([
    ['no JSON', '{"resourceType":', 400, 'invalid REC_BAD_REQUEST', 'not-json'], ['nothing at all', '', 400, 'invalid REC_BAD_REQUEST', 'not-json'], ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'invalid REC_BAD_REQUEST', 'not-json'],
    ['a list', '[]', 400, 'invalid REC_BAD_REQUEST', 'not-a-message'], ['a single resource', '{"resourceType":"Patient"}', 400, 'invalid REC_BAD_REQUEST', 'not-a-message'],
    ['a bundle of another type', JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry: [] }), 400, 'invalid REC_BAD_REQUEST', 'not-a-message'], ['a NUL in a name', `{"resourceType":"Bundle","type":"mess\\u0000age","entry":"x"}`, 400, 'invalid REC_BAD_REQUEST', 'not-a-message'],
  ])('%s', async (_what, body, status, because, flag) => {
    const heard = await post(body);
    expect([heard.status, heard.type, heard.because[0]]).toEqual([status, 'application/fhir+json', because]);
    expect(await keptAndReviewed(body)).toContain(flag);
    expect(heard.outcome.id).toBe((await kept()).id);
    expect((await post(body)).text).toBe(heard.text);
  });

  test.each<[string, Partial<ExampleReferral>, number, string, string]>([
    ['a booking', { event: 'booking-request' }, 422, 'processing REC_UNPROCESSABLE_ENTITY', 'unknown-event'], ['an answer to nothing that we asked', { event: 'servicerequest-response' }, 422, 'processing REC_UNPROCESSABLE_ENTITY', 'unknown-event'],
    ['somebody of whom only a name is told', { person: { family: 'Marlowe', given: 'Ida' } }, 422, 'processing REC_UNPROCESSABLE_ENTITY', 'person-not-known'], ['somebody who has died', { dead: true }, 422, 'processing REC_UNPROCESSABLE_ENTITY', 'person-died'],
    ['a cancellation of nothing that is known', { reason: 'update', status: 'revoked' }, 422, 'processing REC_UNPROCESSABLE_ENTITY', 'referral-not-known'],
  ])('%s', async (_what, more, status, because, flag) => {
    const of = referral(more);
    const heard = await send(of);
    expect([heard.status, heard.because[0]]).toEqual([status, because]);
    expect(await keptAndReviewed(exampleReferral(of))).toContain(flag);
  });

  test('a known number with another date of birth, in conflict with what is known here', async () => {
    const of = referral();
    await send(of);
    const other = { ...of, bundleId: randomUUID(), referralId: randomUUID(), person: { ...of.person, dateOfBirth: '1970-01-01' } };
    const heard = await send(other);
    expect([heard.status, heard.because[0]]).toEqual([409, 'conflict REC_CONFLICT']);
    expect(await keptAndReviewed(exampleReferral(other))).toContain('identity-mismatch');
    expect(heard.text).not.toContain(of.person.nhsNumber);
  });

  test('a cancellation of a referral that is over', async () => {
    const of = referral();
    const caseId = caseOf(await send(of));
    const { tasks } = house.cases.session(caseId).state;
    await house.endCase(caseId, 'entered-in-error');
    expect(tasks.length).toBeGreaterThan(0);
    const late = { ...of, bundleId: randomUUID(), reason: 'update', status: 'revoked' };
    const heard = await send(late);
    expect([heard.status, heard.because[0]]).toEqual([409, 'conflict REC_CONFLICT']);
    expect(await keptAndReviewed(exampleReferral(late))).toContain('referral-not-current');
  });
});

test('what is written about a referral whose case waits for what is left after a death is the hub’s to read', async () => {
  const of = referral();
  const caseId = caseOf(await send(of));
  await house.endCase(caseId, 'died');
  const late = { ...of, bundleId: randomUUID(), reason: 'update' };
  expect((await send(late)).status).toBe(409);
  expect([await keptAndReviewed(exampleReferral(late)), open(caseId)]).toEqual([expect.arrayContaining(['referral-not-current']), ['after-death']]);
});

describe('an odd field loses no referral:', () => {
  test('a wrong NHS number is not used; the person is known by the referral alone, and the hub looks', async () => {
    const of = referral({ person: { nhsNumber: '3478526985', family: 'Jones', given: 'Julie', dateOfBirth: '1959-05-04' } });
    const heard = await send(of);
    expect(heard.status).toBe(200);
    expect(await keptAndReviewed(exampleReferral(of))).toEqual(expect.arrayContaining(['nhs-number-check-digit', 'no-identifier']));
    const [opened] = await house.events(caseOf(heard));
    expect(opened).toMatchObject({ data: { patient: { name: 'Julie Jones', identifiers: [{ value: expect.any(String) }] } } });
    expect(opened).not.toMatchObject({ data: { patient: { nhsNumber: expect.anything() } } });
  });

  test('what is not as FHIR says is named to the hub, and the rest is used', async () => {
    const of = referral();
    const odd = exampleReferral(of).replace('"intent":"plan"', '"intent":7,"mood":"low"');
    const heard = await post(odd);
    expect([heard.status, open(caseOf(heard))]).toEqual([200, ['clarification-call', 'triage-huddle']]);
    expect(await keptAndReviewed(odd)).toContain('not-as-fhir-says');
  });

  test('whatever stands in place of a value, nothing fails on our side', async () => {
    const whole = JSON.parse(exampleReferral(referral())) as { entry: { resource: Record<string, unknown> }[] };
    const spots = whole.entry.flatMap(({ resource }, index) => Object.keys(resource).map((field) => [index, field] as const));
    for (const [index, field] of spots) {
      const value = [null, 7, 'x', [], {}, [null], true][(index + field.length) % 7];
      const entry = whole.entry.map((each, place) => (place === index ? { resource: { ...each.resource, [field]: value }, fullUrl: (each as unknown as { fullUrl: string }).fullUrl } : each));
      const { status } = await post(JSON.stringify({ ...whole, id: randomUUID(), entry }));
      expect([field, [200, 400, 409, 422].includes(status)]).toEqual([field, true]);
    }
    expect(house.alarms).toEqual([]);
  });
});

describe('the door itself', () => {
  test.each(['coordinator', 'clinical-lead', 'director', 'auditor'])('%s sends no messages, and is told so in FHIR', async (who) => {
    const heard = await post(exampleReferral(referral()), { who });
    expect([heard.status, heard.type, heard.because]).toEqual([403, 'application/fhir+json', ['forbidden REC_FORBIDDEN']]);
  });

  test('another type is 415, more than a megabyte 413, nobody 401, each an OperationOutcome; a megabyte is kept', async () => {
    expect([(await post('{}', { type: 'application/json' })).because, (await post('{}', { type: 'application/json' })).status]).toEqual([['not-supported REC_BAD_REQUEST'], 415]);
    const large = await post(Buffer.alloc(1_048_577, 'x'));
    expect([large.status, large.because]).toEqual([413, ['too-long REC_BAD_REQUEST']]);
    expect([(await post('{}', { who: 'nobody-here' })).status, (await post('{}', { who: 'nobody-here' })).because]).toEqual([401, ['login REC_UNAUTHORIZED']]);
    expect((await post(Buffer.alloc(1_048_576, 'x'))).status).toBe(400);
  });

  test('is in the document, and can be asked with POST only', async () => {
    const { paths } = await (await fetch(`${house.url}/openapi.json`)).json() as { paths: Record<string, { post: unknown }> };
    expect(paths[PATH]?.post).toMatchObject({ requestBody: { content: { 'application/fhir+json': expect.anything() } }, responses: { 200: expect.anything(), 413: expect.anything(), 415: expect.anything() } });
    expect((await fetch(`${house.url}${PATH}`, { headers: { Authorization: 'Bearer hub' } })).status).toBe(405);
  });
});

describe('messages as NHS services send them', () => {
  const folder = join(samplesFolder(), 'booking-and-referral', 'examples', 'process_message');
  const there = existsSync(folder) ? test : test.skip;
  there('are each understood: a referral opens, a booking and an answer go to the hub; examples of answers are read, too', async () => {
    const answered = new Map<string, Heard>();
    for (const part of ['request', 'response']) for (const name of readdirSync(join(folder, part))) answered.set(`${part}/${name}`, await post(readFileSync(join(folder, part, name))));
    const [booking, request, response] = ['request/Booking (POST).json', 'request/ValidationRequest (POST) .json', 'request/ValidationResponse (POST) .json'].map((name) => answered.get(name)!) as [Heard, Heard, Heard];
    expect([booking.status, response.status, request.status]).toEqual([422, 422, 200]);
    expect(inside<MessageHeader>(request.bundle, 'MessageHeader').response).toEqual({ identifier: '86e3371d-1c15-4862-9552-d9560f8292ba', code: 'ok' });
    expect(inside<Patient>(request.bundle, 'Patient').name?.[0]?.family).toBe('Jones');
    expect(details(caseOf(request))).toMatchObject({ referredBy: { name: 'Marcy BLAKE' }, urgency: 'urgent', dataset: { reason: expect.stringContaining('Palpitations'), currentRisks: 'The Scene is safe' } });
    // The example of an answer holds the same referral once more.
    const echoed = answered.get('response/ValidationRequest (HTTP Response) .json')!;
    expect([echoed.status, caseOf(echoed)]).toEqual([200, caseOf(request)]);
    expect(house.alarms).toEqual([]);
  });
});
