import { expect, it } from '@jest/globals';
import { Browsing } from '#tests/support/web/browsing.js';
import { RehearsedCase } from '#tests/support/web/rehearsed-case.js';

// The rapid falls review from its start to its end, by the pages alone.
const browsing = Browsing.forThisFile();
const HOUR = 3_600_000;
const minute = (at: number): number => Math.floor(at / 60_000) * 60_000;

it('a fall with a head injury: checked, assessed, booked and held within 72 hours of when it happened, its action done, and quiet for thirty days', async () => {
  const fell = minute(Date.now() - HOUR);
  const him = await RehearsedCase.begin(browsing, 'coordinator', 'Rapid falls review', [async (hand) => {
    await hand.tick('Head injury');
    await hand.when('When it happened', fell);
    await hand.type('Where it happened', 'The kitchen');
    await hand.type('What happened, in words', 'Slipped, hit the table');
  }]);
  expect(await him.open()).toEqual(expect.arrayContaining(['Urgent clinical check', 'Falls review booked', 'Falls review held', 'Risk assessed', 'Safety-net plan written']));
  // The clinical lead is called for the check at once.
  const leila = await him.opens('clinical-lead', 'Urgent clinical check');
  await leila.page.getByRole('listitem').filter({ hasText: /^Dr Leila Farouk, clinical lead/ }).waitFor();

  await him.does('clinical-lead', 'Urgent clinical check', async (hand) => {
    await hand.choose('Route', 'Seen where they were');
    await hand.choose('Does the person take blood thinners?', 'No');
    await hand.type('Who checked the person', 'Dr Farouk');
    await hand.type('What was found', 'A bruise, alert');
    await hand.type('Who was given advice', 'His daughter');
    await hand.choose('Is somebody with them?', 'Yes');
  });
  await him.does('clinical-lead', 'Risk assessed', async (hand) => {
    await hand.type('What was found', 'Unsteady on turning');
    await hand.type('Risk of harm now', 'A fall on the stairs');
  });
  await him.does('clinical-lead', 'Safety-net plan written', async (hand) => {
    const line = hand.within(/^Line of the plan 1/);
    await line.type('If', 'He falls again');
    await line.type('Call', '999');
    await line.lasts('They answer within', 10, 'minutes');
  });
  await him.does('coordinator', 'Safety-net plan shared and understood', async (hand) => {
    await hand.tick('The person');
    await hand.tick('It was understood');
    await hand.type('How', 'Read together');
  });

  const held = minute(Date.now() + 30 * HOUR);
  await him.does('coordinator', 'Falls review booked', async (hand) => {
    await hand.when('When the review is', held);
    await hand.type('Who takes part', 'A nurse\nA pharmacist');
  });
  await him.moveTo(held);
  const present = await him.now();
  await him.does('coordinator', 'Falls review held', async (hand) => {
    for (const [group, words] of [['Medicines', 'Night sedation stopped'], ['Drinking and eating', 'Drinks too little'], ['Safety at home', 'Rugs taken up'], ['Cognition', 'As before']] as const) await hand.within(group).tick('Say what').then((it) => it.type(group, words));
    await hand.within('Equipment').tick('None was needed').then((it) => it.type('If nothing, why', 'All in place'));
    await hand.within('Lying and standing blood pressure').tick('It was not done').then((it) => it.type('If not done, why', 'Could not stand'));
    await hand.type('What the person thinks of it', 'Wants to stay at home');
    await hand.tick('Safeguarding was considered');
    await hand.choose('Is there a concern?', 'No');
    await hand.within('Safeguarding').type('Why', 'Nothing seen');
    const action = hand.within(/^Action 1/);
    await action.type('What is to be done', 'A grab rail beside the bath');
    await action.pick('Who', /^Colin Okafor/);
    await action.when('Due', present + 48 * HOUR);
    await action.type('How we know that it is done', 'Seen in place');
  });
  expect(await him.open()).toEqual(['A grab rail beside the bath']);

  await him.does('coordinator', 'A grab rail beside the bath', async (hand) => {
    await hand.type('What was done', 'Fitted');
    await hand.type('How it was checked', 'Seen');
    await hand.type('Who checked it', 'Nurse O’Neill');
  });
  expect(await him.text()).toContain('Nothing is open');
  const over = await him.moveBy(31 * 24);
  expect(await over.text()).toContain('It has come to its end: reviewed in time');
  const colin = await him.person('coordinator');
  await colin.go(`/cases/${him.id}`);
  expect(await colin.text()).toMatch(/Closed[\s\S]*Reviewed in time/);
});
