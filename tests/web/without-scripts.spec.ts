import { expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Hand } from '#tests/support/web/hand.js';

// A morning in a browser without scripts. Tasks, decisions, notes and rehearsals without them: task, decision, case and rehearsal.spec.
const browsing = Browsing.forThisFile();
const plain = { javaScriptEnabled: false };

it('without scripts one signs in by the issuer’s page', async () => {
  const anybody = await browsing.window(plain);
  await anybody.go('/');
  await anybody.page.getByRole('button', { name: /^Audrey Finch/ }).click();
  await anybody.page.getByRole('heading', { level: 1, name: 'My work' }).waitFor();
});

it('without scripts a discharge is started, one thing a page', async () => {
  const person = somebody();
  const harriet = await browsing.as('hub', '/cases/new', plain);
  const hand = new Hand(harriet.page);
  await hand.tick('Minimum safe discharge');
  await harriet.send('Continue');
  await hand.type('NHS number', person.nhsNumber);
  await hand.type('Name', person.name);
  await harriet.send('Continue');
  await hand.type('Ward', 'Willow');
  await hand.when('Planned discharge', Date.now() + 48 * 3_600_000);
  await hand.tick('1: home, with support');
  await harriet.send('Continue');
  expect(await harriet.page.getByRole('alert').innerText()).toContain('Where the person goes to must be chosen');
  await hand.tick('Own home');
  await harriet.send('Continue');
  await hand.pick('Clinical lead', 'Dr Leila Farouk');
  await hand.pick('Coordinator', 'Colin Okafor');
  await hand.pick('Escalation owner', 'Owen Pritchard');
  await harriet.send('Continue');
  await harriet.send('Start the case');
  expect(await harriet.text()).toContain('The case is started.');
});

it('without scripts an escalation is read, what was done is written, and somebody is called', async () => {
  const late = await DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(-2) }, { rehearsal: false, patient: { ...somebody(), name: 'Edith Keyes' } });
  await eventually('somebody was called', async () => (await late.look()).view.escalations.some(({ step, calls }) => step === 'risk-decision' && calls[0]?.person != null));
  const owen = await browsing.as('escalation-owner', '/escalations', plain);
  const { page } = owen;
  await page.locator(`[data-escalation="${late.escalation('risk-decision').id}"]`).getByRole('link').first().click();
  await page.getByLabel('What was done').fill('Rang the ward');
  await owen.send('Record it');
  expect(await owen.text()).toContain('Rang the ward');
  await page.getByLabel('Whom to call').selectOption({ label: '3: Escalation lead' });
  await page.getByLabel('Why', { exact: true }).first().fill('Nobody picks up');
  await owen.send('Call them');
  await eventually('she was called', async () => (await late.look()).escalation('risk-decision').calls.some(({ person }) => person?.name === 'Elena Marsh'));
});

it('without scripts an action of the huddle is recorded as done', async () => {
  const review = await CaseOverHttp.of(browsing.client, 'rapid-falls-review', { trigger: { kind: 'new-confusion', occurredAt: inHours(-2), where: 'kitchen', note: 'slipped' } }, { rehearsal: false });
  await review.complete('review-held', {
    medicationActions: 'none', equipmentChanges: 'none', hydrationAndNutrition: 'drinks', homeSafetyPlan: 'rugs up', cognition: 'as before', lyingStandingBloodPressure: 'as before', personsView: 'home', safeguarding: { considered: true, concern: false, rationale: 'nothing seen' },
    actions: [{ title: 'A rail by the stairs', owner: browsing.idOf('coordinator'), dueAt: inHours(200), completionCheck: 'Seen in place' }],
  });
  const colin = await browsing.as('coordinator', '/huddle', plain);
  const action = colin.page.locator('[data-walk]').filter({ hasText: 'A rail by the stairs' });
  await action.locator('summary').filter({ hasText: /^Done/ }).click();
  await action.getByLabel('What was done').fill('Fitted');
  await action.getByLabel('How it was checked').fill('Seen');
  await action.getByRole('button', { name: 'Record it as done' }).click();
  await colin.page.getByText('It is recorded as done.').waitFor();
  expect((await review.look()).task('action').evidence).toMatchObject({ done: 'Fitted', check: 'Seen' });
});
