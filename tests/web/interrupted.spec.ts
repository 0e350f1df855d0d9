import { describe, expect, it } from '@jest/globals';
import { Product } from '#tests/support/stack/product.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Hand } from '#tests/support/web/hand.js';
import { onRecordOf } from '#tests/support/web/record-of.js';
import type { SomebodyAtWork } from '#tests/support/web/somebody-at-work.js';

// What comes between a form and its sending, or cuts what takes long. The product is this file's own: it is killed.
const browsing = Browsing.aloneForThisFile();
const discharge = (more = {}) => DischargeCase.start(browsing.client, more, { rehearsal: false });
/** Everybody signed in, and did nothing, for so long. */
const passes = (hours: number) => onRecordOf(browsing.product, `update sessions set seen_at = seen_at - make_interval(hours => $1), started_at = started_at - make_interval(hours => $1)`, [hours]);
async function signInAgain({ page }: SomebodyAtWork, who: string, to: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in and go on' }).click();
  await page.locator(`button[value="${who}"]`).click();
  await page.waitForURL(`${browsing.url}${to}`);
}

describe('everything, killed while somebody fills in a form', () => {
  it('leaves what was typed on the page, says that nobody answers, and takes it once it runs again on its data; without scripts too, in the same session', async () => {
    const [one, other] = [await discharge(), await discharge()];
    const [scripted, plain] = [await browsing.as('coordinator', `/tasks/${one.task('equipment-in-place').id}`), await browsing.as('coordinator', `/tasks/${other.task('equipment-in-place').id}`, { javaScriptEnabled: false })];
    for (const { page } of [scripted, plain]) await page.getByLabel('What is in place').fill('Typed before the machine went down');
    const { folder, port } = browsing.product;
    await browsing.product.killAll();
    await scripted.page.getByRole('button', { name: 'Record it' }).click();
    await scripted.page.getByText('Nobody answers at the moment').waitFor();
    expect(await scripted.page.getByLabel('What is in place').inputValue()).toBe('Typed before the machine went down');
    expect(await scripted.axe()).toEqual([]);
    scripted.forgives(/net::ERR_/);

    browsing.product = await Product.start({ folder, port });
    await browsing.product.ready();
    for (const window of [scripted, plain]) {
      await window.send('Record it');
      expect(await window.text()).toContain('It is recorded as done.');
    }
    for (const each of [one, other]) expect((await each.look()).task('equipment-in-place').evidence).toEqual({ items: ['Typed before the machine went down'] });
  });
});

describe('the session, over while somebody fills in a form', () => {
  it('of a decision after an hour of silence: every word, the chosen option and the added one come back, and it is recorded', async () => {
    const of = await discharge({ plannedDischargeAt: inHours(1) });
    const { id } = of.task('risk-decision');
    const leila = await browsing.as('clinical-lead', `/cases/${of.id}/decision?task=${id}`);
    const { page } = leila;
    const hand = new Hand(page.locator('main form').first());
    await hand.type('The question that is decided', 'May <b>she</b> go?');
    await page.locator('[name="/options/0/rejectedBecause"]').fill('Not safer');
    await page.locator('[name="/options/1/option"]').fill('Stay');
    await leila.send('Add another option');
    await page.locator('[name="/options/2/option"]').fill('A community bed');
    await page.locator('[name="/options/2/rejectedBecause"]').fill('None is free');
    await page.locator('#chosen-1').check();
    await hand.choose('Outcome', 'Stay in hospital');
    await hand.choose('Why something is unmet', 'A clinical reason');
    for (const [label, words] of [['What is unsafe', 'No visit'], ['What makes it safer', 'The ward'], ['Risk that is accepted', 'A night'], ['Why that is proportionate', 'She is weak'], ['What the person thinks of it', 'Agrees'], ['If', 'breathless'], ['Call', 'the ward']] as const) await hand.type(label, words);
    await hand.lasts('They answer within', 20, 'minutes');
    await passes(2);
    await leila.send('Record the decision');
    expect(await leila.text()).toContain('What you sent has not been recorded yet');
    await signInAgain(leila, 'clinical-lead', '/cases/**');
    expect(await leila.text()).toContain('This is not recorded yet');
    expect(await page.getByLabel('The question that is decided').inputValue()).toBe('May <b>she</b> go?');
    expect(await page.locator('[name="/options/2/option"]').inputValue()).toBe('A community bed');
    expect(await page.locator('#chosen-1').isChecked()).toBe(true);
    await leila.send('Record the decision');
    expect(await leila.text()).toContain('The decision is recorded');
    expect((await of.look()).view.outcome?.outcome).toBe('stayed-in-hospital');
  });

  it('of a start in the middle of its pages: what was told on each of them is there, and it starts', async () => {
    const person = somebody();
    const harriet = await browsing.as('hub', '/cases/new');
    const { page } = harriet;
    const hand = new Hand(page);
    await page.getByLabel('Minimum safe discharge').check();
    await harriet.send('Continue');
    await hand.type('NHS number', person.nhsNumber);
    await hand.type('Name', person.name);
    await harriet.send('Continue');
    await hand.type('Ward', 'Willow <3>');
    await hand.when('Planned discharge', Date.now() + 48 * 3_600_000);
    await hand.tick('2: a bed for rehabilitation');
    await hand.tick('Community bed');
    await passes(12);
    await harriet.send('Continue');
    await signInAgain(harriet, 'hub', '/cases/new**');
    expect(await page.getByLabel('Ward').inputValue()).toBe('Willow <3>');
    expect(await page.getByLabel('Community bed').isChecked()).toBe(true);
    await harriet.send('Continue');
    await hand.pick('Clinical lead', 'Dr Leila Farouk');
    await hand.pick('Coordinator', 'Colin Okafor');
    await hand.pick('Escalation owner', 'Owen Pritchard');
    await harriet.send('Continue');
    for (const words of [person.name, 'Willow <3>', 'Community bed']) expect(await harriet.text()).toContain(words);
    await harriet.send('Start the case');
    expect(await harriet.text()).toContain('The case is started.');
  });
});

describe('a reassignment of 500 tasks', () => {
  const CASES = 170; // each with three tasks of its coordinator
  const openTasksOf = async (person: string) => Number((await onRecordOf(browsing.product, `select count(*)::int as tasks from tasks where owner_person = $1 and status = 'open'`, [person]) as { tasks: number }[])[0]!.tasks);

  it('left in the middle stands above the escalations; whoever may goes on with it and sees how far it is; killed there it goes on by itself, and tells each case once', async () => {
    await Promise.all(Array.from({ length: 5 }, async () => {
      for (let made = 0; made < CASES / 5; made += 1) await discharge({ plannedDischargeAt: inHours(90) });
    }));
    expect(await openTasksOf('riverside-coordinator')).toBeGreaterThanOrEqual(500);
    // Without scripts it goes no further than its first answer: she closes the window there.
    const elena = await browsing.as('escalation-lead', '/escalations/reassign?person=riverside-coordinator', { javaScriptEnabled: false });
    await new Hand(elena.page).pick('To whom it goes', /^Cara Nolan/);
    await elena.page.getByLabel('Why').fill('On leave from tomorrow');
    await elena.send('Reassign');
    const progress = elena.page.getByRole('progressbar');
    const [done, all] = [Number(await progress.getAttribute('value')), Number(await progress.getAttribute('max'))];
    expect(all).toBeGreaterThanOrEqual(CASES);
    expect(done).toBeLessThan(all);
    expect(await elena.page.getByRole('status').innerText()).toContain(`${done} of ${all} are done`);

    const dilip = await browsing.as('director', '/escalations');
    const { page } = dilip;
    const open = page.getByRole('region', { name: 'Not reassigned to the end' });
    expect(await open.innerText()).toMatch(new RegExp(`Colin Okafor to Cara Nolan: \\d+ of ${all} have gone\\. Begun by Elena Marsh`));
    expect(await dilip.axe()).toEqual([]);
    await open.getByRole('link', { name: /Look, and go on/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Not reassigned to the end' }).waitFor();
    expect(await dilip.axe()).toEqual([]);
    const hub = await browsing.as('hub', new URL(page.url()).pathname + new URL(page.url()).search);
    await hub.send('Go on with what waits');
    expect(await hub.text()).toMatch(/not yours/i);

    await dilip.send('Go on with what waits');
    await page.getByRole('status').filter({ hasText: `of ${all} are done` }).waitFor();
    await browsing.product.kill('api');
    await page.getByRole('heading', { level: 1, name: 'Reassigned', exact: true }).waitFor();
    dilip.forgives(/net::ERR_/);
    expect(await dilip.text()).toContain(`${all} of ${all} went`);
    expect([await openTasksOf('riverside-coordinator'), await onRecordOf(browsing.product, `select case_id from events where kind = 'owner-changed' group by case_id having count(*) <> 1`)]).toEqual([0, []]);
    await dilip.go('/escalations');
    expect(await open.count()).toBe(0);
  });
});
