import { expect, it } from '@jest/globals';
import { atLocal, localTime } from '#libs/domain/local-time.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { RehearsedCase } from '#tests/support/web/rehearsed-case.js';

// Minimum safe discharge from its start to its end, by the pages alone.
const browsing = Browsing.forThisFile();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const tomorrow = (at: number, days: number, time: string): number => atLocal(localTime(at + days * 24 * HOUR).date, time).at;

it('a discharge: started by the hub, made ready by four people, left, its first visit missed and then made, rung, and closed after seven days with that concern', async () => {
  const began = Date.now();
  const leaves = tomorrow(began, 1, '15:00');
  const visit = tomorrow(began, 2, '14:00');
  const her = await RehearsedCase.begin(browsing, 'hub', 'Minimum safe discharge', [async (hand) => {
    await hand.type('Ward', 'Willow');
    await hand.when('Planned discharge', leaves);
    await hand.tick('1: home, with support');
    await hand.tick('Own home');
  }]);
  expect(await her.open()).toEqual(expect.arrayContaining(['First visit booked, or accepted by name', 'Medicines reconciled and supplied', 'Equipment in place', 'Red-flag instructions given and understood']));

  // Four standards, side by side, each by its owner; then the coordinator confirms them, and the gate opens.
  await her.does('coordinator', 'First visit booked, or accepted by name', async (hand) => {
    await hand.tick('A visit is booked');
    await hand.when('Start of the visit', visit);
    await hand.type('Who visits', 'District nurses');
  });
  await her.does('clinical-lead', 'Medicines reconciled and supplied', async (hand) => {
    await hand.type('What changed in the medicines', 'Ibuprofen stopped');
    await hand.tick('The medicines were supplied');
  });
  await her.does('coordinator', 'Equipment in place', (hand) => hand.type('What is in place', 'Walking frame\nCommode'));
  const colin = await her.person('coordinator');
  await colin.go(`/cases/${her.id}`);
  expect(await colin.text()).toMatch(/Gate ‘safe to leave’ is shut[\s\S]*Red-flag instructions/);
  await her.does('coordinator', 'Red-flag instructions given and understood', async (hand) => {
    await hand.tick('The person');
    await hand.tick('They understood them');
    await hand.type('How it was explained and checked', 'Said back in her own words');
  });
  await her.does('coordinator', 'All four standards confirmed', (hand) => hand.tick('I confirm that all four standards are met'));
  await colin.go(`/cases/${her.id}`);
  expect(await colin.text()).toContain('Gate ‘safe to leave’ is open');
  expect(await her.open()).toEqual(['The person left']);

  // She leaves when it was planned, and the hub says so: the system never assumes it.
  await her.moveTo(leaves);
  await her.does('hub', 'The person left', (hand) => hand.when('When the person left', leaves));
  await her.does('clinical-lead', 'Discharge summary sent to the GP', async (hand) => {
    await hand.when('When it was sent', leaves);
    await hand.type('Which practice', 'The Willow practice');
  });

  // Nobody comes: an hour after the slot the escalation owner is called, and somebody has to see her.
  const visited = visit + HOUR + MINUTE;
  const missed = await her.moveTo(visited);
  expect(await missed.text()).toMatch(/Late:\s*“First visit made” was due, and nobody had done it[\s\S]*Called:\s*Owen Pritchard, escalation owner, for “First visit made”/);
  expect(await her.open()).toContain('Somebody sees the person');
  await her.does('coordinator', 'First visit made', async (hand) => {
    await hand.when('When the person was visited', visited);
    await hand.type('Who visited', 'Nurse O’Neill');
  });
  await her.does('clinical-lead', 'Somebody sees the person', async (hand) => {
    await hand.when('When the person was seen', visited);
    await hand.type('Who saw the person', 'Nurse O’Neill');
    await hand.choose('How the person was seen', 'In person');
    await hand.type('What was found', 'Well, and up');
  });

  // The safety call a day after leaving, and nobody is worried.
  await her.moveTo(leaves + 24 * HOUR + MINUTE);
  await her.does('coordinator', 'Safety call after discharge', async (hand) => {
    await hand.type('Who was spoken to', 'Herself');
    await hand.type('How', 'Telephone');
    await hand.choose('Is there a worry?', 'No worry');
  });
  expect(await her.text()).toContain('Nothing is open');

  // Seven days on nobody has come back.
  const over = await her.moveBy(8 * 24);
  expect(await over.text()).toContain('It has come to its end: discharged with concerns');
  await colin.go(`/cases/${her.id}`);
  const whole = await colin.text();
  expect(whole).toMatch(/Closed[\s\S]*Outcome[\s\S]*Discharged with concerns/);
  expect(whole).toContain('Nurse O’Neill');
  expect(await colin.axe()).toEqual([]);
});
