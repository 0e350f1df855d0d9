import { describe, expect, it } from '@jest/globals';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';
import type { SomebodyAtWork } from '#tests/support/web/somebody-at-work.js';

const browsing = Browsing.forThisFile();

async function toDecide(): Promise<{ id: string; task: string }> {
  const made = await browsing.client.done('hub', '/v1/cases', {
    pathway: 'minimum-safe-discharge', organisation: browsing.client.organisation, owners: browsing.client.owners, patient: somebody(), details: { ward: 'Willow', plannedDischargeAt: inHours(1), dischargePathway: 1, destination: 'own-home' },
  });
  const { items } = (await browsing.client.get('clinical-lead', `/v1/tasks?caseId=${made['id'] as string}&step=risk-decision`)).body as unknown as { items: { id: string }[] };
  return { id: made['id'] as string, task: items[0]!.id };
}

async function fillInstant({ page }: SomebodyAtWork, group: string, at: Date): Promise<void> {
  const fields = page.getByRole('group', { name: group }).last();
  const parts = { Day: at.getUTCDate(), Month: at.getUTCMonth() + 1, Year: at.getUTCFullYear() };
  for (const [label, value] of Object.entries(parts)) await fields.getByLabel(label).fill(String(value));
  await fields.getByLabel('Time').fill('12:00');
}

describe('the form of a decision', () => {
  it.each([['with scripts', true], ['without scripts', false]])('cannot be sent incomplete, says each gap, loses nothing, and is then recorded, %s', async (_how, javaScriptEnabled) => {
    const { id, task } = await toDecide();
    const leila = await browsing.as('clinical-lead', `/tasks/${task}`, { javaScriptEnabled });
    const { page } = leila;
    await page.getByRole('button', { name: 'Take the decision' }).click();
    await page.waitForURL(/decision/);
    expect(await page.locator('[name="/options/0/option"]').inputValue()).toBe('Do nothing');
    expect(await leila.text()).toContain('First visit booked, or accepted by name: open');
    await page.getByLabel('The question that is decided').fill('May she go home today?');
    await leila.send('Record the decision');
    const gaps = await page.getByRole('alert').innerText();
    for (const gap of ['Which option is chosen', 'Why option 1 was not chosen', 'Outcome', 'What is unsafe', 'What makes it safer', 'What the person thinks of it', 'Safety net']) expect(gaps).toContain(gap);
    expect(await page.getByLabel('The question that is decided').inputValue()).toBe('May she go home today?');
    if (javaScriptEnabled) expect(await leila.axe()).toEqual([]);
    await page.locator('[name="/options/0/rejectedBecause"]').fill('The ward is not safer');
    await page.locator('[name="/options/1/option"]').fill('Home with her son');
    await page.locator('#chosen-1').check();
    await page.getByRole('button', { name: 'Add another option' }).click();
    await page.waitForLoadState();
    expect(await page.locator('[name="/options/1/option"]').inputValue()).toBe('Home with her son');
    expect(await page.locator('#chosen-1').isChecked()).toBe(true);
    await page.locator('[name="/options/2/option"]').fill('A community bed');
    await page.locator('[name="/options/2/rejectedBecause"]').fill('None is free');
    await page.getByLabel('Go, with the risk accepted').check();
    await page.getByLabel('A clinical reason').check();
    for (const [label, said] of [['What is unsafe', 'No visit tonight'], ['What makes it safer', 'Her son stays'], ['Risk that is accepted', 'One night'], ['Why that is proportionate', 'She wants home'], ['What the person thinks of it', 'Home, please'], ['If', 'she is breathless'], ['Call', '999']] as const) await page.getByLabel(label, { exact: true }).fill(said);
    await page.getByLabel('They answer within, how many').fill('30');
    await fillInstant(leila, 'By when what is unmet will be there (optional)', new Date(Date.now() + 2 * 86_400_000));
    await leila.send('Record the decision');
    const text = await leila.text();
    expect(text).toContain('The decision is recorded');
    for (const said of ['May she go home today?', 'Chosen: Home with her son', 'A community bed. Not chosen: None is free', 'If she is breathless: call 999, who answers within 30 minutes']) expect(text).toContain(said);
    const { body } = await browsing.client.get('clinical-lead', `/v1/tasks/${task}`);
    expect(body).toMatchObject({ status: 'completed', caseId: id });
  }, 180_000);

  it('that somebody else has taken meanwhile leaves what was typed to read, and to keep as a note', async () => {
    const { id, task } = await toDecide();
    const leila = await browsing.as('clinical-lead', `/cases/${id}/decision?task=${task}`);
    const { page } = leila;
    await page.getByLabel('The question that is decided').fill('May she go home today?');
    await page.locator('[name="/options/1/option"]').fill('Home with her son');
    await browsing.client.done('coordinator', `/v1/cases/${id}/end`, { because: 'died', at: new Date().toISOString(), note: 'told by the ward' });
    await leila.send('Record the decision');
    const text = await leila.text();
    for (const said of ['This was not recorded', 'What you typed', 'May she go home today?', 'Home with her son']) expect(text).toContain(said);
    expect(await leila.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Add it to the case as a note' }).click();
    await page.waitForURL(/told=case-note/);
    const { body } = await browsing.client.get('clinical-lead', `/v1/cases/${id}/events`);
    expect((body['items'] as { kind: string; data: { text?: string } }[]).findLast(({ kind }) => kind === 'note-added')?.data.text).toContain('Home with her son');
  }, 120_000);

  it('is read, and not taken from, who may not decide', async () => {
    const { id, task } = await toDecide();
    const harriet = await browsing.as('hub', `/cases/${id}/decision?task=${task}`);
    expect(await harriet.text()).toContain('This is decided by the clinical lead of the case');
    await harriet.page.getByLabel('The question that is decided').fill('Kept?');
    await harriet.send('Record the decision');
    expect(await harriet.page.getByLabel('The question that is decided').inputValue()).toBe('Kept?');
    expect((await browsing.client.get('hub', `/v1/tasks/${task}`)).body['status']).toBe('open');
  });
});
