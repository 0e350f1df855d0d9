import { describe, expect, it } from '@jest/globals';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Browsing } from '#tests/support/web/browsing.js';

const browsing = Browsing.forThisFile();
const discharge = (details = {}) => DischargeCase.start(browsing.client, details, { rehearsal: false });

describe('a task', () => {
  it('is completed by its owner, with what they typed', async () => {
    const of = await discharge({ destination: 'care-home' });
    const colin = await browsing.as('coordinator', `/tasks/${of.task('first-visit-booked').id}`);
    await colin.page.getByLabel('Accepted by name, where they go').check();
    await colin.page.getByLabel('Who accepted, by name').fill('Sister O’Neill');
    await colin.page.getByLabel('Organisation').fill('The Limes <care home>');
    await colin.send('Record it');
    expect(await colin.text()).toContain('It is recorded as done.');
    expect((await of.look()).task('first-visit-booked')).toMatchObject({ status: 'completed', evidence: { acceptedBy: 'Sister O’Neill', organisation: 'The Limes <care home>' } });
    expect(await colin.text()).toContain('The Limes <care home>');
    expect(await colin.axe()).toEqual([]);
  });

  it('says what is wrong at the field and above, and loses nothing that was typed', async () => {
    const of = await discharge();
    const colin = await browsing.as('coordinator', `/tasks/${of.task('first-visit-booked').id}`);
    const { page } = colin;
    await page.getByLabel('A visit is booked').check();
    await page.getByRole('group', { name: 'Start of the visit' }).getByLabel('Day').fill('31');
    await page.getByRole('group', { name: 'Start of the visit' }).getByLabel('Month').fill('2');
    await page.getByRole('group', { name: 'Start of the visit' }).getByLabel('Year').fill('2027');
    await page.getByRole('group', { name: 'Start of the visit' }).getByLabel('Time').fill('25:00');
    await colin.send('Record it');
    const summary = page.getByRole('alert');
    expect(await summary.innerText()).toMatch(/There is a problem\s+Start of the visit must be a day of the calendar.*\s+Who visits must be filled in/);
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.getByRole('group', { name: 'Start of the visit' }).getByLabel('Time').inputValue()).toBe('25:00');
    expect(await colin.axe()).toEqual([]);
    await summary.getByRole('link', { name: /Who visits/ }).click();
    expect(await colin.focused()).toBe('/evidence~0/provider');
    await page.keyboard.type('Community nursing');
    await page.getByRole('group', { name: 'Start of the visit' }).getByLabel('Day').fill('28');
    await page.getByRole('group', { name: 'Start of the visit' }).getByLabel('Time').fill('9.30');
    await colin.send('Record it');
    expect((await of.look()).task('first-visit-booked').evidence).toEqual({ visitAt: '2027-02-28T09:30:00.000Z', provider: 'Community nursing' });
  });
});
