import type { EntityManager } from 'typeorm';
import type { Owners } from '#libs/contracts/events.js';
import { answer, type Reason } from './answer.js';
import { alarmed, everybody, type Everybody } from './everybody.js';
import { teamOf, type Facts } from './facts.js';
import { loadFacts, lookIn, type Look } from './snapshot.js';

export interface Asking { role: string; organisation: string; owners: Owners | null; assigned: string | null; at: Date; caseId?: string | null }
/** `why` is kept with the call: how this person was found, or why nobody was. */
export interface Answering { person: string | null; why: string; reason: Reason }
/** One role of a case; `assigned`: to whom the task was given by name. */
export interface Asked { role: string; assigned: string | null; owners?: Owners | null }

/** Who answers for a role about a case at an instant. The facts are loaded, and the one function says it (answer.ts). Reads only. */
export async function whoAnswers(manager: EntityManager, { role, assigned, ...about }: Asking): Promise<Answering> {
  return (await whoAnswerAll(manager, about, [{ role, assigned }]))[0]!;
}

/** The same for several roles of one case, from one look at the directory. `owners` of one asked takes the place of the case's own. */
export function whoAnswerAll(manager: EntityManager, about: Omit<Asking, 'role' | 'assigned'>, asked: readonly Asked[]): Promise<Answering[]> {
  return whoAnswerAllBy(lookIn(manager), about, asked);
}
/** Who answers for these roles of an organisation, one for each: for a case that is to have named owners. null: nobody. */
export async function peopleAnswering(manager: EntityManager, { organisation, at }: { organisation: string; at: Date }, roles: readonly string[]): Promise<(string | null)[]> {
  return (await whoAnswerAll(manager, { organisation, owners: null, at }, roles.map((role) => ({ role, assigned: null })))).map(({ person }) => person);
}
/** By a look that may be shared with others (look-together.ts). */
export function whoAnswerAllBy(look: Look, { at, ...about }: Omit<Asking, 'role' | 'assigned'>, asked: readonly Asked[]): Promise<Answering[]> {
  return answered(look, about, asked.map((each) => ({ ...each, at })));
}
/** The same for several instants, from one look at the directory. */
export function whoAnswerWhen(manager: EntityManager, about: Omit<Asking, 'role' | 'assigned' | 'at'>, asked: readonly (Asked & { at: Date })[]): Promise<Answering[]> {
  return answered(lookIn(manager), about, asked);
}

async function answered(look: Look, { organisation, owners, caseId = null }: Omit<Asking, 'role' | 'assigned' | 'at'>, asked: readonly (Asked & { at: Date })[]): Promise<Answering[]> {
  if (asked.length === 0) return [];
  const instants = asked.map(({ at }) => at.getTime());
  const named = [...Object.values(owners ?? {}) as string[], ...asked.flatMap(({ assigned }) => (assigned === null ? [] : [assigned]))].filter((id) => !id.includes('\u0000'));
  const facts = await look({ roles: asked.map(({ role }) => role), organisations: [organisation], cases: caseId === null ? [] : [caseId], people: named, from: new Date(Math.min(...instants)), until: new Date(Math.max(...instants) + 1) });
  return asked.map(({ at, ...each }) => {
    const { person, why, reason } = answer(facts, { role: each.role, assigned: each.assigned, organisation, owners: each.owners === undefined ? owners : each.owners, caseId, team: caseTeam(facts, owners, at), at: at.getTime() });
    return { person, why, reason };
  });
}

/** Who sees at an instant to what is a lead's: the lead, or who covers for them; null while they are away and nobody does. */
export async function whoLeads(manager: EntityManager, lead: string, at: Date): Promise<string | null> {
  return (await whoAnswers(manager, { role: 'action-owner', organisation: '', owners: null, assigned: lead, at })).person;
}

/** Who sees to what is a person's lead's: where they have no lead, or nobody stands in for one who is away, whoever answers for the organisation's escalations. */
export async function whoSeesTo(manager: EntityManager, { lead, organisation }: { lead: string | null; organisation: string }, at: Date): Promise<string | null> {
  return (lead !== null && await whoLeads(manager, lead, at)) || (await whoAnswers(manager, { role: 'escalation-lead', organisation, owners: null, assigned: null, at })).person;
}

/** Everybody who is to be told of a system alarm of an organisation at an instant (everybody.ts). */
export async function everybodyAlarmedBy(look: Look, organisation: string, at: Date): Promise<Pick<Everybody, 'people' | 'why'>> {
  const facts = await look({ roles: alarmed, organisations: [organisation], people: [], from: at, until: new Date(at.getTime() + 1) });
  const { people, why } = everybody(facts, { organisation, at: at.getTime() });
  return { people, why };
}

/** Is there anybody on duty who would hear a system alarm? */
export async function somebodyOnDuty(manager: EntityManager, at: Date): Promise<boolean> {
  const facts = await loadFacts(manager, { roles: ['duty'], organisations: [], people: [], from: at, until: new Date(at.getTime() + 1) });
  return everybody(facts, { organisation: '', at: at.getTime() }).told === 'duty';
}

/** A case is its coordinator's team's. */
export function caseTeam(facts: Facts, owners: Owners | null, at: Date): string | null {
  return owners === null ? null : teamOf(facts, owners.coordinator, at.getTime());
}

export { answersFor } from './answers-for.js';
