import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { localTime } from '#libs/domain/local-time.js';
import { somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Hand } from '#tests/support/web/hand.js';

// What the README promises to somebody who has never seen the product: its own words, its own command, and from its one address on only what the pages offer to be pressed.
const browsing = Browsing.aloneForThisFile();
const readme = readFileSync(join(checkoutFolder(), 'README.md'), 'utf8').replaceAll(/\s+/g, ' ');
const promised = readme.slice(readme.indexOf('## In two minutes, in a browser'), readme.indexOf('The pages work without scripts'));
/** What the newcomer goes by must stand in the README. */
const says = (words: string): string => {
  expect(promised.replaceAll('*', '')).toContain(words);
  return words;
};

it('a newcomer finds a late task, completes it, starts a discharge, rehearses a missed first visit, and finds who was called', async () => {
  // The second terminal: made-up people and cases, told line by line as they come.
  says('npm run -s demo');
  const { stdout } = await promisify(execFile)(process.execPath, [join(checkoutFolder(), 'dist', 'apps', 'demo', 'main.js')], { env: { ...process.env, HANDRAIL_DATA: browsing.product.folder, PORT: String(browsing.product.port), HANDRAIL_SAMPLES: '/nowhere' } });
  expect(stdout.split('\n').length).toBeGreaterThan(15);
  expect(stdout).toMatch(/\d+ cases started\. .*[1-9]\d* of them overdue/);

  // 1. Who are you? And a late task.
  const window = await browsing.window();
  const { page } = window;
  const hand = new Hand(page);
  const be = async (name: string) => {
    await page.getByRole('button', { name: new RegExp(`^${says(name)}`) }).click();
    await page.waitForURL(`${browsing.url}/**`);
  };
  await window.go('/');
  expect(await window.text().catch(() => page.locator('body').innerText())).toContain('Who are you?');
  await be('Colin Okafor');
  await page.getByRole('heading', { level: 1, name: says('My work') }).waitFor();
  const late = page.locator('.app-work--overdue .app-row').filter({ hasText: 'Falls review booked' }).first();
  // Of a step like this one somebody is called between 08:00 and 20:00: by night it is late, and its call waits for the morning.
  const { hour } = localTime(Date.now());
  expect(await late.innerText()).toMatch(hour >= 8 && hour < 20 ? /hours.* late[\s\S]*Called: / : /hours.* late/);
  await late.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Falls review booked' }).waitFor();
  const soon = Date.now() + 3 * 86_400_000;
  await hand.when('When the review is', soon);
  await page.getByLabel('Why it is later than').fill('nobody was free before');
  await window.send('Record it');
  expect(await window.text()).toMatch(/It is recorded as done\.[\s\S]*Done(, late)? by Colin Okafor/);

  // 2. A discharge, with its three named owners.
  const person = somebody();
  await page.getByRole('link', { name: says('Start a case') }).click();
  await page.getByLabel('Minimum safe discharge').check();
  await window.send('Continue');
  await hand.type('NHS number', person.nhsNumber);
  await hand.type('Name', person.name);
  await window.send('Continue');
  await hand.type('Ward', 'Willow');
  await hand.when('Planned discharge', soon);
  await hand.tick('1: home, with support');
  await hand.tick('Own home');
  await window.send('Continue');
  says('A case needs three named owners');
  await hand.pick('Clinical lead', 'Dr Leila Farouk');
  await hand.pick('Coordinator', 'Colin Okafor');
  await hand.pick('Escalation owner', 'Owen Pritchard');
  await window.send('Continue');
  await window.send('Start the case');
  const started = await window.text();
  for (const words of [person.name, 'Owen Pritchard', 'First visit booked, or accepted by name']) expect(started).toContain(words);

  // 3. A missed first visit, rehearsed: nobody acts, somebody is called, and somebody after them. Nothing of it leaves the machine.
  const sent = async () => (await (await fetch(`${browsing.url}/local/mail`)).json() as { text: string }[]).filter(({ text }) => text.includes('First visit made')).length;
  const before = await sent();
  await page.getByRole('link', { name: says('Rehearsal') }).click();
  await page.getByRole('button', { name: new RegExp(says('A first visit that nobody makes')) }).click();
  await page.waitForURL(/\/rehearsal\/[^?]+\?began=/);
  const onward = async () => {
    // The page before has that heading too, and another one may come in between that says that the clock is moving.
    await page.evaluate("document.documentElement.dataset.read = 'already'");
    await page.getByRole('button', { name: /^Move to the next deadline/ }).click();
    await page.locator('html:not([data-read])').getByRole('heading', { name: 'What happened meanwhile' }).waitFor();
    return window.text();
  };
  // By night and on other days something else may be due in between.
  const onwardTo = async (what: RegExp) => {
    let told = await onward();
    for (let moves = 1; moves < 6 && !what.test(told); moves += 1) told = await onward();
    expect(told).toMatch(what);
  };
  await onwardTo(/Late: “First visit made”[\s\S]*Called: Owen Pritchard, escalation owner, for “First visit made”/);
  await onwardTo(/Called: Elena Marsh, escalation lead, for “First visit made”/);
  expect(await window.text()).toMatch(/Notices that would have been sent[\s\S]*To Elena Marsh/);
  expect(await sent()).toBe(before);

  // 4. Somebody else: who was called finds it.
  const change = async (name: string) => {
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('link', { name: /Sign in/ }).click();
    await be(name);
  };
  await change('Owen Pritchard');
  says('finds what he was called for in My work');
  expect(await page.locator('[data-task]').first().innerText()).toMatch(/Called: .*you/);
  await change('Elena Marsh');
  await page.getByRole('link', { name: says('Escalations') }).click();
  const climb = page.locator('[data-escalation]').first();
  expect(await climb.innerText()).toMatch(/Silent for[\s\S]*Last called/);
  await climb.getByRole('link').first().click();
  await page.waitForURL(/\/escalations\/.+/);
  expect(await window.text()).toContain('Who is called');
});
