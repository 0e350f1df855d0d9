import { expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';

const browsing = Browsing.forThisFile();
const TITLE = 'Two days’ tablets <b>at once</b>';

it('risks are found in the registers, owned by whom they name, and stand on every case of the person', async () => {
  const patient = { ...somebody(), name: 'Ríona <i>Risk</i>' };
  const risk = await CaseOverHttp.of(browsing.client, 'case-risk', { title: TITLE, category: 'medication', description: 'twice this month', severity: 'major', immediateAction: 'her sister keeps the box', leadAgency: 'Riverside', reviewAt: inHours(100) }, { rehearsal: false, patient });
  const second = await CaseOverHttp.of(browsing.client, 'case-risk', { title: 'Falls on the stairs', category: 'falls', description: 'at night', severity: 'minor', immediateAction: 'a light', leadAgency: 'Riverside', reviewAt: inHours(100) }, { rehearsal: false, patient });

  const leila = await browsing.as('clinical-lead');
  const { page } = leila;
  await page.locator('#maincontent').getByRole('link', { name: 'Registers' }).click();
  await page.getByRole('link', { name: 'Risks of people' }).click();
  const row = page.locator(`[data-risk="${risk.id}"]`);
  expect(await row.innerText()).toMatch(/tablets <b>at once<\/b>[\s\S]*Ríona <i>Risk<\/i>[\s\S]*Owned, assessed, with a route[\s\S]*The risk is as bad as the system leads must know[\s\S]*Major[\s\S]*her sister keeps the box/);
  expect(await leila.axe()).toEqual([]);
  expect(await leila.fits(320)).toBe(true);
  await page.setViewportSize({ width: 1280, height: 900 });

  await row.getByRole('link').first().click();
  await page.waitForURL(/\/cases\//);
  expect(await leila.text()).toMatch(/Risks of this person[\s\S]*Falls on the stairs: minor\./);
  expect(await leila.axe()).toEqual([]);
  await page.getByRole('link', { name: 'Own this risk, by name' }).first().click();
  await page.getByLabel('I own this risk').check();
  await leila.send('Record it');
  expect(await leila.text()).toContain('It is recorded as done.');
  expect((await risk.look()).open()).toEqual(['risk-assessment', 'risk-route', 'threshold-crossed']);
  expect((await second.look()).view.risks.map(({ title }) => title)).toEqual([TITLE, 'Falls on the stairs']);
});
