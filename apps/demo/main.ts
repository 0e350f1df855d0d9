import { parseEnvironment } from '#libs/config/environment.js';
import { dataFolder } from '#apps/local/data-folder.js';
import { localToken, type LocalPerson } from '#apps/local/issuer.js';
import { oneOfEachKind } from '#libs/intake/example-messages.js';
import { admit, numberOf, startCases, type Cast } from './cases.js';
import { Client, type ShownPage, type ShownTask } from './client.js';
import { inventedPeople, samples, type SamplePerson } from './samples.js';

/**
 * `npm run -s demo`: fills a running instance, over its own API, so that a newcomer sees a worklist with something in it. It loads the messages
 * of HANDRAIL_SAMPLES, else of `../shared/data`, and starts cases for the people there; where there are none, for messages and people of our own.
 */
const { PORT, HANDRAIL_DATA, OIDC_AUDIENCE } = parseEnvironment('settings', process.env);
const url = `http://127.0.0.1:${PORT}`;
const say = (line: string): void => console.log(line);
const now = Date.now();

async function as(who: LocalPerson): Promise<Client> {
  return new Client(url, await localToken(dataFolder(HANDRAIL_DATA).path, who, OIDC_AUDIENCE));
}

async function loadMessages(hub: Client, messages: readonly { name: string; bytes: Buffer }[]): Promise<void> {
  for (const { name, bytes } of messages) {
    const { outcome, flags } = await hub.send(bytes);
    say(`  ${name.padEnd(16)} ${outcome}${flags.length > 0 ? `  (${flags.join(', ')})` : ''}`);
  }
}

async function cast(): Promise<Cast> {
  interface Me { id: string; organisation: { id: string } }
  const [hub, coordinator, clinicalLead, escalationOwner] = await Promise.all([as('hub'), as('coordinator'), as('clinical-lead'), as('escalation-owner')]);
  const [me, ...owners] = await Promise.all([hub, clinicalLead, coordinator, escalationOwner].map((each) => each.get<Me>('/v1/me')));
  const [lead, named, escalation] = owners.map(({ id }) => id);
  return { hub, coordinator, clinicalLead, organisation: me?.organisation.id ?? '', owners: { clinicalLead: lead ?? '', coordinator: named ?? '', escalationOwner: escalation ?? '' } };
}

function ownMessages(): { name: string; bytes: Buffer }[] {
  const [person] = inventedPeople;
  const told = { nhsNumber: numberOf(900), hospitalNumber: 'D1900', family: person!.family, given: person!.given, dateOfBirth: person!.dateOfBirth.replaceAll('-', '') };
  return oneOfEachKind(told, now, 'DEMO-OWN').map(({ name, text }) => ({ name, bytes: Buffer.from(text) }));
}

async function demonstrate(): Promise<void> {
  const found = samples();
  for (const path of found.missing) say(`Not run: ${path} is not there. Set HANDRAIL_SAMPLES to a folder that has it; messages and people of our own stand in.`);
  const everybody = await cast();
  const messages = found.messages.length > 0 ? found.messages : ownMessages();
  say(found.messages.length > 0 ? `Messages of ${found.folder}:` : 'Messages of our own, one of each kind:');
  await loadMessages(everybody.hub, messages);

  const people: readonly SamplePerson[] = found.people.length > 0 ? found.people : inventedPeople;
  say('Cases:');
  const started = await startCases(everybody, people, now, say);
  const waiting = people.slice(6, 8);
  say('In hospital, without a case yet:');
  for (const [index, person] of waiting.entries()) {
    await admit(everybody, person, 100 + index, now, 'Ward 5');
    say(`  ${person.name}, Ward 5`);
  }

  const { items } = await everybody.hub.get<ShownPage<ShownTask>>('/v1/tasks?status=open&limit=200');
  say(`${started} cases started. The worklist of the organisation now has ${items.length}${items.length === 200 ? ' or more' : ''} open tasks, ${items.filter(({ overdue }) => overdue).length} of them overdue.`);
  say(`Who was called: ${url}/local/mail`);
}

try {
  await demonstrate();
} catch (error) {
  const refused = error instanceof TypeError && error.cause instanceof Error;
  console.error(refused ? `Nothing answers at ${url}. Start it first (npm start), or set PORT.` : error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
