import type { z } from 'zod';
import { endRequest, followsRoutes, noteRequest, ownersRequest, patientRequest, replanRequest, triggerKinds, triggerRequest } from '#libs/contracts/http/cases.js';
import { standalone } from '#libs/contracts/http/evidence.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Action } from '#libs/security/permissions.js';
import type { Schema } from '../forms/schema.js';
import type { Visit } from '../visit.js';
import { mayDo } from './may-do.js';
import type { ToldCase } from './whole-case.js';

/** What can be said about a case as a whole, each on a page of its own below the case's. `path`: of the command below the case's. */
export interface CaseAction {
  name: string; link: string; title: string; intro: string; button: string; path: string; action: Action; fits: (told: ToldCase) => boolean; schema: (told: ToldCase) => Schema;
  /** What is known already; what the form says, as the command takes it. */
  from?: (told: ToldCase, visit: Visit) => JsonObject; body?: (value: Record<string, unknown>, told: ToldCase) => Record<string, unknown>;
}

const open = ({ status }: ToldCase): boolean => status === 'open';
const schemaOf = (request: z.ZodType): Schema => standalone(request) as Schema;
const [note, trigger, owners, replan, patient, end] = [noteRequest, triggerRequest, ownersRequest, replanRequest, patientRequest, endRequest].map(schemaOf) as [Schema, Schema, Schema, Schema, Schema, Schema];
const only = (schema: Schema, names: readonly string[], required = schema.required ?? []): Schema => ({ ...schema, properties: Object.fromEntries(names.map((name) => [name, schema.properties![name]!])), required });
const plans: Readonly<Record<string, string>> = { 'minimum-safe-discharge': 'plannedDischargeAt', 'step-down-tapering': 'dischargedAt' };
const identity = ['name', 'nhsNumber', 'dateOfBirth', 'needs', 'contacts'];

/** The kinds of trigger of this pathway; the sign only where signs are told, the step of a card only where there are cards, routes of safeguarding only where they are followed. */
function triggerOf({ pathway }: ToldCase): Schema {
  const kinds = triggerKinds(pathway);
  const { sign, about, safeguarding, ...others } = trigger.properties!;
  return { ...trigger, properties: { ...others, kind: { enum: [...kinds] }, ...(kinds.includes('warning-sign') ? { sign: sign! } : {}), ...(kinds.includes('card-feedback') ? { about: about! } : {}), ...(followsRoutes(pathway) ? { safeguarding: safeguarding! } : {}) } };
}

export const caseActions: readonly CaseAction[] = [
  { name: 'note', link: 'Write a note', title: 'Write a note', intro: 'It stays on the case, with your name and the time.', button: 'Add the note', path: 'notes', action: 'note', fits: open, schema: () => note },
  {
    name: 'trigger', link: 'Report something seen', title: 'Report something that must start a response', intro: 'It always opens a task, and somebody is called at once where it cannot wait. In an emergency ring 999 first.', button: 'Report it', path: 'triggers', action: 'trigger',
    fits: (told) => told.patient !== null && (open(told) || told.pathway === 'minimum-safe-discharge'), schema: triggerOf,
  },
  // Each has a page of its own (apps/web/raising).
  { name: 'raise', link: 'Raise a step-up', title: 'Raise a step-up', intro: '', button: '', path: 'raise', action: 'raise-step-up', fits: ({ patient: who, owners: by }) => who !== null && by !== null, schema: () => note },
  { name: 'links', link: 'Links for partners', title: 'Links for partners', intro: '', button: '', path: 'raising-links', action: 'raising-link', fits: (told) => open(told) && told.patient !== null && told.owners !== null && !told.clock.rehearsal, schema: () => note },
  { name: 'trace', link: 'Make a decision trace', title: 'Make a decision trace', intro: '', button: '', path: 'trace', action: 'decision-traces', fits: ({ clock, owners: by }) => by !== null && !clock.rehearsal, schema: () => note },
  {
    name: 'owner', link: 'Hand over a role', title: 'Hand over a role', intro: 'The role’s open tasks go along, and the new owner is called. Where they are asked first, the present owner stays until they accept.', button: 'Hand it over', path: 'owners', action: 'owners',
    fits: (told) => open(told) && told.owners !== null, schema: () => ({ ...only(owners, ['role', 'person', 'offer', 'reason']), required: ['role', 'person', 'offer', 'reason'] }), from: (_told, { url }) => ({ role: url.searchParams.get('role') ?? '' }),
  },
  {
    name: 'replan', link: 'Move the plan', title: 'Move the plan', intro: 'Due times follow, and what was planned before stays in the history. The third time that a plan moves, the escalation owner is called.', button: 'Move the plan', path: 'replan', action: 'replan',
    fits: (told) => open(told) && told.pathway in plans, schema: ({ pathway }) => only(replan, [plans[pathway]!, 'reason'], [plans[pathway]!, 'reason']), from: ({ pathway, details }) => ({ [plans[pathway]!]: details[plans[pathway]!] ?? null }),
  },
  {
    name: 'identity', link: 'Correct who the person is', title: 'Correct who the person is', intro: 'Only what you change is changed; what stood before stays in the history. If it is another person altogether, end the case instead.', button: 'Correct it', path: 'patient', action: 'patient',
    fits: (told) => open(told) && told.patient !== null && told.patient.withheld !== true, schema: () => only(patient, [...identity, 'reason'], ['reason']),
    from: ({ patient: now }) => Object.fromEntries(identity.map((name) => [name, (now as unknown as JsonObject)[name] ?? null])), body: changed,
  },
  {
    name: 'end', link: 'End the case early', title: 'End the case early', intro: 'Calls and messages stop at once. Died: the clinical lead is asked to tell the GP and partners. Wrong person: the hub puts it right. Moved away and transferred need somebody who has accepted what is open, by name; the others end what is open as not needed.',
    button: 'End the case', path: 'end', action: 'end', fits: (told) => open(told) && told.patient !== null, schema: () => end,
  },
];

/** Only what differs from what stands there. */
function changed(value: Record<string, unknown>, { patient: now }: ToldCase): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([name, said]) => name === 'reason' || JSON.stringify(said) !== JSON.stringify((now as unknown as JsonObject)[name])));
}

/** What of it this person may do now. */
export async function offeredActions(visit: Visit, told: ToldCase): Promise<CaseAction[]> {
  const fitting = caseActions.filter(({ fits }) => fits(told));
  const allowed = await mayDo(visit, told.id, fitting);
  return fitting.filter((_, index) => allowed[index]);
}
