import { expect, it } from '@jest/globals';
import { demonstrate } from '#apps/demo/demonstrate.js';
import { localFields } from '#apps/web/time/local-fields.js';
import { owners, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';

// What the README promises to somebody who has never seen the product, step by step, through the pages alone.
const browsing = Browsing.aloneForThisFile();

it('a newcomer finds a late task, completes it, starts a discharge, rehearses a missed first visit, and finds who was called', async () => {
  await demonstrate({ url: browsing.url, tokenOf: (who) => browsing.product.token(who as never), folder: '/nowhere', now: Date.now(), say: () => undefined });

  // 1. My work, and a late task.
  const colin = await browsing.as('coordinator');
  const { page } = colin;
  const late = page.locator('.app-work--overdue .app-row').filter({ hasText: 'Falls review booked' }).first();
  expect(await late.innerText()).toMatch(/hours.* late/);
  await late.getByRole('link').click();
  await page.getByRole('heading', { name: 'Falls review booked' }).waitFor();
  const fields = localFields(Date.now() + 3 * 86_400_000);
  const when = page.getByRole('group', { name: 'When the review is' });
  for (const [label, value] of [['Day', fields.day], ['Month', fields.month], ['Year', fields.year], ['Time', '10:00']] as const) await when.getByLabel(label).fill(value);
  await page.getByLabel('Why it is later than').fill('nobody was free before');
  await colin.send('Record it');
  expect(await colin.text()).toContain('It is recorded as done.');
  expect(await colin.text()).toMatch(/Done(, late)? by Colin Okafor/);

  // 2. A discharge.
  const person = somebody();
  await page.getByRole('link', { name: 'Start a case' }).click();
  await page.getByLabel('Minimum safe discharge').check();
  await colin.send('Continue');
  await page.getByLabel('NHS number').fill(person.nhsNumber);
  await page.getByLabel('Name (optional)').first().fill(person.name);
  await colin.send('Continue');
  await page.getByLabel('Ward').fill('Willow');
  const planned = page.getByRole('group', { name: 'Planned discharge' });
  for (const [label, value] of [['Day', fields.day], ['Month', fields.month], ['Year', fields.year], ['Time', '15:00']] as const) await planned.getByLabel(label).fill(value);
  await page.getByLabel('1: home, with support').check();
  await page.getByLabel('Own home').check();
  await colin.send('Continue');
  await page.getByLabel('Clinical lead').selectOption(owners.clinicalLead);
  await page.getByLabel('Coordinator').selectOption(owners.coordinator);
  await page.getByLabel('Escalation owner').selectOption(owners.escalationOwner);
  await colin.send('Continue');
  await page.getByRole('button', { name: 'Start the case' }).click();
  await page.waitForURL(/told=case-started|told=pending/);
  expect(await colin.text()).toContain(person.name);

  // 3. A missed first visit, rehearsed: nobody acts, and somebody is called.
  await page.getByRole('link', { name: 'Rehearsal' }).click();
  await page.getByRole('button', { name: /A first visit that nobody makes/ }).click();
  await page.waitForURL(/\/rehearsal\/[^?]+\?began=/);
  await page.getByRole('button', { name: /Move to the next deadline/ }).click();
  await page.getByRole('heading', { name: 'What happened meanwhile' }).waitFor();
  expect(await colin.text()).toMatch(/Late: “First visit made”[^]*Called: Owen Pritchard, escalation owner, for “First visit made”/);
}, 180_000);
