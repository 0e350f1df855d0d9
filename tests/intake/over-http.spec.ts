import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import type { IntakeAnswer } from '#libs/intake/carry-out.js';
import { apiHouse, type ApiHouse } from './api-house.js';
import { about } from './intake-house.js';

let house: ApiHouse;
let url = '';
let made = 0;
beforeAll(async () => {
  house = await apiHouse('intake_http');
  ({ url } = house);
}, 600_000);
afterAll(async () => { await house.leave(); });

const post = (body: string | Buffer, { who = 'hub', type = 'application/hl7-v2' } = {}) =>
  fetch(`${url}/v1/intake/hl7v2`, { method: 'POST', headers: { Authorization: `Bearer ${who}`, 'Content-Type': type }, body: new Uint8Array(Buffer.from(body)) });
const get = async <Answer>(path: string, who = 'hub') => (await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${who}` } })).json() as Promise<Answer>;
const ida = { nhsNumber: syntheticNhsNumber(40_000), hospitalNumber: 'H-40', family: 'Marlowe', given: 'Ida', dateOfBirth: '19410203' };

test('a message is answered 202, without a key, and a resend the same; the admission is in the list', async () => {
  const text = about(ida, 'A01');
  const response = await post(text);
  expect(response.status).toBe(202);
  const answer = (await response.json()) as IntakeAnswer;
  expect(answer).toMatchObject({ outcome: 'admission-recorded', flags: [], admissionId: expect.any(String) });
  expect(await (await post(text)).json()).toEqual(answer);
  const { items } = await get<{ items: { id: string; ward: string; caseId: string | null }[] }>('/v1/admissions?hasCase=false');
  expect(items.find(({ id }) => id === answer.admissionId)).toMatchObject({ ward: 'Ward 7', caseId: null });
  const caseId = await house.startCase(ida, { admissionId: answer.admissionId ?? '' });
  expect((await get<{ items: { id: string; caseId: string | null }[] }>('/v1/admissions?hasCase=true')).items.find(({ id }) => id === answer.admissionId)).toMatchObject({ caseId });
});

test('what nobody can read is a task of the hub, with the message and each field on it; another organisation does not see it', async () => {
  const answer = (await (await post(about({ ...ida, dateOfBirth: '19411302' }, 'A08'))).json()) as IntakeAnswer;
  const path = `/v1/tasks?step=message-review&caseId=${answer.reviewCaseId}`;
  const { items: [task] } = await get<{ items: Record<string, unknown>[] }>(path);
  expect(task).toMatchObject({ step: 'message-review', owner: { role: 'hub' }, about: { messageId: answer.messageId, text: expect.stringContaining('19411302'), unreadable: [{ field: 'PID-7', value: '19411302', rule: 'date-unreadable' }] } });
  expect((await get<{ items: unknown[] }>(path, 'other-hub')).items).toEqual([]);
});

test.each([['A08', { dead: 'Y' }], ['A03', { stay: { disposition: '4' } }], ['A01', { dead: 'Y' }]])('no case starts from the admission of somebody who is marked dead (%s %j); once that is taken back it does', async (kind, marked) => {
  made += 1;
  const person = { ...ida, nhsNumber: syntheticNhsNumber(40_100 + made), hospitalNumber: `H-40-${made}` };
  const { admissionId } = (await (await post(about(person, 'A01'))).json()) as IntakeAnswer;
  const start = async () => {
    const response = await fetch(`${url}/v1/cases`, {
      method: 'POST', headers: { Authorization: 'Bearer hub', 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      body: JSON.stringify({
        pathway: 'minimum-safe-discharge', organisation: 'riverside', admissionId, owners: { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' },
        details: { ward: 'Ward 7', plannedDischargeAt: new Date(Date.now() + 86_400_000).toISOString(), dischargePathway: 1, destination: 'own-home' },
      }),
    });
    return { status: response.status, body: (await response.json()) as { errors?: unknown[]; admissionId?: string } };
  };
  expect((await (await post(about(person, kind, marked))).json())).toMatchObject({ admissionId });
  expect(await start()).toMatchObject({ status: 422, body: { errors: [{ pointer: '/admissionId', code: 'person-died', message: expect.any(String) }] } });
  await post(about(person, 'A08'));
  expect((await start()).status).toBe(201);
});

test.each(['coordinator', 'clinical-lead', 'director', 'auditor'])('%s sends no messages: 403', async (who) => {
  expect((await post(about(ida, 'A08'), { who })).status).toBe(403);
});
test('another type is 415, more than a megabyte 413; nothing at all, and a megabyte, are kept', async () => {
  expect((await post('x', { type: 'text/plain' })).status).toBe(415);
  expect((await post(Buffer.alloc(1_048_577, 'x'))).status).toBe(413);
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(1_048_576, 'x')]) {
    const response = await post(bytes);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ outcome: 'quarantined' });
  }
});
test('the document says so', async () => {
  const { paths } = await (await fetch(`${house.url}/openapi.json`)).json() as { paths: Record<string, { post: unknown }> };
  expect(paths['/v1/intake/hl7v2']?.post).toMatchObject({ requestBody: { content: { 'application/hl7-v2': expect.anything() } }, responses: { 202: expect.anything(), 403: expect.anything(), 413: expect.anything(), 415: expect.anything() } });
});
test('without the record nothing is kept, and the sender is told to send again', async () => {
  await house.record.destroy();
  const response = await post(about(ida, 'A08'));
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
});
