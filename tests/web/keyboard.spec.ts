import { beforeAll, expect, it } from '@jest/globals';
import { localFields } from '#apps/web/time/local-fields.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { Client, inHours, somebody } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Keyboard } from '#tests/support/web/keyboard.js';

// A morning with the keyboard alone, from signing in by the issuer's page on: so it is Riverside's, which nobody else works in here.
const browsing = Browsing.forThisFile();
let riverside: Client;
beforeAll(() => { riverside = new Client(browsing.product); });

it('signs in, finds what is late, does it after a mistake, starts a discharge, decides, and walks the huddle: with the keyboard, which can be seen wherever it is', async () => {
  // A fall of yesterday whose review nobody has booked, and somebody who leaves within the hour.
  const late = await CaseOverHttp.of(riverside, 'rapid-falls-review', { trigger: { kind: 'new-confusion', occurredAt: inHours(-30), where: 'kitchen', note: 'slipped' } }, { rehearsal: false });
  await DischargeCase.start(riverside, { plannedDischargeAt: inHours(1) }, { rehearsal: false });
  const window = await browsing.window();
  const { page } = window;
  const keys = new Keyboard(page);
  const headed = async (title: string | RegExp) => { await page.getByRole('heading', { level: 1, name: title }).waitFor(); };

  await window.go('/');
  await keys.press(/^Colin Okafor/);
  await headed('My work');

  // What is late comes first: one link a task.
  const review = localFields(Date.now() + 24 * 3_600_000);
  await keys.press(/^Falls review booked/);
  await headed('Falls review booked');
  await keys.press('Record it');
  expect(await keys.where()).toMatchObject({ name: expect.stringMatching(/^There is a problem/) });
  await keys.to(/^When the review is must/);
  await page.keyboard.press('Enter');
  expect(await keys.where()).toEqual({ name: 'When the review is > Day', seen: true });
  await page.keyboard.type(review.day);
  for (const [field, words] of [['Month', review.month], ['Year', review.year], ['Time', '15:00']] as const) await keys.type(`When the review is > ${field}`, words);
  await keys.type('Who takes part', 'A nurse');
  await keys.press('Record it');
  expect(await window.text()).toContain('It is recorded as done.');
  expect((await late.look()).task('review-booked').status).toBe('completed');

  // A discharge, page by page.
  const person = somebody();
  const leaves = localFields(Date.now() + 48 * 3_600_000);
  await keys.press('Start a case');
  await keys.choose('Which pathway', 'Minimum safe discharge');
  await keys.press('Continue');
  await keys.type('NHS number', person.nhsNumber);
  await keys.type('Name (optional)', person.name);
  await keys.press('Continue');
  await keys.type('Ward', 'Willow');
  for (const [field, words] of [['Day', leaves.day], ['Month', leaves.month], ['Year', leaves.year], ['Time', '15:00']] as const) await keys.type(`Planned discharge > ${field}`, words);
  await keys.choose('Discharge pathway', '1: home, with support');
  await keys.choose('Where the person goes to', 'Own home');
  await keys.press('Continue');
  await keys.pick('Clinical lead', 'Dr Leila');
  await keys.pick('Coordinator', 'Colin');
  await keys.pick('Escalation owner', 'Owen');
  await keys.press('Continue');
  await headed('Check your answers before you start the case');
  await keys.press('Start the case');
  expect(await window.text()).toContain(person.name);

  // The clinical lead decides about the one who leaves within the hour.
  await keys.press('Sign out');
  await window.go('/');
  await keys.press(/^Dr Leila Farouk/);
  await keys.press(/^Risk decision/);
  await keys.press('Take the decision');
  await keys.type('The question that is decided', 'May she go today?');
  // Which one is chosen is one group of radios over all options: one stop, and arrows.
  await keys.to(/Option 1.* > This option is chosen$/);
  await page.keyboard.press('ArrowDown');
  expect(await keys.where()).toEqual({ name: expect.stringMatching(/Option 2.* > This option is chosen$/), seen: true });
  await keys.type(/Option 2.* > What it is$/, 'She stays until tomorrow', 'Shift+Tab');
  await keys.type(/Option 1.* > If it is not chosen, why not$/, 'The ward is not safer', 'Shift+Tab');
  await keys.choose('Outcome', 'Postpone the discharge');
  await keys.choose('Why something is unmet', 'A clinical reason');
  await keys.type('What is unsafe', 'No visit tonight');
  await keys.type('What makes it safer', 'The ward');
  for (const [field, words] of [['Day', leaves.day], ['Month', leaves.month], ['Year', leaves.year], ['Time', '15:00']] as const) await keys.type(new RegExp(`New planned discharge.* > ${field}$`), words);
  await keys.type('Risk that is accepted', 'A day more in bed');
  await keys.type('Why that is proportionate', 'She is weak');
  await keys.type('What the person thinks of it', 'Would rather go home');
  await keys.type(/> If$/, 'She is breathless');
  await keys.type(/> Call$/, 'The ward sister');
  await keys.type(/how many$/, '15');
  await keys.press('Record the decision');
  expect(await window.text()).toContain('The decision is recorded');

  // The huddle has one key each.
  const held = await CaseOverHttp.of(riverside, 'rapid-falls-review', { trigger: { kind: 'new-confusion', occurredAt: inHours(-2), where: 'kitchen', note: 'slipped' } }, { rehearsal: false });
  await held.complete('review-held', {
    medicationActions: 'none', equipmentChanges: 'none', hydrationAndNutrition: 'drinks', homeSafetyPlan: 'rugs up', cognition: 'as before', lyingStandingBloodPressure: 'as before', personsView: 'home', safeguarding: { considered: true, concern: false, rationale: 'nothing seen' },
    actions: [{ title: 'A rail by the stairs', owner: 'riverside-coordinator', dueAt: inHours(200), completionCheck: 'Seen in place' }],
  });
  await keys.press('Sign out');
  await window.go('/');
  await keys.press(/^Colin Okafor/);
  await keys.press('Huddle');
  const place = await page.locator('[data-walk]').evaluateAll((all) => all.findIndex((each) => (each.textContent ?? '').includes('A rail by the stairs')));
  for (let pressed = 0; pressed <= place; pressed += 1) {
    await page.keyboard.press('n');
    expect(await keys.where()).toMatchObject({ seen: true });
  }
  await page.keyboard.press('d');
  expect(await keys.where()).toMatchObject({ seen: true });
  await page.keyboard.type('Fitted');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Seen');
  await keys.press();
  expect(await window.text()).toContain('It is recorded as done.');

  expect([...new Set(keys.lost)]).toEqual([]);
});
