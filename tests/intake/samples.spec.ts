import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { inventedPeople, samples, samplesFolder } from '#apps/demo/samples.js';
import { Admission } from '#libs/records/entities/admission.js';
import { intakeHouse, type House } from './intake-house.js';

/** Real-format messages that nobody here wrote: tried where they lie, never copied. */
const { messages, people, missing } = samples();
const withMessages = messages.length > 0 ? test : test.skip;
const withPeople = people.length > 0 ? test : test.skip;
let house: House;
beforeAll(async () => {
  for (const path of missing) console.log(`Not run: ${path} is not there (HANDRAIL_SAMPLES, else ${samplesFolder()}).`);
  house = await intakeHouse('samples');
}, 600_000);
afterAll(async () => { await house.leave(); });

withMessages('sample messages are taken in: each is understood, and what is odd about it is said', async () => {
  const answers = new Map<string, Awaited<ReturnType<House['send']>>>();
  for (const { name, bytes } of messages) answers.set(name, await house.send(bytes));
  for (const { name } of messages) {
    const answer = answers.get(name);
    expect([name, answer?.outcome]).toEqual([name, expect.stringMatching(/^admission-(recorded|updated)$/)]);
    const [, kind] = /ADT-(A\d\d)/.exec(name) ?? [];
    // One control id for ten files; the event of an admission in files of other kinds; recorded in 2029; a person who is dead.
    if (kind !== 'A40') expect([name, answer?.flags]).toEqual([name, expect.arrayContaining(['time-in-the-future', 'dead'])]);
    expect([name, answer?.flags.includes('evn-1-disagrees')]).toEqual([name, kind !== 'A01' && kind !== 'A40']);
  }
  const all = [...answers.values()];
  expect(all.filter(({ flags }) => flags.includes('control-id-reused'))).toHaveLength(messages.length - 2);
  expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(messages.length);
  expect(house.alarms).toEqual([]);

  // Sent once more, each hears what it heard before.
  for (const { name, bytes } of messages) expect(await house.send(bytes)).toEqual(answers.get(name));
  const [stay] = await house.record.manager.findBy(Admission, { visitNumber: '40007716' });
  expect(stay).toMatchObject({ ward: 'HUH AE OMU', bed: 'Bed 03', name: 'ADAM EVERYMAN', dateOfBirth: '1988-08-18' });
}, 60_000);

withPeople('sample people have a name and a date of birth', () => {
  expect(people.length).toBeGreaterThan(5);
  for (const person of people) expect(person).toEqual({ nhsNumber: expect.stringMatching(/^999\d{7}$/), name: expect.stringMatching(/^\S.* \S/), given: expect.any(String), family: expect.any(String), dateOfBirth: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
});
test('people of our own stand in where there are no samples', () => {
  expect(samples('/nowhere')).toMatchObject({ messages: [], people: [], missing: ['/nowhere/hl7v2-adt', '/nowhere/synthea/patients.csv', '/nowhere/synthea/careplans.csv', '/nowhere/synthea/encounters.csv'] });
  expect(new Set(inventedPeople.map(({ name }) => name)).size).toBeGreaterThanOrEqual(8);
});
