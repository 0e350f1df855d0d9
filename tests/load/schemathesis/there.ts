import type { CaseView } from '#libs/contracts/views.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { withClient } from '#apps/local/postgres.js';
import { oneOfEachKind } from '#libs/intake/example-messages.js';
import { said } from '#libs/pathway/state.js';
import type { Servers } from '#tests/bench/servers.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { Client, inHours, somebody } from '#tests/support/http/client.js';
import { TaperCase } from '#tests/support/http/taper-case.js';

const falls: JsonObject = { trigger: { kind: 'head-injury', occurredAt: inHours(-2), where: 'kitchen', note: 'slipped' } };

/** What stands in one organisation before the calls begin: several cases, some late, and what their leads keep. Ids by the part of the path that they belong below. */
export interface Standing { readonly organisation: string; readonly cases: readonly CaseView[]; readonly paths: Readonly<Record<string, readonly string[]>>; readonly people: readonly string[] }

/** `starts`, `leads`: who starts cases there, and who keeps its directory, where somebody can sign in as one. */
export async function standing(client: Client, starts: LocalPerson, leads?: LocalPerson): Promise<Standing> {
  const begun = (pathway: string, details: JsonObject, rehearsal = false) => CaseOverHttp.begin(client, pathway, details, { by: starts, rehearsal });
  const discharge = (hours: number) => ({ ward: 'Willow', plannedDischargeAt: inHours(hours), dischargePathway: 1, destination: 'own-home' });
  const cases = [await begun('minimum-safe-discharge', discharge(30)), await begun('minimum-safe-discharge', discharge(-3)), await begun('minimum-safe-discharge', discharge(30), true), await begun('rapid-falls-review', falls), await begun('step-down-tapering', TaperCase.details())];
  if (leads) await client.done('coordinator', `/v1/tasks/${cases[0]!.tasks.find(({ step }) => step === 'first-visit-booked')!.id}/complete`, { evidence: { visitAt: inHours(48), provider: 'Community nursing' } });
  const ids = (kept: 'tasks' | 'escalations') => cases.flatMap((each) => each[kept].map(({ id }) => id));
  const roles = ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team'];
  const people = roles.map((role) => `${client.organisation}-${role}`);
  const paths: Record<string, readonly string[]> = { '/v1/cases/': cases.map(({ id }) => id), '/v1/tasks/': ids('tasks'), '/v1/escalations/': ids('escalations') };
  // Whoever calls must stay who they are: only their deputies are changed.
  const deputies = ['hub-2', 'coordinator-2', 'clinical-lead-2', 'crisis-team-2'].map((role) => `${client.organisation}-${role}`);
  if (leads) {
    const made = async (path: string, body: object) => [said(await client.done(leads, path, { reason: 'for the run', organisation: client.organisation, ...body }), 'id')];
    paths['/v1/people/'] = deputies;
    paths['/v1/teams/'] = await made('/v1/teams', { name: 'East' });
    paths['/v1/webhooks/'] = await made('/v1/webhooks', { url: 'http://127.0.0.1:9/', description: 'nobody' });
    paths['/v1/rotas/'] = await made('/v1/rotas', { role: 'crisis-team', name: 'At night', rules: [{ hours: { kind: 'out-of-hours' }, rotation: { people: deputies, days: 7, startsOn: '2026-01-05', handOverAt: '09:00' } }] });
    paths['/v1/covers/'] = [said(await client.done(leads, '/v1/covers', { person: deputies[0], by: deputies[1], from: inHours(-24), until: inHours(720), reason: 'for the run' }), 'id')];
    paths['/v1/indicator-sources/'] = await made('/v1/indicator-sources', { name: 'Ambulance service', indicators: ['ambulance-handover-delay'] });
  }
  return { organisation: client.organisation, cases, paths, people };
}

/** Every id and NHS number that only that organisation's part of the record holds. */
export async function holds(servers: Servers, organisation: string): Promise<string[]> {
  const { rows } = await withClient(servers.databaseUrl('handrail'), (admin) => admin.query<{ id: string }>(`
    with own as (select id from cases where organisation_id = $1)
    select id::text from own union all select id::text from tasks where case_id in (select id from own) union all select id::text from escalations where case_id in (select id from own) union all select id::text from people where organisation_id = $1
    -- Whom the whole system calls is known to all of it.
    and id not in (select person_id from person_roles where scope = 'system')`, [organisation]));
  return rows.map(({ id }) => id);
}

/** What hooks.py is told for one person: `own` of their organisation, `others` of another. */
export function toldOf(own: Standing, others: Standing, seed: number): object {
  const underPath = [...new Set([...Object.keys(own.paths), ...Object.keys(others.paths)])];
  const tasks = own.paths['/v1/tasks/'] ?? [];
  const owners = { clinicalLead: `${own.organisation}-clinical-lead`, coordinator: `${own.organisation}-coordinator`, escalationOwner: `${own.organisation}-escalation-owner` };
  const start = (pathway: string, details: JsonObject, rehearsal: boolean) => ({ pathway, patient: somebody(), organisation: own.organisation, owners, rehearsal, details });
  const decision = {
    question: 'May she leave?', options: [{ option: 'leave' }, { option: 'wait', doNothing: true, rejectedBecause: 'infection' }], chosen: 'leave', riskAccepted: 'a fall', proportionateBecause: 'two nights', personsView: 'wants home',
    actions: [{ title: 'Book the sitter', owner: owners.coordinator, dueAt: inHours(8), completionCheck: 'confirmed' }], safetyNet: [{ if: 'she falls', call: '999', respondWithin: 'PT10M' }], kind: 'risk-decision', because: 'capacity', unsafe: 'a fall', mitigations: ['a sitter'],
  };
  return {
    seed,
    paths: [
      ...underPath.map((under) => ({ name: 'id', under, own: own.paths[under] ?? [], others: others.paths[under] ?? [] })),
      { name: 'pathway', under: '/v1/policies/', own: ['minimum-safe-discharge', 'rapid-falls-review', 'step-down-tapering'], others: [] }, { name: 'version', under: '/v1/policies/', own: ['1'], others: [] },
    ],
    fields: {
      ...Object.fromEntries(['clinicalLead', 'coordinator', 'escalationOwner', 'person', 'to', 'owner', 'lead', 'by'].map((field) => [field, own.people])), organisation: [own.organisation], caseId: own.cases.map(({ id }) => id), taskId: tasks,
      team: [own.organisation, ...(own.paths['/v1/teams/'] ?? [])], pathway: ['minimum-safe-discharge', 'rapid-falls-review', 'step-down-tapering'], nhsNumber: Array.from({ length: 30 }, (_, index) => syntheticNhsNumber(50_000 + index)),
    },
    bodies: {
      'POST /v1/cases': Array.from({ length: 12 }, (_, index) => [start('minimum-safe-discharge', { ward: 'Willow', plannedDischargeAt: inHours(index * 6 - 30), dischargePathway: 1, destination: 'own-home' }, index > 5), start('rapid-falls-review', falls, index > 5), start('step-down-tapering', TaperCase.details(), index > 5)]).flat(),
      'POST /v1/cases/{id}/decisions': [{ ...decision, outcome: 'go-with-risk', unmetDueAt: inHours(48) }, { ...decision, outcome: 'postpone', plannedDischargeAt: inHours(60) }, { ...decision, outcome: 'stay' }],
      'POST /v1/tasks/{id}/complete': [{ visitAt: inHours(60), provider: 'nurses' }, { changes: 'none', supplied: true }, { items: [], noneNeeded: true }, { givenTo: ['person'], understood: true, how: 'read' }, { confirmed: true }, { findings: 'x', riskOfHarmNow: 'y' }, { accepted: true }, { done: 'x' }].map((evidence) => ({ evidence })),
      'POST /v1/cases/{id}/advance': [{ by: 'PT1H' }, { by: 'PT26H' }],
      'POST /v1/intake/hl7v2': oneOfEachKind({ nhsNumber: syntheticNhsNumber(1), family: 'Field', given: 'Ada', dateOfBirth: '19410309' }, Date.now(), `${own.organisation}${seed}`).map(({ text }) => text),
    },
  };
}
