import { expect, it } from '@jest/globals';
import { Browsing } from '#tests/support/web/browsing.js';
import { RehearsedCase } from '#tests/support/web/rehearsed-case.js';

// The taper after a crisis from its start to its end, by the pages alone: two days of it instead of ten weeks.
const browsing = Browsing.forThisFile();
const HOUR = 3_600_000;
const minute = (at: number): number => Math.floor(at / 60_000) * 60_000;

it('a taper: handed over and accepted, contacted, two stages with a readiness review between, closed by a review and quiet for thirty days', async () => {
  const they = await RehearsedCase.begin(browsing, 'crisis-team', 'Step-down tapering', [async (hand, window) => {
    await hand.type('Crisis team that hands over', 'Riverside crisis team');
    await hand.when('Discharge', minute(Date.now() - HOUR));
    await hand.tick('Inpatient mental health bed');
    await hand.tick('Looked for and not identified');
    for (const group of ['One contact every', 'For']) await hand.within(/^Stage 1/).lasts(group, 1, 'days');
    await window.send('Add another');
    for (const group of ['One contact every', 'For']) await hand.within(/^Stage 2/).lasts(group, 1, 'days');
  }, async (hand) => {
    for (const label of ['Formulation', 'Risk history', 'Current risks', 'Protective factors', 'Medication', 'Crisis plan', 'Out of hours', 'Legal status', 'Dependants', 'Accommodation']) await hand.type(label, `${label}, said`);
    for (const group of ['Restrictions in force', 'Whom to be in touch with']) await hand.choose(group, 'There are none');
  }]);
  expect(await they.open()).toEqual(expect.arrayContaining(['Handover accepted by the community lead', 'First contact after discharge', 'Crisis plan reviewed with the person', 'Care plan sent to the GP']));

  // Until the community lead accepts, the crisis team still owns the person.
  const { page } = await they.person('crisis-team');
  expect(await page.locator('.app-rehearsed').filter({ hasText: 'First contact after discharge' }).innerText()).toContain('Crisis team;');
  await they.does('clinical-lead', 'Handover accepted by the community lead', (hand) => hand.tick('I accept the handover'));
  await they.text();
  expect(await page.locator('.app-rehearsed').filter({ hasText: 'First contact after discharge' }).innerText()).toContain('Dr Leila Farouk');

  const contacted = minute(Date.now());
  await they.does('clinical-lead', 'First contact after discharge', async (hand) => {
    await hand.when('When', contacted);
    await hand.type('How', 'Visit');
    await hand.type('How the person is', 'Tired, hopeful');
    await hand.type('Warning signs', 'Stops sleeping');
  });
  await they.does('clinical-lead', 'Crisis plan reviewed with the person', async (hand) => {
    await hand.within('Plan').tick('In words').then((it) => it.type('Plan', 'Ring the sister first'));
    await hand.type('Out of hours', 'The crisis line');
  });
  await they.does('clinical-lead', 'Sleep, routine, safe contacts and practical support agreed', async (hand) => {
    for (const group of ['Sleep', 'Routine', 'Safe contacts', 'Practical support']) await hand.within(group).tick('No action is needed').then((it) => it.type('If none is needed, why', 'All is well'));
  });
  await they.does('crisis-team', 'Care plan sent to the GP', async (hand) => {
    await hand.when('When it was sent', contacted);
    await hand.type('Which practice', 'The Willow practice');
  });
  await they.does('coordinator', 'Re-escalation triggers written down and communicated', async (hand) => {
    await hand.type('What brings the person back', 'Stops sleeping');
    await hand.tick('The person has been told');
    await hand.type('Partners told', 'The sister');
  });

  // Each contact is a task with a window, made as it falls due. Whoever has the authority decides after the first stage: step down.
  await contact();
  expect(await they.open()).toEqual(['Ready to step down? Step down, hold or step up']);
  await they.decides('Ready to step down? Step down, hold or step up', 'Step down');
  await contact();
  await they.moveBy(2);
  expect(await they.open()).toEqual(['Closing review, and to whom the person is handed back']);
  await they.does('clinical-lead', 'Closing review, and to whom the person is handed back', async (hand) => {
    await hand.type('Goals', 'Met');
    await hand.type('Stability', 'A quiet week');
    await hand.type('What the person thinks of it', 'Ready');
    await hand.type('Handed back to', 'The GP');
  });
  const over = await they.moveBy(31 * 24);
  expect(await over.text()).toContain('It has come to its end: stepped down');
  const colin = await they.person('coordinator');
  await colin.go(`/cases/${they.id}`);
  expect(await colin.text()).toMatch(/Closed[\s\S]*Stepped down/);

  async function contact(): Promise<void> {
    const at = await they.dueOf('Contact of the taper') - HOUR;
    await they.moveTo(at);
    await they.does('coordinator', 'Contact of the taper', async (hand) => {
      await hand.when('When', at);
      await hand.type('How', 'Visit');
      const sign = hand.within(/^Sign 1/);
      await sign.type('Which warning sign', 'Stops sleeping');
      await sign.choose('Was it seen?', 'No');
      await hand.type('Note', 'Well');
    });
  }
});
