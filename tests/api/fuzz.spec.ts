import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { oneOfEachKind } from '#libs/intake/example-messages.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import { Product } from '#tests/support/stack/product.js';
import { ApiClient, ApiServer, dischargeOf } from './support/api-server.js';
import { Discharge, somebody } from './support/discharge.js';
import { action, FallsReview, fallsReviewOf, reviewRecord } from './support/falls.js';
import { stepUpReview, taperOf } from './support/taper.js';
import { callsOf, Judge, operationsOf, type Call, type Document, type Fault, type Operation } from './support/fuzzer.js';

/**
 * Every operation of /openapi.json, called with what its schemas allow and with what they do not. Nothing may answer 5xx (503 aside, where a part is away) or
 * anything that the document does not say. Set FUZZ_SEED to see a run again, FUZZ_CALLS for longer ones, FUZZ_PRODUCT
 * to start the whole product for it.
 */
const CALLS = Number(process.env['FUZZ_CALLS'] ?? 2_400);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const people = ['hub', 'hub', 'hub', 'coordinator', 'coordinator', 'coordinator', 'coordinator', 'clinical-lead', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team', 'auditor', 'other-hub'];

let api: ApiClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  if (process.env['FUZZ_PRODUCT'] === undefined) {
    const server = await ApiServer.start('api-fuzz');
    api = server;
    stop = () => server.stop();
    return;
  }
  const product = await Product.start();
  api = new ApiClient(product.url, (as) => product.token(as as LocalPerson));
  stop = () => product.remove();
}, 600_000);
afterAll(async () => { await stop(); });

/** Cases in several states, and the ids of what is in them. */
async function populated(): Promise<(operation: Operation) => Record<string, string[]>> {
  const cases = [await Discharge.started(api), await Discharge.started(api, {}, -20), await Discharge.started(api, { rehearsal: true }), await Discharge.started(api, { rehearsal: true }, 3)];
  await cases[3]!.met();
  const falls = [await FallsReview.started(api), await FallsReview.started(api, { rehearsal: true })];
  await falls[0]!.complete('coordinator', 'review-held', reviewRecord({ safeguarding: { considered: true, concern: true, rationale: 'x' }, actions: [action({ checkedByAnother: true })] }));
  const tapers = await Promise.all([false, true].map(async (rehearsal) => (await api.command('hub', '/v1/cases', taperOf(somebody(), { rehearsal }, { safeguarding: { indicators: ['x'] } }))).body));
  const found = [...await Promise.all([...cases, ...falls].map((each) => each.look('coordinator'))), ...tapers];
  const ids = { cases: found.map(({ id }) => id), tasks: found.flatMap(({ tasks }) => tasks.map(({ id }) => id)), escalations: found.flatMap(({ escalations }) => escalations.map(({ id }) => id)) };
  const staff = ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'crisis-team'].map((role) => `riverside-${role}`);
  const named = Object.fromEntries(['clinicalLead', 'coordinator', 'escalationOwner', 'person', 'to', 'owner'].map((field) => [field, staff]));
  const by = ['PT1H', 'PT30M', 'PT4H'];
  const directory = await populatedDirectory();
  return ({ path }) => ({
    ...named, ...directory.fields, organisation: ['riverside'], caseId: ids.cases, taskId: ids.tasks, team: ['riverside', ...directory.fields['team']!], pathway: ['minimum-safe-discharge', 'rapid-falls-review', 'step-down-tapering'], version: ['1'], by, for: by,
    nhsNumber: [...found.map(({ patient }) => String(patient['nhsNumber'])), ...Array.from({ length: 12 }, (_, index) => syntheticNhsNumber(50_000 + index))],
    id: directory.of(path) ?? (path.includes('/tasks') ? ids.tasks : path.includes('/escalations') ? ids.escalations : ids.cases),
  });
}

/** A team, a rota and a cover; people who may leave, since nobody here needs them. */
async function populatedDirectory(): Promise<{ of: (path: string) => string[] | undefined; fields: Record<string, string[]> }> {
  const people = ['riverside-hub-2', 'riverside-coordinator-2', 'riverside-clinical-lead-2', 'riverside-crisis-team-2'];
  const made = async (path: string, body: object) => [(await api.command('director', path, { reason: 'for the run', ...body })).body.id];
  const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const teams = await made('/v1/teams', { organisation: 'riverside', name: 'East' });
  const rotas = await made('/v1/rotas', { organisation: 'riverside', role: 'crisis-team', name: 'Crisis team at night', rules: [{ hours: { kind: 'out-of-hours' }, rotation: { people, days: 7, startsOn: '2026-01-05', handOverAt: '09:00' } }] });
  const covers = await made('/v1/covers', { person: people[0], by: people[1], from: at(-1), until: at(30) });
  const webhooks = await made('/v1/webhooks', { organisation: 'riverside', url: 'http://127.0.0.1:9/', description: 'nobody' });
  const methods = ((await api.get('director', `/v1/people/${people[0]}`)).body['methods'] as { id: string }[]).map(({ id }) => id);
  const from = [at(-2), at(1), '2026-12-24T18:00:00Z'];
  const until = [at(3), at(40), '2026-12-28T09:00:00Z'];
  return {
    of: (path) => (path.includes('/people') ? people : path.includes('/teams') ? teams : path.includes('.ics') ? [...rotas, ...teams, ...people] : path.includes('/rotas') ? rotas : path.includes('/covers') ? covers : path.includes('/webhooks') ? webhooks : undefined),
    fields: { by: people, method: methods, methods, team: teams, lead: people, people, subject: [...people, ...rotas], from, until, handOverAt: ['09:00', '20:30'], starts: ['08:00', '20:00'], ends: ['08:00', '20:00'], startsOn: ['2026-01-05', '2026-10-25'], code: ['123456'] },
  };
}

/** Bodies that schemas alone would rarely hit upon. */
const examples = (): Record<string, unknown[]> => {
  const later = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const decision = {
    question: 'May she leave?', options: [{ option: 'leave' }, { option: 'wait', doNothing: true, rejectedBecause: 'infection' }], chosen: 'leave', riskAccepted: 'a fall', proportionateBecause: 'two nights', personsView: 'wants home',
    actions: [{ title: 'Book the sitter', owner: 'riverside-coordinator', dueAt: later(1), completionCheck: 'confirmed' }], safetyNet: [{ if: 'she falls', call: '999', respondWithin: 'PT10M' }],
  };
  const risk = { ...decision, kind: 'risk-decision', because: 'capacity', unsafe: 'a fall', mitigations: ['a sitter'] };
  return {
    'POST /v1/cases': Array.from({ length: 21 }, (_, index) => [dischargeOf(somebody(), index * 6 - 30, { rehearsal: index % 4 === 0 }), fallsReviewOf(somebody(), { rehearsal: index % 4 === 0 }, index * 5), taperOf(somebody(), { rehearsal: index % 4 === 0 })][index % 3]),
    'POST /v1/webhooks': ['http://127.0.0.1:9/', 'nowhere'].map((url) => ({ organisation: 'riverside', url, description: 'x', reason: 'y' })),
    'POST /v1/huddle': [0, 1, -1].map((days) => ({ team: 'riverside', date: later(days * 24).slice(0, 10), present: ['Colin', 'Leila'] })),
    'POST /v1/cases/{id}/decisions': [{ ...risk, outcome: 'go-with-risk', unmetDueAt: later(48) }, { ...risk, outcome: 'postpone', plannedDischargeAt: later(60) }, { ...risk, outcome: 'stay' }, { ...decision, kind: 'declined-decision', outcome: 'accept' }, stepUpReview(), { ...decision, kind: 'welfare-decision', outcome: 'family' }],
    'POST /v1/tasks/{id}/complete': [
      { visitAt: later(60), provider: 'nurses' }, { changes: 'none', supplied: true }, { items: [], noneNeeded: true }, { givenTo: ['person'], understood: true, how: 'read' }, { confirmed: true }, { leftAt: later(0) },
      { contacted: 'discharge-hub', who: 'x', contactedAt: later(-1), askedFor: 'a bed', response: 'none' }, { done: 'x', check: 'y', checkedBy: 'z' }, { done: 'seen' },
      { findings: 'x', riskOfHarmNow: 'y' }, reviewRecord({ actions: [action(), action({ owner: 'nobody' })] }), { immediateSafety: 'x', by: 'y' }, { referredAt: later(-1), to: 'the council' }, { answer: 'x' }, { accepted: true }, { contactedAt: later(-1), how: 'visit', presentation: 'calm', warningSigns: ['no sleep'] },
      { done: 'x', proportionate: 'y', impact: 'z' },
    ].map((evidence) => ({ evidence })),
    'POST /v1/intake/hl7v2': oneOfEachKind({ nhsNumber: syntheticNhsNumber(1), family: 'Field', given: 'Ada', dateOfBirth: '19410309' }, Date.now(), 'V1').map(({ text }) => text),
  };
};

async function send(call: Call): Promise<{ status: number; type: string; text: string }> {
  const authorization: Record<string, string> = call.as === '' ? {} : { authorization: `Bearer ${await api.tokenOf(call.as)}` };
  const answer = await fetch(`${api.url}${call.path}`, { method: call.operation.method, headers: { ...call.headers, ...authorization }, ...(call.body === undefined ? {} : { body: call.body }) });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
}

describe('every operation', () => {
  it(`answers within the document, whatever is sent (seed ${seed})`, async () => {
    const document = (await api.send('GET', '/openapi.json')).body as unknown as Document;
    const operations = operationsOf(document);
    const pool = await populated();
    const each = Math.ceil(CALLS / operations.length);
    const calls = operations.flatMap((operation, index) => fc.sample(callsOf(operation, document, pool, examples(), people), { numRuns: each, seed: seed + index })).map((call, index) => ({ call, place: (index * 7919) % 10_007 }))
      .toSorted((one, other) => one.place - other.place).map(({ call }) => call);
    const judge = new Judge(document);
    const faults: Fault[] = [];
    const statuses = new Map<string, number>();
    const next = calls[Symbol.iterator]();
    const worker = async () => {
      for (let item = next.next(); !item.done; item = next.next()) {
        const { status, type, text } = await send(item.value);
        const kind = `${item.value.operation.method} ${status}`;
        statuses.set(kind, (statuses.get(kind) ?? 0) + 1);
        const fault = judge.fault(item.value, status, type, text);
        if (fault) faults.push(fault);
      }
    };
    await Promise.all(Array.from({ length: 6 }, worker));
    console.log(`${calls.length} calls over ${operations.length} operations: ${[...statuses].map(([kind, count]) => `${kind}: ${count}`).toSorted().join(', ')}`);
    expect(faults.slice(0, 8)).toEqual([]);
    expect(calls.length).toBeGreaterThanOrEqual(2_000);
    // A fuzzer that only ever hears no has tried little.
    for (const kind of ['GET 200', 'POST 200', 'POST 201', 'POST 202', 'POST 409', 'POST 422', 'GET 404', 'POST 403']) expect([kind, (statuses.get(kind) ?? 0) > 0]).toEqual([kind, true]);
  }, 600_000);
});
