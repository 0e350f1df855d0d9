import { describe, expect, it } from '@jest/globals';
import { inHours, somebody } from '#tests/support/http/client.js';
import { wholeHandover } from '#tests/support/pathways/taper.js';
import { Browsing } from '#tests/support/web/browsing.js';
import type { SomebodyAtWork } from '#tests/support/web/somebody-at-work.js';

const browsing = Browsing.forThisFile();

/** Somebody whom the team looks after already: a taper, handed over this morning. */
async function lookedAfter(patient: object): Promise<string> {
  const details = { crisisTeam: 'North', dischargedAt: inHours(-3), from: 'crisis-team', handover: wholeHandover, suicideRisk: 'not-identified', safeguarding: { indicators: [] } };
  return (await browsing.client.done('crisis-team', '/v1/cases', { pathway: 'step-down-tapering', patient, organisation: browsing.client.organisation, owners: browsing.client.owners, details }))['id'] as string;
}
async function fillInstant({ page }: SomebodyAtWork, name: string, at: Date): Promise<void> {
  const parts = { day: at.getUTCDate(), month: at.getUTCMonth() + 1, year: at.getUTCFullYear(), time: '12:00' };
  for (const [part, value] of Object.entries(parts)) await page.locator(`[name="${name}.${part}"]`).fill(String(value));
}
async function fill({ page }: SomebodyAtWork, texts: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(texts)) await page.locator(`[name="${name}"]`).fill(value);
}
/** What every decision says, whatever it is about. */
async function weighs(leila: SomebodyAtWork): Promise<void> {
  const { page } = leila;
  await fill(leila, {
    '/question': 'Does she need more?', '/options/0/rejectedBecause': 'She has not slept', '/options/1/option': 'As written below', '/riskAccepted': 'She may tire of us', '/proportionateBecause': 'For a week', '/personsView': 'Agrees',
    '/safetyNet/0/if': 'she is in danger', '/safetyNet/0/call': '999', '/safetyNet/0/respondWithin.amount': '30',
  });
  await page.locator('#chosen-1').check();
}
/** From My work to the decision that waits for this person. */
async function toDecide(leila: SomebodyAtWork, caseId: string): Promise<void> {
  const { items } = (await browsing.client.get('clinical-lead', `/v1/tasks?caseId=${caseId}&step=threshold-decision&status=open`)).body as unknown as { items: { id: string }[] };
  await leila.go(`/tasks/${items[0]!.id}`);
  await leila.page.getByRole('button', { name: 'Take the decision' }).click();
  await leila.page.waitForURL(/decision/);
}
const stepUpOf = async (name: string): Promise<string> => {
  const { items } = (await browsing.client.get('hub', '/v1/cases?pathway=step-up')).body as unknown as { items: { id: string; patient: { name: string } }[] };
  return items.find(({ patient }) => patient.name === name)!.id;
};

describe('a housing worker who sees that somebody gets worse', () => {
  it('tells it on a page of her own, without an account, on a telephone; a clinician says no, and why; she comes back with what would change that, and a plan is agreed', async () => {
    const ada = somebody();
    const taper = await lookedAfter(ada);

    // The coordinator makes her a link, from the case.
    const colin = await browsing.as('coordinator', `/cases/${taper}`);
    await colin.page.getByRole('link', { name: 'Links for partners' }).click();
    await colin.send('Make the link');
    expect(await colin.page.getByRole('alert').innerText()).toContain('Name of the partner must be filled in');
    await fill(colin, { '/name': 'Hanna Quist', '/organisation': 'Northgate Housing', '/knownAs': 'A. S. of flat 3' });
    await colin.send('Make the link');
    expect(await colin.text()).toContain('The link is made');
    expect(await colin.axe()).toEqual([]);
    const link = new URL((await colin.page.locator('.app-link-given a').getAttribute('href'))!).pathname;

    // Nobody signs in: the page is plain, fits a small telephone, works without scripts, and names nobody but the clinician.
    const hanna = await browsing.window({ javaScriptEnabled: false, viewport: { width: 320, height: 700 } });
    expect(await hanna.go(link)).toBe(200);
    const page = await hanna.text();
    for (const said of ['Hanna Quist', 'A. S. of flat 3', 'Dr Leila Farouk', 'If somebody is in danger now, call 999 first.']) expect(page).toContain(said);
    for (const secret of [ada.name, ada.nhsNumber, '1941', 'Sign out', 'My work']) expect(await hanna.page.content()).not.toContain(secret);
    await fill(hanna, { whatChanged: 'has hardly slept for a week', currentRisks: 'says that neighbours watch her' });
    await hanna.send('Pass it on');
    expect(await hanna.text()).toMatch(/It was passed on[\s\S]*A clinician has it\. It is to be decided by/);
    const scripted = await browsing.window();
    await scripted.go(link);
    expect([await scripted.axe(), await scripted.fits(320)]).toEqual([[], true]);
    expect(await scripted.go(`${link}x`)).toBe(404);
    expect(await scripted.text()).toContain('This link does not open');

    // The named clinician finds it in My work, and says no: why, and what would change that.
    const stepUp = await stepUpOf(ada.name);
    const leila = await browsing.as('clinical-lead', '/');
    expect(await leila.text()).toContain('Does it meet the threshold?');
    await leila.go(`/cases/${stepUp}`);
    expect(await leila.text()).toMatch(/has hardly slept for a week[\s\S]*Hanna Quist/);
    await toDecide(leila, stepUp);
    await weighs(leila);
    await leila.page.getByLabel('Not met').check();
    await leila.send('Record the decision');
    expect(await leila.page.getByRole('alert').innerText()).toContain('Why it is not stepped up');
    expect(await leila.axe()).toEqual([]);
    await fill(leila, { '/rejection/reason': 'She sleeps badly, and is in touch', '/rejection/whatWouldChange': 'She no longer answers her sister' });
    await leila.send('Record the decision');
    expect(await leila.text()).toContain('The decision is recorded');

    // She reads it on her page, and comes back with it.
    await hanna.go(link);
    expect(await hanna.text()).toMatch(/nothing more was agreed[\s\S]*Why: She sleeps badly, and is in touch[\s\S]*What would change that: She no longer answers her sister/);
    await fill(hanna, { whatChanged: 'She no longer answers her sister' });
    await hanna.page.getByLabel('No', { exact: true }).check();
    await hanna.send('Pass it on');

    // The plan: each part is agreed, or it is said why it is not needed.
    await toDecide(leila, stepUp);
    await weighs(leila);
    const { page: form } = leila;
    await form.getByLabel('The threshold is met: step up').check();
    await fill(leila, { '/plan/formulation': 'Has stopped sleeping and lets nobody in', '/plan/outOfHours': 'The crisis line', '/plan/warningSigns': 'gives things away', '/plan/cadence/every.amount': '1', '/plan/cadence/for.amount': '1' });
    await form.locator('[name="/plan/cadence/every.unit"]').selectOption('D');
    await form.locator('[name="/plan/cadence/for.unit"]').selectOption('W');
    await form.locator('[name="/plan/highRisk"][value="true"]').check();
    for (const part of ['urgentReview', 'medicationLiaison', 'crisisInterface']) await form.locator(`[name="/plan/${part}?"][value="${part === 'urgentReview' ? 0 : 1}"]`).check();
    await fillInstant(leila, '/plan/urgentReview~0/by', new Date(Date.now() + 24 * 3_600_000));
    await fill(leila, { '/plan/urgentReview~0/with': 'Dr Adeyemi', '/plan/medicationLiaison~1/notNeededBecause': 'Seen by the GP today', '/plan/crisisInterface~1/notNeededBecause': 'They know her' });
    await fillInstant(leila, '/plan/mdtAt', new Date(Date.now() + 4 * 86_400_000));
    await leila.send('Record the decision');
    const agreed = await leila.text();
    for (const said of ['The decision is recorded', 'Urgent clinical review', 'High risk: reviewed within the week', 'MDT review', 'Contact of the step-up', 'Has stopped sleeping and lets nobody in']) expect(agreed).toContain(said);
    expect(agreed).not.toContain('Medication talked over');
    await hanna.go(link);
    expect(await hanna.text()).toContain('More help was agreed');
    expect(await hanna.text()).not.toContain('lets nobody in');

    // Raised twice in thirty days, she is of the cohort: two clicks from My work, with the review of her escalation.
    await leila.go('/');
    // Where the header has no room for all, it stands under 'More'.
    await leila.go((await form.locator('a[href="/registers"]').first().getAttribute('href'))!);
    await form.getByRole('link', { name: 'Repeat-crisis cohort' }).click();
    await form.waitForURL(/repeat-crisis/);
    const { organisation, owners } = browsing.client;
    await browsing.client.done('coordinator', '/v1/cases', { pathway: 'case-risk', patient: ada, organisation, owners, details: { title: 'Gas <b>', category: 'home', description: 'left on', severity: 'major', immediateAction: 'cut off', leadAgency: 'Riverside', reviewAt: inHours(100) } });
    await leila.page.reload();
    const row = form.getByRole('article', { name: ada.name });
    expect(await row.innerText()).toMatch(/Next: [\s\S]+due [\s\S]+Owner: [\s\S]*Review after an escalation, due[\s\S]*2 escalations[\s\S]*A step-up was raised again[\s\S]*A step-up was raised[\s\S]*Clinical lead: Dr Leila Farouk[\s\S]*None is recorded[\s\S]*Gas <b>: major/);
    expect([await leila.axe(), await leila.fits(390), await leila.fits(320)]).toEqual([[], true, true]);
    await leila.pictures('cohort');
    await form.setViewportSize({ width: 1280, height: 900 });
    // It is worked from: what one person owns, and from there to the review itself.
    await form.getByLabel('Who owns something that is open').selectOption('Dr Leila Farouk');
    await leila.send('Show these');
    expect([new URL(form.url()).searchParams.get('owner'), await row.count()]).toEqual([browsing.idOf('clinical-lead'), 1]);
    await leila.go('/registers/repeat-crisis?owner=nobody');
    expect([await leila.text(), await leila.axe()]).toEqual([expect.stringContaining('Nobody of the cohort is here'), []]);
    await form.getByRole('link', { name: 'Show everybody' }).click();
    await row.getByRole('link', { name: 'Review after an escalation' }).first().click();
    await form.getByRole('heading', { level: 1, name: /Clinical review after an escalation/ }).waitFor();

    // Taken back, the link opens no more.
    await colin.go(`/cases/${taper}/links`);
    await colin.page.getByLabel('Why it is taken back').fill('She has changed jobs');
    await colin.send('Take it back');
    expect(await colin.text()).toContain('it opens no more');
    expect(await hanna.go(link)).toBe(410);
    expect(await hanna.text()).toContain('This link was taken back');
  }, 300_000);

  it('is not the only one who may raise it: the staff do from the case, with gaps, and are told whom it goes to', async () => {
    const bob = somebody();
    const taper = await lookedAfter(bob);
    const owen = await browsing.as('escalation-owner', `/cases/${taper}`);
    await owen.page.getByRole('link', { name: 'Raise a step-up' }).click();
    expect(await owen.text()).toContain('Dr Leila Farouk');
    expect(await owen.axe()).toEqual([]);
    await owen.page.getByLabel('What changed').fill('does not open the door');
    await owen.send('Raise it');
    expect(await owen.text()).toMatch(/It was raised[\s\S]*Does it meet the threshold\?[\s\S]*What was left open when it was raised, asked/);
    expect(await stepUpOf(bob.name)).toBe(new URL(owen.page.url()).pathname.split('/')[2]);
  }, 120_000);
});
