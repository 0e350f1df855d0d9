import type { CaseStart } from '#libs/contracts/commands.js';
import type { Actor, JsonObject, Owners } from '#libs/contracts/events.js';
import { organisationById } from '#libs/directory/people.js';
import { peopleAnswering } from '#libs/directory/who-answers.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { startOnce } from '#libs/kin/start-once.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { claimForOrganisation } from '#libs/records/claims.js';
import { storedVersion } from '#libs/records/stored.js';
import { participantsOf } from './participants.js';

export const pathway = 'system-pressure';
/** `because` of it is always the same case: a proposal, or the command of whoever calls a meeting. */
export interface Opening { organisation: string; because: string; situation: string; actor: Actor; at: Date; answerBy: number }

/** The case about an organisation's pressure: the one that is open, else one that begins now, owned by whoever answers there at that instant. Done twice it is the same case. @throws CaseUnavailable */
export async function openPressureCase(kin: Kin, { organisation, because, situation, actor, at, answerBy }: Opening): Promise<string> {
  const { record: { manager } } = kin;
  const caseId = caseIdOf(pathway, organisation, because);
  if (await storedVersion(manager, caseId)) return caseId;
  const claim = await claimForOrganisation(manager, { caseId, pathway, organisation, rehearsal: false });
  if (!claim.ok) return claim.caseId;
  const { ref } = (await policyInForce(manager, pathway, organisation, at))!;
  const [owners, participants, named] = [await ownersOf(kin, organisation, at), await participantsOf(manager, organisation), await organisationById(manager, organisation)];
  const details: JsonObject = { title: `Pressure at ${named?.name ?? organisation}`, situation, participants: participants.map(({ person }) => person.id) };
  const start: CaseStart = { caseId, pathway, policy: ref, actor, opening: { organisation, rehearsal: false, ...(owners ? { owners } : {}), details } };
  await startOnce(kin, start, answerBy);
  return caseId;
}

/** The director is accountable, the hub coordinates, the escalation lead sees that it happens: whoever answers now. Where one of them is nobody, another stands in; without anybody roles alone are called. */
async function ownersOf({ record: { manager } }: Kin, organisation: string, at: Date): Promise<Owners | null> {
  const [director, hub, lead] = await peopleAnswering(manager, { organisation, at }, ['director', 'hub', 'escalation-lead']);
  const anybody = director ?? lead ?? hub ?? null;
  return anybody === null ? null : { clinicalLead: director ?? anybody, coordinator: hub ?? anybody, escalationOwner: lead ?? anybody };
}
