import { describe, expect, it } from '@jest/globals';
import { somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';

const browsing = Browsing.forThisFile();
const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

describe('the registers', () => {
  it('are two clicks from My work, a dispute that is started stands in its own, and its lead is called accountable', async () => {
    const leila = await browsing.as('clinical-lead', '/cases/new');
    const { page } = leila;
    await page.getByLabel('Dispute between agencies').check();
    await leila.send('Continue');
    // Nobody is asked whom it is about.
    expect(await page.getByLabel('NHS number').count()).toBe(0);
    await page.getByLabel('What it is called').fill('Who visits at weekends <script>');
    await page.getByLabel('What it is about').fill('Both agencies say that the other visits');
    await page.getByLabel('How it came about').fill('Two contracts name the weekend');
    await page.getByLabel('What it does to people').fill('Two people had no visit on Sunday');
    await page.getByLabel('Agency that raises it').fill('Riverside');
    await page.getByLabel('Other agencies').fill('Hillview');
    await leila.send('Continue');
    expect(await page.getByRole('alert').innerText()).toContain('Forum that decides when the lead does not');
    expect(await leila.axe()).toEqual([]);
    await page.getByLabel('Forum that decides when the lead does not').fill('Place board');
    await leila.send('Continue');
    const { owners } = browsing.client;
    await page.getByLabel('Accountable lead').selectOption(owners.clinicalLead);
    await page.getByLabel('Coordinator').selectOption(owners.coordinator);
    await page.getByLabel('Escalation owner').selectOption(owners.escalationOwner);
    await leila.send('Continue');
    await leila.send('Start the case');
    await leila.go('/');
    await page.locator('#maincontent').getByRole('link', { name: 'Registers' }).click();
    await page.getByRole('link', { name: 'Disputes between agencies' }).click();
    const said = await leila.text();
    for (const words of ['Who visits at weekends <script>', 'With the lead', 'Accountable lead: Dr Leila Farouk', 'Two people had no visit on Sunday', 'Place board']) expect(said).toContain(words);
    expect([await leila.axe(), await leila.fits(320)]).toEqual([[], true]);
    await leila.pictures('register-disputes');
    await page.getByRole('link', { name: /Who visits at weekends/ }).click();
    expect(await leila.text()).toMatch(/Accountable lead\s+Dr Leila Farouk/);
    for (const register of ['restrictions', 'audits']) {
      await leila.go(`/registers/${register}`);
      expect([await leila.text(), await leila.axe()]).toEqual([expect.stringContaining('Nothing stands open here'), []]);
    }
  });
});

describe('a draft of a policy', () => {
  it('is rehearsed on recorded cases: what is missing is said, how far it is, and what it would have done', async () => {
    for (let count = 0; count < 2; count += 1) {
      const { owners, organisation } = browsing.client;
      const started = await browsing.client.post('hub', '/v1/cases', { pathway: 'rapid-falls-review', patient: somebody(), organisation, owners, details: { trigger: { kind: 'head-injury', occurredAt: hoursAgo(73), where: 'at home', note: 'slipped' } } });
      expect(started.status).toBe(201);
    }
    const dilip = await browsing.as('director', '/policies/rapid-falls-review/1');
    const { page } = dilip;
    await page.getByRole('link', { name: 'Rehearse a draft' }).click();
    await dilip.send('Rehearse the draft');
    expect(await page.getByRole('alert').innerText()).toMatch(/Why this is tried must be filled in[\s\S]*come from must be filled in/);
    await page.getByLabel('Why this is tried').fill('Nobody holds it in three days');
    await page.getByLabel('Where the new numbers come from').fill('A proposal of the board');
    await dilip.send('Rehearse the draft');
    expect(await page.getByRole('alert').innerText()).toContain('Change at least one number');
    await page.getByText('Falls review held', { exact: true }).click();
    const due = page.getByLabel(/^Due: 72 h/).first();
    await due.fill('soon');
    await dilip.send('Rehearse the draft');
    expect([await page.getByRole('alert').innerText(), await page.getByLabel('Why this is tried').inputValue(), await dilip.axe()]).toEqual([expect.stringContaining('for example 4 hours'), 'Nobody holds it in three days', []]);
    await page.getByLabel(/^Due: 72 h/).first().fill('4 days');
    await dilip.send('Rehearse the draft');
    await page.waitForURL(/\/policy-rehearsals\//);
    await page.getByRole('heading', { name: 'In all' }).waitFor();
    const said = await dilip.text();
    expect(said).toContain('2 deadlines would have been met that were missed, 0 missed that were met. 2 cases would have gone otherwise.');
    expect(said).toMatch(/Falls review held: due\s+72 hours\s+4 days/);
    await page.getByText(/^Case 1:/).click();
    expect([await dilip.text(), await dilip.axe(), await dilip.fits(320)]).toEqual([expect.stringMatching(/Falls review held: due .+, missed; by the draft .+, met/), [], true]);
    await dilip.pictures('policy-rehearsal');
    const colin = await browsing.as('coordinator', '/policy-rehearsals');
    expect(await colin.text()).toContain('Nobody holds it in three days');
  });
});
