import { z } from 'zod';
import { gradeRequest, memberRequest, personRequest, reasonRequest, roleRequest, rotaRequest, rulesRequest, teamLeadRequest, teamLocalityRequest, teamRequest } from '#libs/contracts/http/directory.js';
import { standalone } from '#libs/contracts/http/evidence.js';
import { line } from '#libs/contracts/http/fields.js';
import type { Action } from '#libs/security/permissions.js';
import type { Schema } from '../forms/schema.js';
import type { Visit } from '../visit.js';

/** A change of the directory that has a page of its own. `schema`: what is asked; `body`: how the command takes it. */
export interface DirectoryAction {
  /** Its page, and the command. `about`: of whom, where it is of one person. */
  path: string; command: (params: Readonly<Record<string, string>>) => string; about?: 'person'; action: Extract<Action, 'directory' | 'contact'>;
  step: string; title: string; intro: string; button: string; schema: Schema;
  body?: (value: Record<string, unknown>, visit: Visit) => Record<string, unknown>;
  /** What is known before anything is typed: of the address, or of the rota as it stands. */
  from?: (visit: Visit) => Record<string, unknown>; ofRota?: true;
  /** Where to go when it was taken. */
  done: (params: Readonly<Record<string, string>>, made: { id?: string }) => string;
}

const schemaOf = (request: z.ZodType): Schema => standalone(request) as Schema;
const encoded = encodeURIComponent;
const toPerson = ({ id }: Readonly<Record<string, string>>): string => `/people/${encoded(id!)}?told=directory`;
const toTeams = (): string => '/people?told=directory#teams';
const toRota = (id: string): string => `/people/rotas/${encoded(id)}?told=directory`;
const ofPerson = (command: string) => ({ id }: Readonly<Record<string, string>>): string => `/v1/people/${encoded(id!)}/${command}`;
const ofTeam = (command: string) => ({ id }: Readonly<Record<string, string>>): string => `/v1/teams/${encoded(id!)}/${command}`;
const ofRota = (command: string) => ({ id }: Readonly<Record<string, string>>): string => `/v1/rotas/${encoded(id!)}/${command}`;

/** A field of an id that a form fills in otherwise is taken out of it. */
function without(schema: Schema, ...names: readonly string[]): Schema {
  return { ...schema, properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !names.includes(name))), required: (schema.required ?? []).filter((name) => !names.includes(name)) };
}
const mine = (value: Record<string, unknown>, { caller }: Visit): Record<string, unknown> => ({ ...value, organisation: caller.person.organisation.id });

/** Who takes turns is chosen one by one, in their order, where the API takes a list of ids. */
const aPerson: Schema = { type: 'object', properties: { person: { type: 'string', maxLength: 200 } }, required: ['person'] };
function rulesOf(request: Schema): Schema {
  const rules = request.properties!['rules']!;
  const rotation = rules.items!.properties!['rotation']!;
  const chosen = { ...rules, items: { ...rules.items!, properties: { ...rules.items!.properties, rotation: { ...rotation, properties: { ...rotation.properties, people: { type: 'array', items: aPerson, maxItems: 100 } } } } } };
  return { ...request, properties: { ...request.properties, rules: chosen } };
}
interface TypedRule { rotation?: { people?: { person?: string }[] } }
const asRules = (value: Record<string, unknown>): Record<string, unknown> => ({
  ...value, rules: ((value['rules'] ?? []) as TypedRule[]).map((rule) => ({ ...rule, rotation: { ...rule.rotation, people: (rule.rotation?.people ?? []).flatMap(({ person }) => person ?? []) } })),
});

/** A role is held in the organisation, for the cases of one team, or (by whoever may give that) everywhere. */
const roleAsked = ((): Schema => {
  const asked = without(schemaOf(roleRequest), 'scope');
  const { role, ...others } = asked.properties!;
  return { ...asked, properties: { role: role!, where: { enum: ['organisation', 'team', 'system'] }, team: { type: 'string', maxLength: 200 }, ...others }, required: ['role', 'where', 'reason'] };
})();
const asRole = ({ where, team, ...value }: Record<string, unknown>): Record<string, unknown> => ({ ...value, ...(where === undefined ? {} : { scope: { kind: where, ...(team === undefined ? {} : { id: team }) } }) });

const because = schemaOf(reasonRequest);
const methodAsked = schemaOf(z.strictObject({ channel: z.enum(['email', 'sms']), address: line }));
const codeAsked = schemaOf(z.strictObject({ code: line }));

export const directoryActions: readonly DirectoryAction[] = [
  {
    path: '/people/new', command: () => '/v1/people', action: 'directory', step: 'directory-person', title: 'Somebody new', button: 'Add them', schema: without(schemaOf(personRequest), 'organisation'), body: mine,
    intro: 'They hold no role and cannot be called yet: give them a role, and a way to be reached, on their own page afterwards.', done: (_params, { id }) => (id === undefined ? '/people?told=pending' : `/people/${encoded(id)}?told=directory`),
  },
  {
    path: '/people/:id/role', command: ofPerson('roles'), about: 'person', action: 'directory', step: 'directory-role', title: 'Give a role', button: 'Give the role', schema: roleAsked, body: asRole,
    intro: 'Whoever holds a role is called for it, in order, and may do what it may do.', done: toPerson,
  },
  {
    path: '/people/:id/role-end', command: ofPerson('roles/end'), about: 'person', action: 'directory', step: 'directory-role-end', title: 'End a role', button: 'End the role', schema: because,
    intro: 'From now on they are not called for it. What they were given stays with them until it is reassigned.', body: (value, { url }) => ({ ...value, holding: url.searchParams.get('holding') ?? '' }), done: toPerson,
  },
  { path: '/people/:id/grade', command: ofPerson('grade'), about: 'person', action: 'directory', step: 'directory-grade', title: 'Of which grade they are', button: 'Record the grade', schema: schemaOf(gradeRequest), intro: 'A locality may ask for a grade of whoever decides: see ‘What may I decide?’ among the registers.', done: toPerson },
  {
    path: '/people/:id/deactivate', command: ofPerson('deactivate'), about: 'person', action: 'directory', step: 'directory-leaves', title: 'They have left', button: 'Record that they have left', schema: because,
    intro: 'Nobody calls them any more, they cover for nobody, and they cannot sign in. What they have comes to their team’s lead, to be reassigned.', done: toPerson,
  },
  {
    path: '/people/:id/activate', command: ofPerson('activate'), about: 'person', action: 'directory', step: 'directory-back', title: 'They are back', button: 'Record that they are back', schema: because,
    intro: 'They hold the roles again that were not ended meanwhile.', done: toPerson,
  },
  {
    path: '/people/:id/method', command: ofPerson('methods'), about: 'person', action: 'contact', step: 'directory-method', title: 'Add a way to reach them', button: 'Add and send a code', schema: methodAsked,
    intro: 'A code is sent to it. Until somebody has given it back nobody is called there.', done: toPerson,
  },
  {
    path: '/people/:id/code', command: ofPerson('methods/verify'), about: 'person', action: 'contact', step: 'directory-code', title: 'Give back the code', button: 'Confirm', schema: codeAsked,
    intro: 'The six digits that were sent there.', body: (value, { url }) => ({ ...value, method: url.searchParams.get('method') ?? '' }), done: toPerson,
  },
  {
    path: '/people/teams/new', command: () => '/v1/teams', action: 'directory', step: 'directory-team', title: 'A new team', button: 'Add the team', schema: without(schemaOf(teamRequest), 'organisation'), body: mine,
    intro: 'A case is its coordinator’s team’s. The team’s lead hears of leave without cover, and hands on what somebody who left still has.', done: toTeams,
  },
  { path: '/people/teams/:id/lead', command: ofTeam('lead'), action: 'directory', step: 'directory-lead', title: 'Who leads the team', button: 'Make them its lead', schema: schemaOf(teamLeadRequest), intro: 'From now on they are its lead.', done: toTeams },
  { path: '/people/teams/:id/locality', command: ofTeam('locality'), action: 'directory', step: 'directory-locality', title: 'Where the team works', button: 'Record where it works', schema: schemaOf(teamLocalityRequest), intro: 'Themes and the samples of audits are told apart by it. Policies stay those of the organisation.', done: toTeams },
  { path: '/people/teams/:id/member', command: ofTeam('members'), action: 'directory', step: 'directory-member', title: 'Somebody joins the team', button: 'Add them to the team', schema: schemaOf(memberRequest), intro: 'Nobody is in two teams at once.', done: toTeams },
  {
    path: '/people/teams/:id/member-end', command: ofTeam('members/end'), action: 'directory', step: 'directory-member-end', title: 'Somebody leaves the team', button: 'Take them out of the team', schema: because,
    intro: 'Their cases are this team’s no longer.', body: (value, { url }) => ({ ...value, person: url.searchParams.get('person') ?? '' }), done: toTeams,
  },
  {
    path: '/people/rotas/new', command: () => '/v1/rotas', action: 'directory', step: 'directory-rota', title: 'A new rota', button: 'Begin the rota',
    schema: ((asked) => ({ ...asked, properties: { name: asked.properties!['name']!, role: asked.properties!['role']!, team: { type: 'string', maxLength: 200 }, rules: asked.properties!['rules']!, reason: asked.properties!['reason']! } }))(without(rulesOf(schemaOf(rotaRequest)), 'organisation', 'scope')),
    body: ({ team, ...value }, visit) => asRules(mine({ ...value, ...(team === undefined ? {} : { scope: { kind: 'team', id: team } }) }, visit)),
    intro: 'While it has a shift, whoever is on it is called first. Times are those of the wall clock.', done: (_params, { id }) => (id === undefined ? '/people?told=pending' : toRota(id)),
  },
  {
    path: '/people/rotas/:id/rules', command: ofRota('rules'), action: 'directory', step: 'directory-rota', title: 'Change the rules', button: 'Change the rules', schema: rulesOf(schemaOf(rulesRequest)), body: asRules, ofRota: true,
    intro: 'From now on. Of several rules the first that has a shift counts.', done: ({ id }) => toRota(id!),
  },
  { path: '/people/rotas/:id/end', command: ofRota('end'), action: 'directory', step: 'directory-rota-end', title: 'End the rota', button: 'End the rota', schema: because, intro: 'From now on whoever holds the role by its order is called.', done: () => '/people?told=directory#rotas' },
];
