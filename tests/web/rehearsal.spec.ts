import { describe, expect, it, jest } from '@jest/globals';
import { Browsing } from '#tests/support/web/browsing.js';

jest.setTimeout(240_000);
const browsing = Browsing.forThisFile();

describe.each([['with scripts', true], ['without scripts', false]])('a rehearsal, %s', (_, javaScriptEnabled) => {
  it('is started with one button; its clock moves to the missed first visit, and one sees who was called and what they would have been sent', async () => {
    const harriet = await browsing.as('hub', '/rehearsal', { javaScriptEnabled });
    const { page } = harriet;
    await page.getByRole('listitem').filter({ hasText: 'A first visit that nobody makes' }).getByRole('button').click();
    await page.waitForURL(/\/rehearsal\/[^/?]+/);
    expect(await page.getByRole('region', { name: 'Rehearsal', exact: true }).innerText()).toMatch(/rehearsal.*nobody is called/is);
    expect(await harriet.text()).toContain('None yet');
    // Everything before the visit is done: the next thing to come is that it is late, an hour after its slot.
    await page.getByRole('button', { name: /^Move to the next deadline/ }).click();
    await page.waitForURL(/since=/);
    expect(await harriet.text()).toMatch(/Late:\s*“First visit made” was due, and nobody had done it/);
    expect(await harriet.text()).toMatch(/Called:\s*Owen Pritchard, escalation owner, for “First visit made”/);
    await page.getByRole('button', { name: /^Move to the next deadline/ }).click();
    await page.getByText('Called: Elena Marsh, escalation lead, for “First visit made”').waitFor();
    expect(await page.locator('section', { has: page.getByRole('heading', { name: 'Notices that would have been sent' }) }).innerText()).toMatch(/To Elena Marsh, about “First visit made”[\s\S]*Email: would have been sent/);
    if (javaScriptEnabled) {
      expect(await harriet.axe()).toEqual([]);
      await harriet.pictures('rehearsal');
    }
  });
});

describe('the clock of a rehearsal', () => {
  it('says what is wrong with what was typed, and keeps it', async () => {
    const colin = await browsing.as('coordinator', '/rehearsal');
    const { page } = colin;
    expect(await colin.axe()).toEqual([]);
    await page.getByRole('listitem').filter({ hasText: 'A discharge that is not ready' }).getByRole('button').click();
    await page.waitForURL(/\/rehearsal\/[^/?]+/);
    await page.getByLabel('Or by this many hours').fill('half a day');
    await colin.send('Move');
    expect(await page.getByRole('alert').innerText()).toContain('Say how many hours the clock moves, such as 6 or 0.5.');
    expect(await page.getByLabel('Or by this many hours').inputValue()).toBe('half a day');
    await page.getByRole('link', { name: 'Say how many hours' }).click();
    expect(await colin.focused()).toBe('hours');
    expect(await colin.axe()).toEqual([]);
    await page.getByLabel('Or by this many hours').fill('1,5');
    await colin.send('Move');
    expect(await colin.text()).toMatch(/1 hour (29|30) minutes ahead of ours/);
  });

  it('is read and not moved by who may start none, and a live case is shown as one', async () => {
    const dilip = await browsing.as('director', '/rehearsal');
    expect(await dilip.text()).toContain('You can look, and others can start');
    await dilip.page.getByRole('link', { name: /Benedict Rehearsal/ }).first().click();
    await dilip.page.waitForURL(/\/rehearsal\/[^/?]+/);
    expect(await dilip.text()).toContain('The clock is moved by the hub');
    expect(await dilip.page.getByRole('button', { name: /^Move/ }).count()).toBe(0);
  });
});
