import { oneOfEachKind } from '#libs/intake/example-messages.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import { admit, startCases, type Cast } from './cases.js';
import { startFallsReviews } from './falls-reviews.js';
import { startFlow } from './flow.js';
import { startGovernance } from './governance.js';
import { startRisks } from './risks.js';
import { startStepUps } from './step-ups.js';
import { startReferrals } from './referrals.js';
import { startPressure } from './pressure.js';
import { startTapers } from './tapers.js';
import { Client, type ShownPage, type ShownTask } from './client.js';
import { inventedPeople, samples } from './samples.js';

export interface Demonstration {
  url: string;
  tokenOf: (who: LocalPerson) => Promise<string>;
  /** Where samples are looked for; HANDRAIL_SAMPLES or beside the checkout unless given. */
  folder?: string;
  now: number;
  say: (line: string) => void;
}

/**
 * Fills a running instance over its own API, so that a newcomer sees a worklist with something in it: the sample messages, and cases for the sample
 * people; where there are none, messages and people of our own. Says by name what did not run. @throws SaidNo, or TypeError when nothing answers
 */
export async function demonstrate({ url, tokenOf, folder, now, say }: Demonstration): Promise<void> {
  const found = folder === undefined ? samples() : samples(folder);
  for (const path of found.missing) say(`Not run: ${path} is not there. Set HANDRAIL_SAMPLES to a folder that has it; messages and people of our own stand in.`);
  const everybody = await cast(url, tokenOf);
  say(found.messages.length > 0 ? `Messages of ${found.folder}:` : 'Messages of our own, one of each kind:');
  for (const { name, bytes } of found.messages.length > 0 ? found.messages : ownMessages(now)) {
    const { outcome, flags } = await everybody.hub.send(bytes);
    say(`  ${name.padEnd(16)} ${outcome}${flags.length > 0 ? `  (${flags.join(', ')})` : ''}`);
  }

  const people = found.people.length > 0 ? found.people : inventedPeople;
  say('Cases:');
  const started = await startCases(everybody, people, now, say);
  say('Falls reviews:');
  const reviews = await startFallsReviews(everybody, found.fallen.length > 0 ? found.fallen : inventedPeople.slice(3, 6), now, say);
  say('Tapers after a crisis:');
  const tapers = await startTapers(everybody, found.crises.length > 0 ? found.crises : inventedPeople.slice(4, 7), now, say);
  say('Step-ups:');
  const stepUps = await startStepUps(everybody, found.crises.length > 0 ? found.crises.slice(3) : inventedPeople.slice(0, 3), now, say);
  say('Risks:');
  const risks = await startRisks(everybody, people.slice(0, 2), now, say);
  say('Referrals at the front door:');
  const referrals = await startReferrals(everybody, people.slice(2, 6), now, say);
  say('System pressure:');
  const [lead, director, neighbour] = await Promise.all((['escalation-lead', 'director', 'other-hub'] as const).map(async (who) => new Client(url, await tokenOf(who))));
  const partner = (await neighbour!.get<{ id: string }>('/v1/me')).id;
  await startPressure({ url, lead: lead!, director: director!, hub: everybody.hub, organisation: everybody.organisation, partner }, now, say);
  await startFlow(everybody, partner, now, say);
  say('For those who govern:');
  const governed = await startGovernance(everybody, director!, people[3]!, now, say);
  say('In hospital, without a case yet:');
  for (const [index, person] of people.slice(6, 8).entries()) {
    await admit(everybody, person, index, now, 'Ward 5');
    say(`  ${person.name}, Ward 5`);
  }

  const { items } = await everybody.hub.get<ShownPage<ShownTask>>('/v1/tasks?status=open&limit=200');
  say(`${started + reviews + tapers + stepUps + risks + referrals + governed} cases started. The worklist of the organisation now has ${items.length}${items.length === 200 ? ' or more' : ''} open tasks, ${items.filter(({ overdue }) => overdue).length} of them overdue.`);
  say(`Who was called: ${url}/local/mail`);
}

async function cast(url: string, tokenOf: Demonstration['tokenOf']): Promise<Cast> {
  interface Me { id: string; organisation: { id: string } }
  const as = async (who: LocalPerson) => new Client(url, await tokenOf(who));
  const [hub, coordinator, clinicalLead, escalationOwner, crisisTeam] = await Promise.all([as('hub'), as('coordinator'), as('clinical-lead'), as('escalation-owner'), as('crisis-team')]);
  const [me, lead, named, escalation] = await Promise.all([hub.get<Me>('/v1/me'), clinicalLead.get<Me>('/v1/me'), coordinator.get<Me>('/v1/me'), escalationOwner.get<Me>('/v1/me')]);
  return { hub, coordinator, clinicalLead, crisisTeam, organisation: me.organisation.id, owners: { clinicalLead: lead.id, coordinator: named.id, escalationOwner: escalation.id } };
}

/** About the last of our own people, who has no part in the cases. */
function ownMessages(now: number): { name: string; bytes: Buffer }[] {
  const { nhsNumber, family, given, dateOfBirth } = inventedPeople.at(-1)!;
  const told = { nhsNumber, hospitalNumber: `D${nhsNumber.slice(-6)}`, family, given, dateOfBirth: dateOfBirth.replaceAll('-', '') };
  return oneOfEachKind(told, now, `DEMO-${now}`).map(({ name, text }) => ({ name, bytes: Buffer.from(text) }));
}
