import { describe, expect, it } from '@jest/globals';
import type { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { TaperCase } from '#tests/support/http/taper-case.js';
import { inHours } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Hand } from '#tests/support/web/hand.js';
import type { SomebodyAtWork } from '#tests/support/web/somebody-at-work.js';

// The decisions that are none of risk, each by its own form.
const browsing = Browsing.forThisFile();

/** The clinical lead opens the decision's form. */
async function toDecide(of: CaseOverHttp, step: string): Promise<{ window: SomebodyAtWork; hand: Hand }> {
  const window = await browsing.as('clinical-lead', `/cases/${of.id}/decision?task=${of.task(step).id}`);
  return { window, hand: new Hand(window.page.locator('main form').first()) };
}
/** What every decision says. */
async function whole({ window: { page }, hand }: { window: SomebodyAtWork; hand: Hand }, outcome: string): Promise<void> {
  await hand.type('The question that is decided', 'What follows? <script>');
  await page.locator('[name="/options/0/rejectedBecause"]').fill('It would not be safe');
  await page.locator('[name="/options/1/option"]').fill('This');
  await page.locator('#chosen-1').check();
  await hand.choose('Outcome', outcome);
  for (const [label, words] of [['Risk that is accepted', 'Some'], ['Why that is proportionate', 'Somebody looks in'], ['What the person thinks of it', 'Agrees'], ['If', 'It gets worse'], ['Call', '111']] as const) await hand.type(label, words);
  await hand.lasts('They answer within', 30, 'minutes');
}

describe('a no of the person', () => {
  it('is told with what was explained and offered; the clinical lead reads it and offers it again', async () => {
    const of = await DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(2) });
    await of.leave();
    await of.advance('PT24H');
    const colin = await browsing.as('coordinator', `/tasks/${of.task('safety-call').id}`);
    await colin.page.getByRole('link', { name: 'The person said no' }).click();
    await colin.page.waitForURL(/declined$/);
    const said = new Hand(colin.page.locator('main form').first());
    await said.type('Who said no', 'Herself');
    await said.choose('Capacity for this decision', 'Assessed, and lacking');
    await said.type('What was explained to them', 'What the call is for');
    await said.type('What was offered instead', 'A visit');
    await colin.send('Record that the person said no');
    expect(await colin.page.getByRole('alert').innerText()).toMatch(/best interests/i);
    await said.choose('Capacity for this decision', 'Presumed: nothing suggests otherwise');
    await colin.send('Record that the person said no');
    expect(await colin.text()).toContain('It is recorded that the person said no');

    const deciding = await toDecide(await of.look(), 'declined-decision');
    expect(await deciding.window.text()).toMatch(/Herself said no\. Explained: What the call is for\. Offered instead: A visit/);
    await deciding.window.send('Record the decision');
    expect(await deciding.window.page.getByRole('alert').innerText()).toMatch(/The question that is decided must be filled in[\s\S]*Which option is chosen[\s\S]*Outcome must be chosen/);
    await whole(deciding, 'Offer it again');
    await deciding.window.send('Record the decision');
    expect(await deciding.window.text()).toContain('The decision is recorded');
    expect((await of.look()).task('safety-call').status).toBe('open');
  });
});

describe('a taper', () => {
  it('is moved to another discharge, until the first contact; its due times follow', async () => {
    const of = await TaperCase.start(browsing.client, { dischargedAt: inHours(24) });
    const colin = await browsing.as('coordinator', `/cases/${of.id}`);
    await colin.page.getByRole('link', { name: 'Move the plan' }).click();
    await colin.page.waitForURL(/replan$/);
    await colin.send('Move the plan');
    expect(await colin.page.getByRole('alert').innerText()).toMatch(/Why the plan moves must be filled in/);
    expect(await colin.axe()).toEqual([]);
    const later = Math.floor(Date.parse(inHours(50)) / 60_000) * 60_000;
    const hand = new Hand(colin.page.locator('main form').first());
    await hand.when('New time of the discharge', later);
    await hand.type('Why the plan moves', 'The ward keeps her a day more');
    await colin.send('Move the plan');
    expect(await colin.text()).toContain('The plan has moved');
    expect((await of.look()).task('first-contact').dueAt).toBe(inHours(72, later));
    await of.accept();
    await of.firstContact();
    await colin.go(`/cases/${of.id}/replan`);
    await new Hand(colin.page.locator('main form').first()).type('Why the plan moves', 'Again');
    await colin.send('Move the plan');
    expect(await colin.text()).toContain('This was not recorded');
  });

  it('steps down by a readiness review, and up again for a sign by a review with its whole summary', async () => {
    const of = await TaperCase.start(browsing.client);
    await of.accept();
    await of.firstContact();
    await of.everythingElse();
    await of.contacts();
    const readiness = await toDecide(of, 'readiness-review');
    await whole(readiness, 'Step up');
    await readiness.window.send('Record the decision');
    expect(await readiness.window.page.getByRole('alert').innerText()).toContain('To which stage');
    await readiness.hand.choose('Outcome', 'Step down');
    await readiness.window.send('Record the decision');
    expect(await readiness.window.text()).toContain('The decision is recorded');
    expect((await of.look()).view.stage).toBe('stage-2');

    // A sign of the person's own plan, told on the case's page.
    const colin = await browsing.as('coordinator', `/cases/${of.id}/trigger`);
    const telling = new Hand(colin.page.locator('main form').first());
    await telling.choose('What was seen', 'Warning sign');
    await telling.when('When it happened', Math.floor(of.now / 60_000) * 60_000);
    await telling.type('What was seen, in words', 'Her sister says that she does not sleep');
    await telling.type('Which warning sign', 'stops sleeping');
    await colin.send('Report it');
    expect(await colin.text()).toContain('It is reported.');

    const up = await toDecide(await of.look(), 'step-up-review');
    await whole(up, 'Step up');
    await up.hand.type('To which stage', '1');
    await up.window.send('Record the decision');
    const gaps = await up.window.page.getByRole('alert').innerText();
    for (const gap of ['What changed', 'Current risks', 'How urgent', 'Whom to call out of hours', 'Meeting of the team']) expect(gaps).toContain(gap);
    expect(await up.window.axe()).toEqual([]);
    for (const group of ['What changed', 'Current risks', 'Protective factors', 'What was already done', 'What is requested', 'How urgent']) await up.hand.within(group).tick('Say what').then((it) => it.type(group, `${group}, said`));
    await up.hand.type('Whom to call out of hours', 'The crisis line');
    await up.hand.when('Meeting of the team', of.now + 48 * 3_600_000);
    await up.window.send('Record the decision');
    expect(await up.window.text()).toContain('The decision is recorded');
    expect((await of.look()).view.stage).toBe('stage-1');
    await colin.go(`/cases/${of.id}?print=1`);
    expect(await colin.text()).toContain('How urgent, said');
    expect(await colin.axe()).toEqual([]);
  });

  it('whose person nobody has seen comes to a decision about their welfare', async () => {
    const of = await TaperCase.start(browsing.client);
    await of.accept();
    await of.firstContact();
    await of.everythingElse();
    const [contact] = of.view.tasks.filter(({ step }) => step === 'contact').toSorted((a, b) => a.dueAt.localeCompare(b.dueAt));
    await of.advanceTo(Date.parse(contact!.dueAt));
    await of.advanceTo(Date.parse(of.task('welfare-check').dueAt));
    const deciding = await toDecide(of, 'welfare-decision');
    expect(await deciding.window.page.getByRole('group', { name: 'Outcome' }).getByRole('radio').count()).toBe(7);
    await whole(deciding, 'Visit in pairs');
    await deciding.window.send('Record the decision');
    expect(await deciding.window.text()).toContain('The decision is recorded');
    expect((await of.look()).task('welfare-decision').status).toBe('completed');
  });
});
