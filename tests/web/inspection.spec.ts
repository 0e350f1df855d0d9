import { describe, expect, it } from '@jest/globals';
import { localTime } from '#libs/domain/local-time.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';

const browsing = Browsing.forThisFile();
const disputed = async (): Promise<CaseOverHttp> => {
  const dispute = await CaseOverHttp.of(browsing.client, 'dispute', { title: 'Who visits at weekends', description: 'Zebulon of Hillview says that Riverside visits', context: 'two contracts', impact: 'no visit on Sunday', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' }, { rehearsal: false, patient: null });
  await dispute.post('hub', 'triggers', { kind: 'safety-flag', occurredAt: new Date().toISOString(), note: 'nobody came' });
  await dispute.complete('trigger-response', { done: 'somebody went' }, 'escalation-owner');
  await dispute.post('clinical-lead', 'decisions', dispute.decision('lead-review', 'interim', { reviewAt: inHours(48) }));
  return dispute;
};

describe('what an inspection and a commissioner are shown', () => {
  it('is a decision told without people, which nobody else sees before somebody has read every text of it', async () => {
    const dispute = await disputed();
    const leila = await browsing.as('clinical-lead', `/cases/${dispute.id}`);
    const { page } = leila;
    await page.getByRole('link', { name: 'Make a decision trace' }).click();
    expect(await leila.axe()).toEqual([]);
    await page.getByLabel(/Lead review/).check();
    await leila.send('Draft it');
    expect([await leila.text(), await leila.axe(), await leila.fits(320)]).toEqual([expect.stringMatching(/A draft: nobody else sees it\.[\s\S]*Threshold\s+Dispute reviewed[\s\S]*Interim/), [], true]);
    const path = new URL(page.url()).pathname;
    const audrey = await browsing.as('auditor', path);
    expect(await audrey.text()).not.toContain('Who visits');
    const texts = page.locator('textarea[name^="text."]');
    const many = await texts.count();
    for (let index = 0; index < many; index += 1) await texts.nth(index).fill(index === 1 ? 'Zebulon was told' : 'it was talked over');
    await leila.send('Release it');
    expect(await page.getByRole('alert').innerText()).toContain('must be ticked once you have read it');
    for (const box of await page.getByLabel(/I have read these texts/).all()) await box.check();
    await leila.send('Release it');
    expect([await page.getByRole('alert').innerText(), await leila.axe()]).toEqual([expect.stringMatching(/may say who somebody is: ‘Zebulon’/), []]);
    await texts.nth(1).fill('the other agency was told');
    await leila.send('Release it');
    expect(await leila.text()).toContain('Every text was reviewed, and it is released.');
    await audrey.go(path);
    expect([await audrey.text(), await audrey.axe()]).toEqual([expect.stringContaining('the other agency was told'), []]);
    const file = await audrey.page.request.get(`${browsing.url}${path}/pdf`);
    expect([file.status(), file.headers()['content-type'], (await file.body()).subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
    // From the story a rehearsal is prepared: the case up to a moment, without anybody in it, on a clock that can be moved.
    await leila.send('Prepare the rehearsal');
    expect(await page.getByRole('alert').innerText()).toContain('Choose up to where it goes');
    await page.getByLabel('Up to where it goes as the case did').selectOption({ label: (await page.getByLabel('Up to where it goes as the case did').locator('option', { hasText: 'Dispute reviewed' }).first().innerText()).trim() });
    await leila.send('Prepare the rehearsal');
    await page.waitForURL(/\/rehearsal\//);
    expect([await leila.text(), await leila.axe()]).toEqual([expect.stringMatching(/prepared from the decision trace[\s\S]*Dispute reviewed/), []]);
    const rehearsal = /\/rehearsal\/([^/?]+)/.exec(page.url())![1]!;
    const lived = JSON.stringify((await browsing.client.get('clinical-lead', `/v1/cases/${rehearsal}/events`)).body);
    for (const mark of ['Zebulon', 'weekends', 'Hillview', 'Place board', 'nobody came']) expect(lived).not.toContain(mark);
    await page.getByRole('link', { name: 'Ask what somebody would do' }).click();
    expect(await page.getByLabel('Decision trace that it is prepared from').inputValue()).toBe(path.split('/').at(-1));
    await leila.go(`/rehearsal/${rehearsal}`);
    await page.getByLabel('Or by this many hours').fill('30');
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.waitForURL(/[?&]since=/, { timeout: 120_000 });
    expect(await leila.text()).toMatch(/Dispute reviewed/);
    await leila.go('/registers');
    await page.getByRole('link', { name: 'Decision traces' }).click();
    expect([await leila.text(), await leila.axe()]).toEqual([expect.stringMatching(/Dispute between agencies, one decision: released/), []]);
  });

  it('is figures by month, too small to tell as a star, and for who may see the cases as they are', async () => {
    const { view: { tasks } } = await disputed();
    const dilip = await browsing.as('director', '/registers');
    const { page } = dilip;
    await page.getByRole('link', { name: 'Commissioner’s dashboard' }).click();
    // A task counts in the month in which it is due: in the last hours of a month that is the next.
    await dilip.go(`/reports/commissioner?to=${localTime(Date.parse(tasks.find(({ step }) => step === 'trigger-response')!.dueAt)).date.slice(0, 7)}`);
    const section = page.locator('section', { has: page.getByRole('heading', { name: 'Answered in time after something was seen' }) });
    expect(await section.innerText()).toMatch(/\*\s+\*\s+Not told/);
    expect([await dilip.axe(), await dilip.fits(320)]).toEqual([[], true]);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('link', { name: 'The counts as they are, with their cases' }).click();
    expect([await dilip.text(), await section.innerText(), await dilip.axe()]).toEqual([expect.stringContaining('They are not to leave the house.'), expect.stringMatching(/\d\s+\d\s+100 %/), []]);
    const audrey = await browsing.as('auditor', '/reports/commissioner');
    expect(await audrey.page.getByRole('link', { name: 'The counts as they are, with their cases' }).count()).toBe(0);
    await audrey.go('/reports/commissioner?exact=true');
    expect(await audrey.text()).not.toContain('Answered in time');
  });
});

describe('supervision by scenario', () => {
  it('asks somebody on a rehearsal what they would do, and shows the answer beside what the policy did', async () => {
    const falls = await CaseOverHttp.of(browsing.client, 'rapid-falls-review', { trigger: { kind: 'two-falls-in-a-week', occurredAt: inHours(-2), earlierAt: inHours(-50), where: 'at home', note: 'on the stairs' } });
    const leila = await browsing.as('clinical-lead', `/rehearsal/${falls.id}`);
    const { page } = leila;
    await page.getByRole('link', { name: 'Ask what somebody would do' }).click();
    await leila.send('Ask');
    expect([await page.getByRole('alert').innerText(), await leila.axe()]).toEqual([expect.stringMatching(/What you ask must be filled in[\s\S]*Whom you ask/), []]);
    await page.getByLabel('What you ask').fill('What would you do today if she is confused tonight?');
    await page.getByLabel('Whom you ask').selectOption(browsing.idOf('coordinator'));
    await leila.send('Ask');
    const path = new URL(page.url()).pathname;
    const colin = await browsing.as('coordinator', path);
    await colin.page.getByLabel('What you would do').fill('Ring the lead');
    await colin.page.getByLabel('Whom you would turn to').selectOption('clinical-lead');
    await colin.page.getByLabel('How soon').fill('soon');
    await colin.page.getByLabel('What you would write down').fill('Since when');
    await colin.send('This is what I would do');
    expect(await colin.page.getByRole('alert').innerText()).toContain('How soon');
    await colin.page.getByLabel('How soon').fill('30 minutes');
    expect(await colin.axe()).toEqual([]);
    await colin.send('This is what I would do');
    expect(await colin.text()).toMatch(/It stays as you said it[\s\S]*Within 30 minutes/);
    await falls.post('hub', 'triggers', { kind: 'new-confusion', occurredAt: new Date().toISOString(), note: 'as her daughter says' });
    await leila.go(path);
    await page.getByLabel('As the policy would').check();
    await page.getByLabel('What is learned').fill('She has an hour');
    expect(await leila.axe()).toEqual([]);
    await leila.send('Compare');
    expect([await leila.text(), await leila.axe(), await leila.fits(320)]).toEqual([expect.stringMatching(/They turned to somebody whom the policy turns to\. Soon enough\.[\s\S]*Urgent clinical check: a task of the clinical lead/), [], true]);
    await leila.go('/scenarios');
    expect([await leila.text(), await leila.axe()]).toEqual([expect.stringMatching(/Results by team[\s\S]*1 of 1[\s\S]*confused tonight/), []]);
  });
});
