import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { Discharge, somebody } from '#tests/api/support/discharge.js';
import { action, FallsReview, reviewRecord } from '#tests/api/support/falls.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { launchChromium } from '#tests/support/web/chromium.js';
import { PagesOverTheEngine } from '#tests/support/web/pages-over-the-engine.js';
import { SomebodyAtWork } from '#tests/support/web/somebody-at-work.js';

let pages: PagesOverTheEngine;
let browser: Browser;
let windows: SomebodyAtWork[] = [];
beforeAll(async () => { pages = await PagesOverTheEngine.start('live pages'); browser = await launchChromium(); }, 120_000);
afterEach(async () => {
  const open = windows;
  windows = [];
  for (const window of open) await window.close();
});
afterAll(async () => { await browser.close(); await pages.stop(); });

const LIVE = /\/live(\?|$)/;
/** Somebody who is signed in, with a page open and listening. */
async function at(subject: string, path: string, prepare?: (window: SomebodyAtWork) => Promise<unknown>): Promise<SomebodyAtWork> {
  const window = await SomebodyAtWork.open(browser, pages.url);
  windows.push(window);
  await window.context.addCookies([await pages.cookie(subject)]);
  await prepare?.(window);
  const listening = window.page.waitForResponse(LIVE);
  await window.go(path);
  await listening;
  return window;
}
const late = (name: string) => Discharge.started(pages.api, { patient: { ...somebody(), name } }, -2);
const planned = (hours: number, ward: string, name?: string) => Discharge.started(pages.api, { patient: { ...somebody(), ...(name === undefined ? {} : { name }) }, details: { ward, plannedDischargeAt: new Date(Date.now() + hours * 3_600_000).toISOString(), dischargePathway: 1, destination: 'own-home' } });
const climbOf = (of: Discharge): string => of.now.escalations.find(({ step }) => step === 'risk-decision')!.id;
const top = (page: Page, selector: string) => page.locator(selector).evaluate((row) => Math.round((row as unknown as { getBoundingClientRect(): { top: number } }).getBoundingClientRect().top));
const focused = (page: Page) => page.evaluate<string>('document.activeElement?.id || document.activeElement?.getAttribute("href") || document.activeElement?.tagName || ""');
const bar = (page: Page) => page.getByRole('button', { name: /^Show the list as it is now/ });

describe('a list that is looked at', () => {
  it('shows a climb that begins, what is said about it, and counts it, without being loaded again', async () => {
    const elena = await at('escalation-lead', '/escalations');
    await elena.page.evaluate('window.notLoadedAgain = true');
    const of = await late('Begun Meanwhile');
    const row = elena.page.locator(`[data-escalation="${climbOf(of)}"]`);
    await row.waitFor();
    await elena.page.getByText(/1 task is late|\d+ tasks are late/).waitFor();
    expect(await elena.page.locator('#live-said').textContent()).toMatch(/The list has changed: 1 new\./);
    await row.getByRole('checkbox').check();
    expect((await pages.api.command('escalation-owner', `/v1/escalations/${climbOf(of)}/outcome`, { response: 'Rang the ward' })).status).toBe(200);
    await row.getByText('Rang the ward').waitFor();
    expect(await row.getByRole('checkbox').isChecked()).toBe(true);
    expect(await elena.page.evaluate('window.notLoadedAgain')).toBe(true);
    expect(await elena.axe()).toEqual([]);
  });

  it('moves nothing that can be seen: what is new waits behind a button, what is gone says so where it stands', async () => {
    const [first, second] = [await planned(250, 'Sycamore'), await planned(260, 'Sycamore')];
    const colin = await at('coordinator', '/?q=sycamore');
    const { page } = colin;
    const [row, other] = [first, second].map((of) => `[data-task="${of.task('equipment-in-place').id}"]`) as [string, string];
    await page.locator(other).getByRole('link').focus();
    const [stood, held] = [await top(page, other), await focused(page)];
    const sooner = await planned(40, 'Sycamore');
    await bar(page).waitFor();
    expect(await bar(page).innerText()).toMatch(/\d new/);
    await first.complete('coordinator', 'equipment-in-place', { items: ['a frame'] });
    await page.locator(row).getByText('No longer in this list').waitFor();
    expect([await top(page, other), await focused(page)]).toEqual([stood, held]);
    expect(await page.locator('#live-said').textContent()).toMatch(/new, \d gone/);
    expect(await colin.axe()).toEqual([]);
    await bar(page).click();
    await page.locator(`[data-task="${sooner.task('equipment-in-place').id}"]`).waitFor();
    expect([await page.locator(row).count(), await focused(page), await bar(page).count()]).toEqual([0, 'worklist', 0]);
  });

  it('scrolled down stays where it is while the list above grows', async () => {
    for (let made = 0; made < 12; made += 1) await planned(70 + made, 'Rowan');
    const colin = await at('coordinator', '/?q=rowan');
    const { page } = colin;
    const last = page.locator('[data-task]').last();
    await last.scrollIntoViewIfNeeded();
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    const seen = `[data-task="${await last.getAttribute('data-task')}"]`;
    const stood = await top(page, seen);
    const of = await planned(46, 'Rowan');
    await page.locator(`[data-task="${of.task('equipment-in-place').id}"]`).waitFor({ state: 'attached' });
    expect(Math.abs(await top(page, seen) - stood)).toBeLessThanOrEqual(1);
  });

  it('keeps what is being typed in a huddle while others do other actions, and what they did of this one is said', async () => {
    const review = await FallsReview.started(pages.api);
    await review.complete('coordinator', 'review-held', reviewRecord({ actions: ['Banister', 'Rugs', 'Spectacles'].map((title, place) => action({ title, owner: 'riverside-coordinator', dueAt: new Date(Date.now() + (100 + place) * 3_600_000).toISOString() })) }));
    const task = (title: string) => review.now.tasks.find((each) => each['title'] === title)!.id;
    const colin = await at('coordinator', '/huddle');
    const { page } = colin;
    const row = (title: string) => page.locator(`[data-item="${task(title)}"]`);
    await row('Rugs').locator('summary').first().click();
    const field = row('Rugs').getByLabel('What was done');
    await field.pressSequentially('Taken ');
    const done = (title: string) => pages.api.command('director', `/v1/tasks/${task(title)}/complete`, { evidence: { done: 'by me', check: 'seen', checkedBy: 'a daughter' } });
    const status = (await done('Banister')).status;
    expect([200, 403]).toContain(status);
    if (status === 403) await pages.api.command('coordinator', `/v1/tasks/${task('Banister')}/complete`, { evidence: { done: 'by me', check: 'seen', checkedBy: 'a daughter' } });
    await row('Banister').getByText('No longer in this list').waitFor();
    await page.keyboard.type('up');
    expect(await field.inputValue()).toBe('Taken up');
    await pages.api.command('coordinator', `/v1/tasks/${task('Rugs')}/complete`, { evidence: { done: 'by me', check: 'seen', checkedBy: 'a daughter' } });
    await row('Rugs').getByText('No longer in this list').waitFor();
    await bar(page).click();
    expect([await field.inputValue(), await row('Rugs').count(), await row('Banister').count(), await row('Spectacles').count()]).toEqual(['Taken up', 1, 0, 1]);
  });
});

describe('a task that is looked at', () => {
  it('shows what somebody else recorded, where nothing was typed', async () => {
    const of = await planned(30, 'Elm');
    const colin = await at('coordinator', `/tasks/${of.task('medicines-reconciled').id}`);
    await of.complete('clinical-lead', 'medicines-reconciled', { changes: 'one tablet stopped', supplied: true });
    await colin.page.getByText('one tablet stopped').waitFor();
    expect(await colin.page.getByRole('button', { name: 'Record it' }).count()).toBe(0);
    expect(await colin.page.locator('#live-said').textContent()).toContain('This task has changed.');
    expect(await colin.axe()).toEqual([]);
  });

  it('keeps what was typed, the keyboard’s place and the place on the screen, and says who did it', async () => {
    const of = await planned(30, 'Elm');
    const colin = await at('coordinator', `/tasks/${of.task('medicines-reconciled').id}`);
    const { page } = colin;
    const field = page.getByLabel('What changed in the medicines');
    await field.pressSequentially('ramipril ');
    const id = await focused(page);
    const stood = await top(page, `[id="${id}"]`);
    await of.complete('clinical-lead', 'medicines-reconciled', { changes: 'one tablet stopped', supplied: true });
    await page.getByText('Done by Dr Leila Farouk meanwhile. What you typed is still here; if you send it, you see both.').first().waitFor();
    await page.keyboard.type('halved');
    expect([await field.inputValue(), await focused(page)]).toEqual(['ramipril halved', id]);
    await page.getByLabel(/medicines.*supplied/).check();
    expect(Math.abs(await top(page, `[id="${id}"]`) - stood)).toBeLessThanOrEqual(1);
    await colin.send('Record it');
    expect(await colin.text()).toMatch(/This was not recorded[^]*ramipril halved/);
  });

  it('keeps what is wrong and what was typed on a page that was refused', async () => {
    const of = await planned(30, 'Elm');
    const colin = await at('coordinator', `/tasks/${of.task('first-visit-booked').id}/attempt`);
    await colin.page.getByLabel('What was tried').fill('rang twice');
    const listening = colin.page.waitForResponse(LIVE);
    await colin.page.locator('main form button').first().click();
    await colin.page.getByRole('alert').waitFor();
    await listening;
    expect((await pages.api.command('coordinator', `${of.path}/notes`, { text: 'seen' })).status).toBe(200);
    await pages.api.command('coordinator', `${of.taskPath('first-visit-booked')}/acknowledge`, { for: 'PT10M', note: 'on it' });
    await colin.page.getByText('Nobody is called until').waitFor();
    expect([await colin.page.getByLabel('What was tried').inputValue(), await colin.page.locator('.nhsuk-error-message').count() > 0]).toEqual(['rang twice', true]);
  });
});

describe('the wall', () => {
  it('shows what begins at once, says loudly when nobody answers it, and takes it back when somebody does', async () => {
    const elena = await at('escalation-lead', '/escalations?wall=1', async ({ page }) => { await page.clock.install(); });
    const { page } = elena;
    await late('Wanda Seen-From-Afar');
    await page.clock.runFor(2_000);
    await page.getByText('W. S. F. A.').waitFor();
    elena.forgives(/Failed to load resource/);
    await pages.away();
    try {
      await page.clock.runFor(45_000);
      await page.getByText('NOT UP TO DATE').waitFor();
      expect(await elena.axe()).toEqual([]);
      await elena.pictures('wall-stale');
    } finally {
      await pages.back();
    }
    await eventually('it is up to date', async () => { await page.clock.runFor(5_000); return !(await page.getByText('NOT UP TO DATE').isVisible()); });
  });
});

/** Hours: none of its tasks comes before one of a case that is planned for this week, at whatever hour that is: nothing that can be seen moves, so it is shown at once. */
const MUCH_LATER = 400;
describe('one connection a browser', () => {
  it('is enough for all its windows, and goes on in another one where it stopped when its window is closed', async () => {
    const colin = await at('coordinator', '/?q=hazel');
    const before = pages.heardOf.length;
    const others = [await colin.context.newPage(), await colin.context.newPage()];
    for (const [page, path] of [[others[0]!, '/?q=hazel'], [others[1]!, '/huddle']] as const) await page.goto(`${pages.url}${path}`);
    const of = await planned(80, 'Hazel');
    for (const page of [colin.page, others[0]!]) await page.locator(`[data-task="${of.task('equipment-in-place').id}"]`).waitFor();
    expect(pages.heardOf).toHaveLength(before);
    await colin.page.close();
    await eventually('another window listens', async () => pages.heardOf.length === before + 1);
    expect(pages.heardOf.at(-1)).toBeGreaterThan(0);
    const next = await planned(MUCH_LATER, 'Hazel');
    await others[0]!.locator(`[data-task="${next.task('equipment-in-place').id}"]`).waitFor();
  });

  it('that was cut comes back by itself, says what it heard of last, and what happened meanwhile is shown', async () => {
    const colin = await at('coordinator', '/?q=juniper');
    const before = pages.heardOf.length;
    const heard = await planned(80, 'Juniper');
    await colin.page.locator(`[data-task="${heard.task('equipment-in-place').id}"]`).waitFor();
    await pages.away();
    colin.forgives(/Failed to load resource/);
    await colin.page.getByText('This page is not being kept up to date at the moment').waitFor({ timeout: 20_000 });
    const missed = await planned(MUCH_LATER, 'Juniper');
    await pages.back();
    await colin.page.locator(`[data-task="${missed.task('equipment-in-place').id}"]`).waitFor({ timeout: 20_000 });
    await colin.page.getByText('This page is not being kept up to date at the moment').waitFor({ state: 'hidden' });
    expect(pages.heardOf.slice(before).every((place) => place !== null && place > 0)).toBe(true);
  });

  it('that fell asleep is opened anew', async () => {
    const colin = await at('coordinator', '/?q=maple', async ({ page }) => { await page.clock.install(); });
    const before = pages.heardOf.length;
    await colin.page.clock.fastForward(3_600_000);
    await eventually('it listens anew', async () => pages.heardOf.length > before);
    const of = await planned(85, 'Maple');
    await eventually('it is shown', async () => { await colin.page.clock.runFor(1_000); return await colin.page.locator(`[data-task="${of.task('equipment-in-place').id}"]`).count() === 1; });
  });
});

describe('a new call to me', () => {
  const hidden = `
    Object.defineProperty(document, 'hidden', { get: () => window.isHidden === true });
    window.shown = [];
    window.Notification = class { constructor(title, options) { window.shown.push([title, options.body]); } static permission = 'granted'; };`;
  const look = async (page: Page, isHidden: boolean) => { await page.evaluate(`window.isHidden = ${isHidden}; document.dispatchEvent(new Event('visibilitychange'))`); };

  it('is counted in the title until it was looked at, and shown outside the window to whoever wanted that, with nothing of the person in it', async () => {
    const leila = await at('clinical-lead', '/', async ({ context }) => { await context.addInitScript(hidden); });
    const { page } = leila;
    await page.evaluate('localStorage.setItem("handrail-notify", "yes")');
    await look(page, true);
    await late('Noticed Nobody');
    await eventually('the title counts it', async () => (await page.title()).startsWith('(1) My work'));
    expect(await page.evaluate('window.shown')).toEqual([['Handrail', 'You have been called.']]);
    await look(page, false);
    await eventually('it was looked at', async () => (await page.title()).startsWith('My work'));
  });

  it('is shown to nobody who did not ask for it', async () => {
    const leila = await at('clinical-lead', '/', async ({ context }) => { await context.addInitScript(hidden); });
    await look(leila.page, true);
    await late('Unasked Nobody');
    await eventually('the title counts it', async () => (await leila.page.title()).startsWith('(1)'));
    expect(await leila.page.evaluate('window.shown')).toEqual([]);
  });
});
