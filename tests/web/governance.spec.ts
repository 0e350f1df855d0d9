import { describe, expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { somebody } from '#tests/support/http/client.js';
import { decision } from '#tests/support/pathways/case-story.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { withHeldRehearsal } from '#tests/support/web/held-rehearsal.js';

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

describe('what may I decide?', () => {
  it('is two clicks from My work, says whose each decision is, and who was refused', async () => {
    const colin = await browsing.as('coordinator', '/');
    const { page } = colin;
    await page.locator('#maincontent').getByRole('link', { name: 'Registers' }).click();
    await page.getByRole('link', { name: 'What may I decide?' }).click();
    expect(await page.getByRole('row', { name: /Risk decision: may the person leave/ }).innerText()).toMatch(/No\. It is for the clinical lead of the case/);
    expect(await page.getByRole('row', { name: /All four standards confirmed/ }).innerText()).toMatch(/Where it is yours\. Where you are the coordinator of the case\./);
    expect([await colin.text(), await colin.axe(), await colin.fits(320)]).toEqual([expect.stringContaining('No decision was refused'), [], true]);
    const { owners, organisation } = browsing.client;
    const late = await browsing.client.post('hub', '/v1/cases', { pathway: 'minimum-safe-discharge', patient: somebody(), organisation, owners, details: { ward: 'Willow', plannedDischargeAt: hoursAgo(2), dischargePathway: 1, destination: 'own-home' } });
    const caseId = (late.body as { id: string }).id;
    expect((await browsing.client.post('coordinator', `/v1/cases/${caseId}/decisions`, { kind: 'risk-decision' })).status).toBe(403);
    await colin.go('/decision-rights');
    expect([await page.getByRole('listitem').filter({ hasText: 'going on at risk, on a case' }).count(), await colin.axe()]).toEqual([1, []]);
    await colin.pictures('decision-rights');
  });
});

describe('a draft of a policy', () => {
  const fell = async (): Promise<void> => {
    const { owners, organisation } = browsing.client;
    const started = await browsing.client.post('hub', '/v1/cases', { pathway: 'rapid-falls-review', patient: somebody(), organisation, owners, details: { trigger: { kind: 'head-injury', occurredAt: hoursAgo(73), where: 'at home', note: 'slipped' } } });
    expect(started.status).toBe(201);
  };

  it('is rehearsed on recorded cases: what is missing is said, and what it would have done', async () => {
    for (let count = 0; count < 2; count += 1) await fell();
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

  it('says how far its rehearsal is while it goes on, and is stopped: nothing that comes after that counts', async () => {
    await fell();
    const dilip = await browsing.as('director', '/policies/rapid-falls-review/1/rehearse');
    const { page } = dilip;
    await page.getByLabel('Why this is tried').fill('It is stopped');
    await page.getByLabel('Where the new numbers come from').fill('A proposal of the board');
    await page.getByText('Falls review held', { exact: true }).click();
    await page.getByLabel(/^Due: 72 h/).first().fill('5 days');
    await withHeldRehearsal(browsing.product, browsing.client.organisation, async (goOn) => {
      await dilip.send('Rehearse the draft');
      await page.waitForURL(/\/policy-rehearsals\//);
      const progress = page.getByRole('progressbar', { name: /cases have been lived once more/ });
      await page.getByText(/^0 of \d+ cases have been lived once more\.$/).waitFor();
      const most = await progress.getAttribute('max');
      expect([await progress.getAttribute('value'), Number(most) > 0, await dilip.axe(), await dilip.fits(320)]).toEqual(['0', true, [], true]);
      await goOn();
      // It moves by itself: nobody has to look again.
      await page.getByText(`${most} of ${most} cases have been lived once more.`, { exact: true }).waitFor();
      expect(await progress.getAttribute('value')).toBe(most);
      await dilip.send('Stop it');
      expect([await dilip.text(), await page.getByRole('heading', { name: 'In all' }).count()]).toEqual([expect.stringMatching(/It was stopped[\s\S]*Nothing of it was kept/), 0]);
    });
    // Workers have gone on to the next, and this one stays stopped.
    await page.goto(`${browsing.url}/policies/rapid-falls-review/1/rehearse`);
    await page.getByLabel('Why this is tried').fill('It is not stopped');
    await page.getByLabel('Where the new numbers come from').fill('A proposal of the board');
    await page.getByText('Falls review held', { exact: true }).click();
    await page.getByLabel(/^Due: 72 h/).first().fill('5 days');
    await dilip.send('Rehearse the draft');
    await page.getByRole('heading', { name: 'In all' }).waitFor();
    await dilip.go('/policy-rehearsals');
    expect(await page.getByRole('article').filter({ hasText: 'It is stopped' }).innerText()).toContain('Stopped. Asked for by');
  });
});

describe('a draft that is kept', () => {
  it('shows what it changes, is approved by two others than its author, released, and cases are moved to it by choice', async () => {
    const leila = await browsing.as('clinical-lead', '/policies/rapid-falls-review/1/rehearse');
    await leila.page.getByLabel('Why this is tried').fill('Booked too late <b>');
    await leila.page.getByLabel('Where the new numbers come from').fill('The falls board');
    await leila.page.getByText('Falls review held', { exact: true }).click();
    await leila.page.getByLabel(/^Due: 72 h/).first().fill('60 hours');
    await leila.send('Keep the draft, to be approved and released');
    await leila.page.waitForURL(/\/policy-drafts\//);
    const path = new URL(leila.page.url()).pathname;
    expect([await leila.text(), await leila.axe()]).toEqual([expect.stringMatching(/Booked too late <b>[\s\S]*Falls review held: due[\s\S]*By nobody yet/), []]);
    await leila.send('Rehearse it on the cases of the last quarter');
    for (;;) {
      await leila.go(path);
      if (/: done/.test(await leila.text())) break;
    }
    expect(await leila.page.getByRole('button', { name: 'Approve it' }).count()).toBe(0);
    for (const who of ['director', 'escalation-lead'] as const) {
      const approver = await browsing.as(who, path);
      await approver.send('Approve it');
      expect(await approver.page.getByRole('alert').innerText()).toContain('Why');
      await approver.page.getByLabel('Why you approve it').fill('Nobody is missed by it');
      await approver.send('Approve it');
    }
    const dilip = await browsing.as('director', path);
    const { page } = dilip;
    await page.getByLabel('Why it is released').fill('Agreed by the board');
    await dilip.send('Release it');
    const said = await dilip.text();
    expect(said).toMatch(/Released by\s+Dilip Rao\s+as\s+version 1\.\d+/);
    await dilip.send('Move those chosen');
    expect(await page.getByRole('alert').innerText()).toMatch(/Choose at least one case[\s\S]*Why they are moved/);
    const before = await page.getByRole('checkbox').count();
    expect(before).toBeGreaterThan(1);
    await page.getByRole('checkbox').first().check();
    await page.getByLabel('Why they are moved').fill('Agreed with the team');
    await dilip.send('Move those chosen');
    expect([await page.getByRole('checkbox').count(), await dilip.axe(), await dilip.fits(320)]).toEqual([before - 1, [], true]);
    await dilip.pictures('policy-draft');
    await dilip.go('/policies');
    expect([await dilip.text(), await dilip.axe()]).toEqual([expect.stringMatching(/Our own, version 1\.\d+/), []]);
  });
});

describe('a draft of the shared thresholds', () => {
  it('is typed rule by rule, says where what is wrong stands, and shows where each referral would have gone', async () => {
    const { owners, organisation } = browsing.client;
    const facts = { dangerNow: false, inHospital: false, leftCrisisCare: false, underOurCare: false, livesElsewhere: false, mildToModerate: true };
    const referred = await browsing.client.post('hub', '/v1/cases', { pathway: 'front-door', patient: somebody(), organisation, owners, details: { receivedAt: hoursAgo(1), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: {}, facts } });
    expect(referred.status).toBe(201);
    const leila = await browsing.as('clinical-lead', '/policies/front-door/2');
    const { page } = leila;
    expect([await leila.text(), await leila.axe()]).toEqual([expect.stringMatching(/Shared thresholds[\s\S]*Low mood or worry without serious risk is helped by talking therapies/), []]);
    await page.getByRole('link', { name: 'Rehearse a draft' }).click();
    await page.getByLabel('Why this is tried').fill('Talking therapies have no room <b>');
    await page.getByLabel('Where the new numbers come from').fill('The front door’s board');
    await page.getByText('A new rule', { exact: true }).click();
    const fresh = page.locator('details', { hasText: 'A new rule' });
    await fresh.getByLabel('What it says').fill('Whoever is seen already stays with us');
    await leila.send('Rehearse the draft');
    expect([await page.getByRole('alert').innerText(), await leila.axe(), await leila.fits(320)]).toEqual([expect.stringContaining('a rule that asks for nothing would send everybody'), [], true]);
    await page.getByRole('alert').getByRole('link').click();
    await page.locator('details', { hasText: 'A new rule' }).getByLabel('Seen by a team of ours already').selectOption('Yes');
    const mild = page.locator('details', { hasText: 'Low mood or worry without serious risk is helped' });
    await mild.locator('summary').click();
    await mild.getByLabel('Where it leads').selectOption('Community mental health team');
    await leila.send('Rehearse the draft');
    await page.waitForURL(/\/policy-rehearsals\//);
    await page.getByRole('heading', { name: 'Where each referral would have gone' }).waitFor();
    expect(await page.getByRole('row', { name: /^Referral 1/ }).innerText()).toMatch(/Not decided yet\s+Talking therapies \(.+\)\s+Community mental health team \(/);
    expect([await leila.text(), await leila.axe(), await leila.fits(390)]).toEqual([expect.stringMatching(/Rule “Low mood[^”]+”: where it leads\s+Talking therapies\s+Community mental health team/), [], true]);
    await leila.pictures('rule-rehearsal');
    await leila.go('/policies/system-pressure/1/rehearse');
    await page.getByLabel('Why this is tried').fill('Seen too late');
    await page.getByLabel('Where the new numbers come from').fill('The ambulance service');
    await page.getByText('Points on: longest wait of an ambulance to hand over').click();
    const [two] = await page.getByLabel('Level 2 begins at (min)').all();
    await two!.fill('90');
    await leila.send('Keep the draft, to be approved and released');
    expect(await page.getByRole('alert').innerText()).toContain('the point of level 3 (60) lies above that of level 2 (90)');
    await page.getByLabel('Level 2 begins at (min)').first().fill('20');
    await leila.send('Keep the draft, to be approved and released');
    await page.waitForURL(/\/policy-drafts\//);
    expect([await leila.text(), await leila.axe()]).toEqual([expect.stringMatching(/Longest wait of an ambulance to hand over: level 2 begins at\s+30\s+20/), []]);
  });
});

describe('the themes of a quarter', () => {
  it('are two clicks from My work: what escalated most, with charts and tables of the same figures, and what disputes taught', async () => {
    const dispute = await CaseOverHttp.of(browsing.client, 'dispute', { title: 'Who rings', description: 'd', context: 'c', impact: 'i', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' }, { rehearsal: false, patient: null });
    await dispute.post('clinical-lead', 'decisions', (decision('resolved', {}, 'lead-review') as { decision: object }).decision);
    await dispute.look();
    await dispute.complete('lessons-captured', { theme: 'Weekends <b>', lesson: 'name one agency', protocolChange: 'the rota names who visits' }, 'escalation-lead');
    const dilip = await browsing.as('director', '/');
    const { page } = dilip;
    await page.locator('#maincontent').getByRole('link', { name: 'Registers' }).click();
    await page.getByRole('link', { name: 'Quarterly themes' }).click();
    // Nothing escalated in the quarter before: the one that goes on has what this file has started.
    const said = await dilip.text();
    for (const words of ['Most often', 'By reason', 'By step', 'By team', 'By locality', 'escalations in', 'What disputes taught', 'Weekends <b>', '1 lesson: name one agency', 'To change: the rota names who visits']) expect(said).toContain(words);
    const reason = page.getByRole('row', { name: /It was overdue/ });
    expect(await page.getByAltText(/^Escalations by reason/).getAttribute('alt')).toContain(`It was overdue, ${(await reason.getByRole('cell').innerText()).trim()}.`);
    expect(await page.getByAltText(/^Escalations by reason/).evaluate((element) => { const image = element as unknown as { decode(): Promise<void>; naturalWidth: number }; return image.decode().then(() => image.naturalWidth > 0); })).toBe(true);
    expect([await dilip.axe(), await dilip.fits(320)]).toEqual([[], true]);
    await page.getByRole('link', { name: /^Draft a change/ }).first().click();
    expect(await dilip.text()).toContain('Why this is tried');
    await dilip.go('/themes');
    await dilip.pictures('themes');
  });
});
