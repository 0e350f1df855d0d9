import type { CaseStart, Command } from '#libs/contracts/commands.js';
import type { Actor, CaseEvent, EventOf, Json, JsonObject, Owners, PatientIdentity } from '#libs/contracts/events.js';
import { triggerKinds } from '#libs/contracts/http/cases.js';
import { decisionRequest } from '#libs/contracts/http/decision.js';
import { standalone } from '#libs/contracts/http/evidence.js';
import { role as roles } from '#libs/contracts/http/fields.js';
import { contractOf, contracts } from '#libs/contracts/http/pathways/all.js';
import { declinedRequest, handOverRequest } from '#libs/contracts/http/tasks.js';
import { DAY } from '#libs/domain/duration.js';
import { perform } from '#libs/pathway/engine.js';
import { policyOfCase } from '#libs/policies/released.js';
import { recordedCommands, type RecordedCommand } from '#libs/policy-rehearsal/recorded-commands.js';
import { live, LivesTooLong, type Lived } from '#libs/policy-rehearsal/relive.js';
import { protocolOf } from '#workflows/protocols.js';
import { identityLeft, type Known } from './identity.js';
import { fieldsOf, Nameless, reviewedTexts, wordsOf } from './nameless.js';
import type { TraceStory } from './story.js';

/**
 * A case of which a trace was released: its events as they are read by somebody from whom what is said about safeguarding is withheld, with the draft's and the released texts. `shiftMs`: by which the story's instants are moved. `identities`: every one that the case was ever told;
 * `known`: what is known by now that could name somebody; `notNames`: what the reviewer said is no name.
 */
export interface TracedCase { organisation: string; events: readonly CaseEvent[]; draft: TraceStory; released: TraceStory; shiftMs: number; identities: readonly PatientIdentity[]; known: Known; notNames: readonly string[] }
/** `until`: the moment by the story's own instants, epoch ms: what was before it has happened, what was at it has not. `holds`: who answers for a role here. `patient`: a made-up person. */
export interface Preparing { caseId: string; until: number; now: number; by: string; owners: Owners; patient: PatientIdentity; holds: ReadonlyMap<string, string> }
/** `refused`: what people did and could not be done as they did. */
export interface Prepared { events: CaseEvent[]; refused: number }
export type NotPrepared = 'before-it-began' | 'after-it-ended' | 'case-closed' | 'identity-left' | 'lives-too-long';

/** So many events a rehearsal may begin with: they are lived in one go, and travel to its workflow in one message. */
const MOST_EVENTS = 2_000;

const WEEK = 7 * DAY;
const NOTE = 'This rehearsal is prepared from a decision trace: up to here it went as the case did. What follows is played.';

/**
 * The case once more, up to a moment, without anybody in it: its commands at their instants, moved by whole weeks so that the moment is at hand, with made-up people and only such words as are ours or were reviewed for the trace. Lived by the policy that the case had.
 * Only within what was released: after the first instant of its story, and not after the last.
 */
export function prepared({ organisation, events, draft, released, shiftMs, identities, known, notNames }: TracedCase, { caseId, until, now, by, owners, patient, holds }: Preparing): Prepared | NotPrepared {
  const opening = events[0] as EventOf<'case-opened'>;
  const { pathway, policy, revision, details } = opening.data;
  const told = released.items.map(({ at }) => Date.parse(at));
  if (told.length === 0 || until <= Math.min(...told)) return 'before-it-began';
  if (until > Math.max(...told)) return 'after-it-ended';
  // What is known of who somebody is may have grown since it was reviewed.
  if (released.items.flatMap(({ texts }) => texts).some(({ text }) => identityLeft(text.replaceAll('[withheld]', ' '), { known, notNames }).length > 0)) return 'identity-left';
  const moment = until - shiftMs;
  const moved = Math.max(0, Math.ceil((now - moment) / WEEK)) * WEEK;
  const people = playedBy(events, owners, holds);
  const nameless = new Nameless({ shiftMs: moved, people, ...ourWords(pathway, opening), reviewed: reviewedTexts(events, draft, released) });
  const actorOf = (actor: Actor): Actor => ('person' in actor ? { person: people.get(actor.person) ?? owners.coordinator } : actor);
  // What is withheld of what somebody did cannot be done again.
  const commands = recordedCommands(events.filter(({ at, kind, data }) => Date.parse(at) < moment && kind !== 'policy-moved' && !('withheld' in data))).map(({ at, actor, as }): RecordedCommand => ({
    at: at + moved, actor: actorOf(actor), as: (state) => { const command = as(state); return command && withoutPeople(command, nameless); },
  }));
  const start: CaseStart = { caseId, pathway, policy, revision, actor: actorOf(opening.actor), opening: { organisation, rehearsal: true, owners, ...(opening.data.patient ? { patient } : {}), details: mapped(details, nameless) } };
  const answers = new Map([...holds, ['clinical-lead', owners.clinicalLead], ['coordinator', owners.coordinator], ['escalation-owner', owners.escalationOwner]]);
  const life = livedWithin(() => live(protocolOf(pathway), start, commands, { from: Date.parse(opening.at) + moved, until: moment + moved, holds: (role) => answers.get(role) ?? null, most: MOST_EVENTS }));
  if (!life) return 'lives-too-long';
  const { session, lived, refused } = life;
  if (session.state.closed) return 'case-closed';
  perform(session, { id: `prepared-${caseId}`, actor: { person: by }, stored: 0, receivedAt: '', command: { type: 'note', text: NOTE } }, moment + moved);
  const all = [...lived, ...session.take()];
  return namesIn(all, identities) ? 'identity-left' : { events: all, refused: refused.length };
}

function livedWithin(life: () => Lived): Lived | null {
  try { return life(); } catch (error) { if (error instanceof LivesTooLong) return null; throw error; }
}

/** The outermost names are ours: a command's, and those of a start, which its contract allows or the software writes. */
const mapped = (given: object, nameless: Nameless): JsonObject => Object.fromEntries(Object.entries(given).map(([name, each]) => [name, nameless.value(each as Json)]));

/** What is told of a task or an escalation keeps the id that it has here; all else is walked. */
function withoutPeople(command: Command, nameless: Nameless): Command {
  const { type, ...told } = command;
  const ids = Object.fromEntries(['taskId', 'escalationId'].flatMap((name) => (name in told ? [[name, (told as Record<string, unknown>)[name]]] : [])));
  return { ...mapped(told, nameless), ...ids, type } as Command;
}

/** Everybody of the staff who stands in the case is played by whoever answers here for what they were. */
function playedBy(events: readonly CaseEvent[], owners: Owners, holds: ReadonlyMap<string, string>): Map<string, string> {
  const played = new Map<string, string>();
  const plays = (person: string | null | undefined, as: string | undefined): void => { if (typeof person === 'string' && !played.has(person)) played.set(person, as ?? owners.coordinator); };
  const [first] = events;
  const named = first?.kind === 'case-opened' ? first.data.owners : undefined;
  for (const name of ['clinicalLead', 'coordinator', 'escalationOwner'] as const) plays(named?.[name], owners[name]);
  for (const event of events) {
    if (event.kind === 'called') plays(event.data.person, holds.get(event.data.role));
    if (event.kind === 'task-opened') plays(event.data.owner.person, holds.get(event.data.owner.role));
    if (event.kind === 'owner-changed' || event.kind === 'owner-offered') plays(event.data.person, owners[event.data.role as keyof Owners]);
    if (event.kind === 'task-assigned') plays(event.data.person, undefined);
    if (event.kind === 'decision-recorded') for (const { owner } of (event.data.decision?.['actions'] ?? []) as { owner?: string }[]) plays(owner, undefined);
    if ('person' in event.actor) plays(event.actor.person, undefined);
  }
  return played;
}

/** Words that no person typed: names in our schemas, of pathways, steps, roles, triggers and of the policy's own rules; and the names of what our schemas hold. */
function ourWords(pathway: string, { data: { policy } }: EventOf<'case-opened'>): { ours: Set<string>; fields: Set<string> } {
  const contract = contractOf(pathway);
  const { steps, triage, indicators = {} } = policyOfCase(policy);
  const schemas = [contract?.details, ...Object.values(contract?.evidence ?? {}), decisionRequest, declinedRequest, handOverRequest].flatMap((schema) => (schema ? [standalone(schema)] : []));
  const ours = new Set([
    ...wordsOf(schemas), ...triggerKinds(pathway), ...contracts.map((each) => each.pathway), ...Object.keys(steps), ...Object.keys(indicators), ...roles.options, 'clinicalLead', 'escalationOwner', 'died', 'wrong-person', 'entered-in-error', 'moved-away', 'transferred',
    ...triage?.thresholds.map(({ id }) => id) ?? [], ...triage?.services.map(({ id }) => id) ?? [],
  ]);
  return { ours, fields: fieldsOf(schemas).add('withheld') };
}

/** The last look: whatever the case was ever told of who somebody is stands nowhere. */
function namesIn(events: readonly CaseEvent[], identities: readonly PatientIdentity[]): boolean {
  const all = JSON.stringify(events).toLowerCase();
  const told = identities.flatMap(({ name, nhsNumber, dateOfBirth, identifiers = [], contacts = [] }) => [name, nhsNumber, dateOfBirth, ...identifiers.map(({ value }) => value), ...contacts.flatMap((contact) => [contact['name'], contact['contact']])]);
  return told.some((each) => typeof each === 'string' && each.trim().length >= 4 && all.includes(each.trim().toLowerCase()));
}
