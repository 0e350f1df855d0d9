import { describe, expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
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

describe('two people on one task', () => {
  it('the second is told who did it and what they did, and keeps what they typed', async () => {
    const of = await discharge();
    const { id } = of.task('medicines-reconciled');
    const [colin, leila] = [await browsing.as('coordinator', `/tasks/${id}`), await browsing.as('clinical-lead', `/tasks/${id}`)];
    await colin.page.getByLabel('What changed in the medicines').fill('ramipril halved, the chemist knows');
    await colin.page.getByLabel(/medicines.*supplied/).check();
    await of.complete('medicines-reconciled', { changes: 'one tablet stopped', supplied: true }, 'clinical-lead');
    await colin.send('Record it');
    const text = await colin.text();
    expect(text).toContain('This was not recorded');
    expect(text).toMatch(/Done by Dr Leila Farouk/);
    expect(text).toContain('one tablet stopped');
    expect(text).toContain('ramipril halved, the chemist knows');
    expect(await colin.axe()).toEqual([]);
    await colin.pictures('task-done-meanwhile');
    await colin.send('Add it to the case as a note');
    expect(await colin.text()).toContain('It was added to the case as a note');
    const events = (await browsing.client.get('coordinator', `/v1/cases/${of.id}/events`)).body['items'] as { kind: string; data: { text?: string } }[];
    expect(events.filter(({ data }) => data.text?.includes('ramipril halved'))).toHaveLength(1);
    // Her own page, on which nothing was typed, shows it by itself.
    await leila.page.getByText('one tablet stopped').waitFor();
  });

  it('an earlier page of a task that was given away meanwhile says so', async () => {
    const of = await discharge();
    const { id } = of.task('equipment-in-place');
    const colin = await browsing.as('coordinator', `/tasks/${id}/assign`);
    await colin.page.getByLabel('Who is to do it').selectOption(browsing.idOf('hub'));
    await colin.page.getByLabel('Why them').fill('they have the van');
    await of.complete('equipment-in-place', { items: ['a frame'] });
    await colin.send('Give it to them');
    expect(await colin.text()).toContain('they have the van');
    expect(await colin.text()).toMatch(/Done by Colin Okafor/);
  });
});

describe('a form of a task', () => {
  it('sent twice at once is one command', async () => {
    const of = await discharge();
    const { id } = of.task('first-visit-booked');
    const colin = await browsing.as('coordinator', `/tasks/${id}/attempt`);
    const form: Record<string, string> = {};
    for (const input of await colin.page.locator('main form input').all()) form[(await input.getAttribute('name'))!] = await input.inputValue();
    const now = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit' }).format(Date.now());
    const sent = { ...form, '/at.time': now, '/tried': 'rang the agency', '/why': 'nobody there' };
    const answers = await Promise.all([1, 2, 3].map(() => colin.context.request.post(`${browsing.url}/tasks/${id}/attempt`, { form: sent, headers: { origin: browsing.url }, maxRedirects: 0 })));
    expect(answers.map((answer) => answer.status())).toEqual([303, 303, 303]);
    expect((await of.look()).task('first-visit-booked').attempts).toHaveLength(1);
  });

  it('sent again with something else in it, after the back button, says so and keeps what was typed', async () => {
    const of = await discharge();
    const { id } = of.task('first-visit-booked');
    const colin = await browsing.as('coordinator', `/tasks/${id}/acknowledge`);
    const fill = async (note: string) => {
      await colin.page.getByLabel('how many').fill('20');
      await colin.page.getByLabel('What you are doing about it').fill(note);
    };
    await fill('ringing round');
    const key = await colin.page.locator('main form input[name="_key"]').inputValue();
    await colin.send('Hold the calls');
    await colin.go(`/tasks/${id}/acknowledge`);
    await colin.page.locator('main form input[name="_key"]').evaluate((field, old) => { field.setAttribute('value', old); }, key);
    await fill('ringing round again');
    await colin.send('Hold the calls');
    expect(await colin.text()).toContain('You sent this form before, with something else in it');
    expect(await colin.page.getByLabel('What you are doing about it').inputValue()).toBe('ringing round again');
    await colin.send('Hold the calls');
    expect((await of.look()).task('first-visit-booked').acknowledgement?.note).toBe('ringing round again');
  });

  it('works with the keyboard alone, and without scripts', async () => {
    const of = await discharge();
    const colin = await browsing.as('coordinator', `/tasks/${of.task('red-flag-instructions-given').id}`);
    const { page } = colin;
    await page.getByLabel('The person').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type('read together, told back');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const loaded = page.waitForEvent('load');
    await page.keyboard.press('Enter');
    await loaded;
    expect((await of.look()).task('red-flag-instructions-given')).toMatchObject({ status: 'completed', evidence: { givenTo: ['person'], understood: true, how: 'read together, told back' } });

    const plain = await browsing.as('coordinator', `/tasks/${of.task('first-visit-booked').id}`, { javaScriptEnabled: false });
    await plain.page.getByRole('radio', { name: 'No visit is needed' }).check();
    await plain.page.getByLabel('Why no visit is needed').fill('she goes to her sister, a nurse');
    await plain.send('Record it');
    expect(await plain.text()).toMatch(/recorded as done|not recorded|problem/);
  });

  it('asks which of two hours is meant where the clocks go back, and refuses one that they skip', async () => {
    const of = await discharge();
    const colin = await browsing.as('coordinator', `/tasks/${of.task('first-visit-booked').id}`);
    await colin.page.getByLabel('A visit is booked').check();
    const start = colin.page.getByRole('group', { name: 'Start of the visit' });
    const type = async (day: string, month: string, year: string, time: string) => { for (const [label, value] of [['Day', day], ['Month', month], ['Year', year], ['Time', time]] as const) await start.getByLabel(label).fill(value); };
    await colin.page.getByLabel('Who visits').fill('Community nursing');
    await type('28', 'March', '2027', '1:30');
    await colin.send('Record it');
    expect(await colin.page.getByRole('alert').innerText()).toContain('Start of the visit cannot be 01:30: the clocks go forward');
    await type('31', 'Oct', '2027', '0130');
    await colin.send('Record it');
    expect(await colin.page.getByRole('alert').innerText()).toContain('comes twice that night');
    await start.getByLabel('Which of the two').selectOption('GMT');
    await colin.send('Record it');
    expect((await of.look()).task('first-visit-booked').evidence).toMatchObject({ visitAt: '2027-10-31T01:30:00.000Z' });
  });

  it('grows by a row at a time, with what was typed', async () => {
    const review = await CaseOverHttp.of(browsing.client, 'rapid-falls-review', { trigger: { kind: 'new-confusion', occurredAt: new Date().toISOString(), where: 'at home', note: 'x' } }, { rehearsal: false });
    const colin = await browsing.as('coordinator', `/tasks/${review.task('safety-net-written').id}`);
    const row = (number: number) => colin.page.getByRole('group', { name: new RegExp(`^Line of the plan ${number}`) });
    await row(1).getByLabel('If').first().fill('she falls again');
    await row(1).getByLabel('Call').fill('999');
    await row(1).getByLabel('how many').fill('10');
    await colin.send('Add another');
    await row(2).getByLabel('If').first().fill('she is confused');
    await colin.send('Record it');
    expect(await colin.page.getByRole('alert').innerText()).toMatch(/\(2\) must be filled in/);
    expect(await row(1).getByLabel('Call').inputValue()).toBe('999');
    await row(2).getByLabel('Call').fill('111');
    await row(2).getByLabel('how many').fill('2');
    await row(2).getByLabel('of what').selectOption('H');
    await colin.send('Record it');
    expect((await review.look()).task('safety-net-written').evidence).toEqual({ plan: [{ if: 'she falls again', call: '999', respondWithin: 'PT10M' }, { if: 'she is confused', call: '111', respondWithin: 'PT2H' }] });
  });
});

describe('what can be said of a task beside', () => {
  it.each(['attempt', 'acknowledge', 'unmet', 'declined', 'assign', 'hand-over'])('%s has a page that is whole: axe finds nothing, and nothing typed is said at each field', async (action) => {
    const of = await discharge();
    const colin = await browsing.as('coordinator', `/tasks/${of.task('first-visit-booked').id}/${action}`);
    expect(await colin.axe()).toEqual([]);
    await colin.page.locator('main form button[type="submit"], main form button:not([name])').first().click();
    await colin.page.getByRole('alert').waitFor();
    expect(await colin.page.locator('.nhsuk-error-message').count()).toBeGreaterThan(0);
    for (const link of await colin.page.getByRole('alert').getByRole('link').all()) expect(await colin.page.locator((await link.getAttribute('href'))!).count()).toBe(1);
    expect(await colin.axe()).toEqual([]);
    for (const width of [390, 320]) expect([width, await colin.fits(width)]).toEqual([width, true]);
    await colin.pictures(`task-${action}`);
  });

  it('is not offered to whom it is not for, and refused where they ask all the same', async () => {
    const of = await discharge();
    const { id } = of.task('equipment-in-place');
    const dilip = await browsing.as('director', `/tasks/${id}`);
    expect(await dilip.text()).toContain('It is for Colin Okafor');
    expect(await dilip.page.getByRole('button', { name: 'Record it' }).count()).toBe(0);
    const hassan = await browsing.as('other-hub', `/tasks/${id}`);
    expect(await hassan.text()).toContain('There is nothing here');
  });
});
