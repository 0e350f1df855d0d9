import { beforeAll, describe, expect, it } from '@jest/globals';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';

const browsing = Browsing.forThisFile();
const awkward = `Siobhán O’Brien-D'Arcy <script>alert(1)</script> ${'عائشة '.repeat(3)}${'Long'.repeat(10)}`;

async function start(patient: object = {}, details: object = {}): Promise<string> {
  const made = await browsing.client.done('hub', '/v1/cases', {
    pathway: 'minimum-safe-discharge', organisation: browsing.client.organisation, owners: browsing.client.owners, patient: { ...somebody(), ...patient },
    details: { ward: 'Willow', plannedDischargeAt: inHours(-2), dischargePathway: 1, destination: 'own-home', ...details },
  });
  return made['id'] as string;
}

describe('the page of a case', () => {
  let id: string;
  beforeAll(async () => {
    id = await start({ name: awkward, needs: { interpreter: 'Arabic', format: 'large print' }, contacts: [{ name: 'Her daughter', relation: 'daughter', contact: '01632 960001', mayShare: true, safeToContact: 'after six only' }] });
  }, 60_000);

  it('says whose it is, what they need and whom one may ring; who is responsible; and what is unmet at the gate', async () => {
    const colin = await browsing.as('coordinator', `/cases/${id}`);
    const text = await colin.text();
    expect(text).toContain(awkward.trim());
    expect(text).toMatch(/NHS number:?\s*\d{3} \d{3} \d{4}/);
    expect(text).toMatch(/9 March 1941 \(age \d{2}\)/);
    for (const said of ['Arabic', 'large print', 'Her daughter, daughter, 01632 960001. May be told: yes. Safe to ring: after six only.', 'Colin Okafor', 'Dr Leila Farouk', 'Owen Pritchard', 'Gate ‘safe to leave’ is shut']) expect(text).toContain(said);
    const gate = colin.page.locator('.app-gate');
    expect(await gate.getByRole('link').allInnerTexts()).toEqual(['First visit booked, or accepted by name', 'Medicines reconciled and supplied', 'Equipment in place', 'Red-flag instructions given and understood']);
    expect(await colin.page.getByRole('list', { name: 'Stages' }).locator('[aria-current=step]').innerText()).toMatch(/^Getting ready to leave/);
    expect(await colin.axe()).toEqual([]);
    await colin.pictures('case');
  });

  it('says of each open task who was called, and who is next and when', async () => {
    const colin = await browsing.as('coordinator', `/cases/${id}`);
    const task = colin.page.getByRole('article', { name: 'Risk decision: may the person leave with something unmet?' });
    expect(await task.getByRole('row').nth(1).innerText()).toMatch(/Dr Leila Farouk, clinical lead \(rung 1\)/);
    expect(await task.innerText()).toMatch(/Next: .+, .+ \(rung \d\), unless it is done before\./);
  });

  it('tells all that happened in words, with who and why', async () => {
    const colin = await browsing.as('coordinator', `/cases/${id}`);
    const timeline = colin.page.locator('.app-timeline');
    const { items } = (await browsing.client.get('coordinator', `/v1/cases/${id}/events`)).body as unknown as { items: unknown[] };
    expect(await timeline.locator(':scope > li').count()).toBe(items.length);
    const text = await timeline.innerText();
    expect(text).toContain('The case was started: minimum safe discharge');
    expect(text).toContain('Harriet Hughes');
    expect(text).not.toMatch(/[{}]|undefined|own-[0-9a-f]{8}/);
  });

  it('takes a note, and what was seen by the pathway’s own words, without scripts', async () => {
    const colin = await browsing.as('coordinator', `/cases/${id}/note`, { javaScriptEnabled: false });
    await colin.send('Add the note');
    expect(await colin.page.getByRole('alert').innerText()).toMatch(/There is a problem/);
    await colin.page.getByLabel('Note').fill('Rang the ward. <b>No</b> answer');
    await colin.send('Add the note');
    expect(await colin.text()).toContain('The note is on the case.');
    expect(await colin.text()).toContain('Rang the ward. <b>No</b> answer');
    await colin.go(`/cases/${id}/trigger`);
    const kinds = await colin.page.getByRole('group', { name: 'What was seen' }).getByRole('radio').count();
    expect(kinds).toBe(7);
    expect(await colin.text()).not.toContain('action card');
    await colin.page.getByLabel('Care instability').check();
    await colin.page.getByLabel('What was seen, in words').fill('Her carer is ill');
    await colin.page.getByLabel('Time').fill('0:00');
    await colin.send('Report it');
    expect(await colin.text()).toContain('It is reported.');
    expect(await colin.text()).toMatch(/Care instability/);
  });

  it('hands a role over by offering it, and whoever was asked accepts', async () => {
    const of = await start();
    const colin = await browsing.as('coordinator', `/cases/${of}`);
    await colin.page.getByRole('link', { name: 'Hand over the role of coordinator' }).click();
    expect(await colin.page.getByLabel('Coordinator', { exact: true }).isChecked()).toBe(true);
    await colin.page.getByLabel('Who takes it on').selectOption(browsing.idOf('hub'));
    await colin.page.getByLabel('Yes').check();
    await colin.page.getByLabel('Why it is handed over').fill('She knows the ward');
    await colin.send('Hand it over');
    expect(await colin.text()).toContain('Offered to Harriet Hughes');
    const harriet = await browsing.as('hub', `/cases/${of}`);
    await harriet.send('Accept being coordinator');
    expect(await harriet.text()).toContain('The role is yours now');
  });

  it('corrects who the person is, and keeps what stood there', async () => {
    const of = await start({ name: 'Anne Oneil' });
    const harriet = await browsing.as('hub', `/cases/${of}/identity`);
    expect(await harriet.page.getByRole('group', { name: 'Date of birth' }).getByLabel('Year').inputValue()).toBe('1941');
    await harriet.page.getByLabel('Name (optional)').first().fill('Ann O’Neil');
    await harriet.page.getByLabel('Why it is corrected').fill('Misheard');
    await harriet.send('Correct it');
    expect(await harriet.text()).toContain('Ann O’Neil (before: Anne Oneil)');
  });

  it('ends a case early only with what its reason needs', async () => {
    const of = await start();
    const harriet = await browsing.as('hub', `/cases/${of}/end`);
    await harriet.page.getByLabel('The person has moved away').check();
    await harriet.page.getByLabel('Time').fill('0:00');
    await harriet.page.getByLabel('Note').fill('To her son in Leeds');
    await harriet.send('End the case');
    expect(await harriet.page.getByRole('alert').innerText()).toMatch(/not recorded/i);
    await harriet.page.getByLabel('Organisation').fill('Leeds Community');
    await harriet.page.getByLabel('Name', { exact: false }).last().fill('Lee Leeds');
    await harriet.page.getByLabel('How to reach them').fill('01632 960002');
    await harriet.send('End the case');
    expect(await harriet.text()).toContain('The case was ended early. Calls have stopped.');
  });

  it('is drawn on one sheet for a handover', async () => {
    const colin = await browsing.as('coordinator', `/cases/${id}?print=1`);
    const text = await colin.text();
    for (const said of ['What changed', 'Current risks', 'Already done', 'Asked for', 'How urgent', 'overdue']) expect(text).toContain(said);
    const pdf = await colin.page.pdf({ format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
    expect(await colin.axe()).toEqual([]);
    await colin.pictures('case-handover');
  });

  it('names nobody to the auditor, and offers them nothing to do', async () => {
    const audrey = await browsing.as('auditor', `/cases/${id}`);
    const text = await audrey.text();
    expect(text).toContain('Name withheld');
    for (const not of ['Siobhán', 'عائشة', '01632 960001', '1941', 'Write a note', 'Hand over\n']) expect(text).not.toContain(not);
    expect(await audrey.axe()).toEqual([]);
  });

  it('needs no sideways scrolling at 400 %', async () => {
    const colin = await browsing.as('coordinator', `/cases/${id}`, { viewport: { width: 320, height: 800 } });
    expect(await colin.scrollsSideways()).toBe(false);
  });

  it('is not there for another organisation', async () => {
    const hassan = await browsing.as('other-hub');
    expect(await hassan.go(`/cases/${id}`)).toBe(404);
  });
});
