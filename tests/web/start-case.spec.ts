import { describe, expect, it } from '@jest/globals';
import type { LocalPerson } from '#apps/local/issuer.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';
import type { SomebodyAtWork } from '#tests/support/web/somebody-at-work.js';

const browsing = Browsing.forThisFile();

async function fillInstant({ page }: SomebodyAtWork, group: string, at: Date): Promise<void> {
  const fields = page.getByRole('group', { name: group }).last();
  const parts = { Day: at.getUTCDate(), Month: at.getUTCMonth() + 1, Year: at.getUTCFullYear(), Time: '12:00' };
  for (const [label, value] of Object.entries(parts)) await fields.getByLabel(label).fill(String(value));
}
async function person({ page }: SomebodyAtWork, { nhsNumber, name }: { nhsNumber: string; name: string }, born = { Day: '9', Month: '3', Year: '1941' }): Promise<void> {
  await page.getByLabel('NHS number').fill(nhsNumber);
  await page.getByLabel('Name (optional)').first().fill(name);
  for (const [label, value] of Object.entries(born)) await page.getByRole('group', { name: 'Date of birth' }).getByLabel(label).fill(value);
}
async function owned({ page }: SomebodyAtWork): Promise<void> {
  const { owners } = browsing.client;
  await page.getByLabel('Clinical lead').selectOption(owners.clinicalLead);
  await page.getByLabel('Coordinator').selectOption(owners.coordinator);
  await page.getByLabel('Escalation owner').selectOption(owners.escalationOwner);
}
const casesOf = async (who: LocalPerson, nhsNumber: string) => (await browsing.client.post(who, '/v1/patients/search', { nhsNumber })).body as unknown as { cases: { id: string; pathway: string }[] };
const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);

describe('starting a case', () => {
  it('asks one thing a page, says what is missing, keeps what was typed over the back button, and starts one case on a double click', async () => {
    const ada = somebody();
    const name = `Ada O’Hara <script>alert('x')</script>`;
    const harriet = await browsing.as('hub', '/cases/new');
    const { page } = harriet;
    await harriet.send('Continue');
    expect(await page.getByRole('alert').innerText()).toContain('Choose the pathway');
    await page.getByLabel('Minimum safe discharge').check();
    await harriet.send('Continue');
    await person(harriet, { nhsNumber: '999 000 0019', name });
    expect(await page.locator('.app-as-typed').innerText()).toContain('check digit does not fit');
    await harriet.send('Continue');
    expect(await page.getByRole('alert').innerText()).toMatch(/NHS number.*check digit/);
    expect(await page.getByLabel('Name (optional)').first().inputValue()).toBe(name);
    expect(await harriet.axe()).toEqual([]);
    await page.getByLabel('NHS number').fill(ada.nhsNumber);
    await harriet.send('Continue');
    await page.getByLabel('Ward').fill('Willow');
    await fillInstant(harriet, 'Planned discharge', inDays(2));
    await page.goBack();
    expect(await page.getByLabel('NHS number').inputValue()).toBe('999 000 0019');
    await page.getByLabel('NHS number').fill(ada.nhsNumber);
    await harriet.send('Continue');
    await page.getByLabel('Ward').fill('Willow');
    await fillInstant(harriet, 'Planned discharge', inDays(2));
    await page.getByLabel('1: home, with support').check();
    await page.getByLabel('Own home').check();
    await harriet.send('Continue');
    await owned(harriet);
    await harriet.send('Continue');
    const answers = await harriet.text();
    for (const said of ['Check your answers', name, 'Willow', 'Own home', 'Dr Leila Farouk', 'Owen Pritchard']) expect(answers).toContain(said);
    expect(await harriet.axe()).toEqual([]);
    await harriet.pictures('start-case-check');
    await page.getByRole('button', { name: 'Start the case' }).dblclick();
    await page.waitForURL(/told=case-started|told=pending/);
    expect(await harriet.text()).toContain(name);
    expect((await casesOf('hub', ada.nhsNumber)).cases).toHaveLength(1);
  });

  it('shows who is known already, before anything is started', async () => {
    const known = somebody();
    const made = await browsing.client.done('hub', '/v1/cases', { pathway: 'minimum-safe-discharge', organisation: browsing.client.organisation, owners: browsing.client.owners, patient: known, details: { ward: 'Oak', plannedDischargeAt: inHours(30), dischargePathway: 1, destination: 'own-home' } });
    const harriet = await browsing.as('hub', '/cases/new');
    await harriet.page.getByLabel('Minimum safe discharge').check();
    await harriet.send('Continue');
    await person(harriet, known, { Day: '9', Month: '3', Year: '1942' });
    await harriet.send('Continue');
    const text = await harriet.text();
    for (const said of ['We know this person already', known.name, 'The date of birth that you gave is another one', 'There can be only one']) expect(text).toContain(said);
    expect(await harriet.page.locator('.app-gate a').getAttribute('href')).toBe(`/cases/${made['id'] as string}`);
    expect(await harriet.axe()).toEqual([]);
  });

  it('asks a falls review on one long page, without scripts', async () => {
    const fallen = somebody();
    const colin = await browsing.as('coordinator', '/cases/new', { javaScriptEnabled: false });
    await colin.page.getByLabel('Rapid falls review').check();
    await colin.page.getByLabel('Ask me everything on one page').check();
    await colin.send('Continue');
    await person(colin, fallen);
    await colin.page.getByLabel('Head injury').check();
    await fillInstant(colin, 'When it happened', inDays(-1));
    await colin.page.getByLabel('Where it happened').fill('at home');
    await colin.page.getByLabel('What happened, in words').fill('slipped');
    await owned(colin);
    await colin.send('Continue');
    await colin.send('Start the case');
    expect(await colin.text()).toContain('The case is started.');
    expect((await casesOf('coordinator', fallen.nhsNumber)).cases.map(({ pathway }) => pathway)).toEqual(['rapid-falls-review']);
  });

  it('takes a taper with a handover whose lists are said to be empty, and asks for what it lacks', async () => {
    const stepped = somebody();
    const chris = await browsing.as('crisis-team', '/cases/new?pathway=step-down-tapering');
    const { page } = chris;
    await chris.send('Continue');
    await person(chris, stepped);
    await chris.send('Continue');
    await page.getByLabel('Crisis team that hands over').fill('Riverside crisis team');
    await fillInstant(chris, 'Discharge', inDays(-1));
    await page.getByLabel('Inpatient mental health bed').check();
    await page.getByLabel('Looked for and not identified').check();
    await chris.send('Continue');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('What the crisis team hands over');
    await chris.send('Continue');
    expect(await page.getByRole('alert').innerText()).toMatch(/Formulation.*[\s\S]*Crisis plan/);
    for (const label of ['Formulation', 'Risk history', 'Current risks', 'Protective factors', 'Medication', 'Crisis plan', 'Out of hours', 'Legal status', 'Dependants', 'Accommodation']) await page.getByLabel(`${label} (optional)`, { exact: true }).fill(`${label} said`);
    for (const none of await page.getByLabel('There are none').all()) await none.check();
    expect(await chris.axe()).toEqual([]);
    await chris.send('Continue');
    await owned(chris);
    await chris.send('Continue');
    await chris.send('Start the case');
    expect(await chris.text()).toContain('The case is started.');
    expect(await chris.text()).toContain('Crisis plan said');
  });

  it('is not taken from who may not start one', async () => {
    const audrey = await browsing.as('auditor', '/cases/new');
    expect(await audrey.text()).toContain('You may look at the questions');
  });
});

describe('admissions', () => {
  it('are empty with words that say what to do, filtered in the address, and never searched by number', async () => {
    const harriet = await browsing.as('hub', '/admissions');
    expect(await harriet.text()).toContain('Nobody is in hospital, as far as the messages tell');
    expect(await harriet.axe()).toEqual([]);
    await harriet.page.getByLabel('Name or bed').fill('999 000 0018');
    await harriet.send('Show');
    expect(await harriet.page.getByRole('alert').innerText()).toContain('an address must not hold one');
  });

  it('begin with whoever leaves within a day and has no case, from whose row one is started', async () => {
    const hl7 = (at: Date): string => at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
    const { nhsNumber } = somebody();
    const message = ['MSH|^~\\&|PAS|RXX|HANDRAIL|RIVERSIDE|' + hl7(new Date()) + '||ADT^A01^ADT_A01|W2-1|P|2.4', `EVN||${hl7(new Date())}`, `PID|1||${nhsNumber}^^^NHS^NH||D'ARCY^FIONA^^^MS||19410309|2`, `PV1|1|I|WILLOW^1^2||||||||||||||||V1|||||||||||||||||||||||||${hl7(inDays(-2))}`, `PV2|||||||||${hl7(new Date(Date.now() + 6 * 3_600_000))}`].join('\r');
    const said = await fetch(`${browsing.url}/v1/intake/hl7v2`, { method: 'POST', headers: { authorization: `Bearer ${await browsing.client.token('hub')}`, 'content-type': 'application/hl7-v2' }, body: message });
    expect(said.status).toBe(202);
    const harriet = await browsing.as('hub', '/admissions');
    const leaving = harriet.page.getByRole('region', { name: /Leave within 24 hours/ });
    expect(await leaving.innerText()).toMatch(/FIONA D'ARCY|D'ARCY/i);
    await harriet.pictures('admissions');
    await leaving.getByRole('link', { name: /Start a case/ }).click();
    await harriet.page.waitForURL(/draft=/);
    await harriet.send('Continue');
    expect(await harriet.text()).toMatch(/D'ARCY/i);
    await harriet.send('Continue');
    expect(await harriet.page.getByLabel('Ward').inputValue()).toMatch(/willow/i);
    expect(await harriet.axe()).toEqual([]);
  });
});
