import { describe, expect, it } from '@jest/globals';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Mailbox } from '#tests/support/http/mailbox.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Hand } from '#tests/support/web/hand.js';
import { onRecordOf } from '#tests/support/web/record-of.js';

// What somebody does who was called: by the link of the notice, by taking over, by what they write; and what stands when nobody did anything.
const browsing = Browsing.forThisFile();
const name = `Ó’Brien <script>alert(1)</script> شهرزاد ${'Wolfeschlegelstein'.repeat(2)}`;
/** A discharge whose plan has passed: the clinical lead is called at once, day and night. */
async function called(): Promise<DischargeCase> {
  const of = await DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(-2) }, { rehearsal: false, patient: { ...somebody(), name } });
  await eventually('somebody was called', async () => (await of.look()).view.escalations.some(({ step, calls }) => step === 'risk-decision' && calls[0]?.person != null));
  return of;
}

describe('the link of a notice', () => {
  it('leads to the task, once, and whoever it was not sent to nowhere', async () => {
    const of = await called();
    const mail = await new Mailbox(browsing.product).once(`clinical-lead@${browsing.client.organisation}.example`, /\/links\//);
    const path = new URL(/https?:\/\/\S+\/links\/\S+/.exec(mail.text)![0]).pathname;
    const colin = await browsing.as('coordinator');
    expect(await colin.go(path)).toBeGreaterThanOrEqual(400);
    expect(await colin.text()).toContain('This link does not open');
    expect(await colin.axe()).toEqual([]);
    const leila = await browsing.as('clinical-lead', path);
    expect(leila.page.url()).toBe(`${browsing.url}/tasks/${encodeURIComponent(of.task('risk-decision').id)}`);
    expect(await leila.text()).toContain(name);
    expect(await leila.go(path)).toBeGreaterThanOrEqual(400);
    expect(await leila.text()).toContain('This link does not open');
    await leila.page.getByRole('link', { name: 'Open the task' }).click();
    await leila.page.getByRole('heading', { level: 1, name: /^Risk decision/ }).waitFor();
    expect(await leila.go('/links/made-up')).toBe(404);
    expect(await leila.text()).toContain('This is no link of ours');
    expect(await leila.axe()).toEqual([]);
    expect((await of.look()).task('risk-decision').acknowledgement).toBeNull();
  });
});

describe('whoever leads escalations', () => {
  it('calls a chosen rung, which calls herself, takes the task over, gives it on, and writes the outcome', async () => {
    const of = await called();
    const task = of.task('risk-decision').id;
    const { id } = of.escalation('risk-decision');
    const elena = await browsing.as('escalation-lead', `/escalations/${id}`);
    const { page } = elena;
    expect(await elena.text()).toContain(name);
    expect(await elena.axe()).toEqual([]);
    await page.getByLabel('Whom to call').selectOption({ label: '3: Escalation lead' });
    await page.locator('#climb').getByLabel('Why').fill('Dr Farouk is in theatre');
    await elena.send('Call them');
    await eventually('she was called', async () => (await of.look()).escalation('risk-decision').calls.some(({ level, person }) => level === 3 && person?.id === browsing.idOf('escalation-lead')));
    await elena.go(`/escalations/${id}`);
    await elena.send('Take it over');
    expect(await elena.text()).toContain('The task is yours now.');
    expect((await of.look()).task('risk-decision').owner.person?.id).toBe(browsing.idOf('escalation-lead'));
    await elena.send('Record it');
    expect(await page.getByRole('alert').innerText()).toMatch(/What was done/);
    expect(await elena.axe()).toEqual([]);
    await page.getByLabel('What was done').fill('Rang theatre: <i>she</i> rings back at six');
    await elena.send('Record it');
    expect(await elena.text()).toMatch(/Elena Marsh, .*Rang theatre: <i>she<\/i> rings back at six/);
    await elena.send('Give it to them');
    expect(await page.getByRole('alert').innerText()).toMatch(/There is a problem/);
    const giveTo = async (whom: 'clinical-lead' | 'clinical-lead-2') => {
      await page.getByLabel('To whom').selectOption(browsing.idOf(whom));
      await page.locator('#assign').getByLabel('Why').fill('He is on the ward');
      await elena.send('Give it to them');
      return (await of.look()).task('risk-decision').owner.person?.id;
    };
    // The decision is the case's lead's: another could not take it.
    expect(await giveTo('clinical-lead-2')).toBe(browsing.idOf('escalation-lead'));
    expect(await page.getByRole('alert').innerText()).toContain('give it to one of them');
    expect(await giveTo('clinical-lead')).toBe(browsing.idOf('clinical-lead'));
    expect((await browsing.client.get('coordinator', `/v1/tasks/${task}`)).body['status']).toBe('open');
    for (const width of [1280, 390, 320]) expect([width, await elena.fits(width)]).toEqual([width, true]);
  });

  it('is told of one that has ended meanwhile', async () => {
    const of = await called();
    const { id } = of.escalation('risk-decision');
    const elena = await browsing.as('escalation-lead', `/escalations/${id}`);
    await of.post('clinical-lead', 'decisions', of.riskDecision('stay', { because: 'clinical' }));
    await elena.page.getByLabel('What was done').fill('Rang her');
    await elena.send('Record it');
    expect(await elena.text()).toMatch(/ended/i);
    expect(await elena.axe()).toEqual([]);
  });
});

describe('what nobody answered for a whole turn', () => {
  it('stands above everybody’s work until somebody writes what was done', async () => {
    const of = await DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(-2) }, { patient: { ...somebody(), name } });
    await of.advance('PT12H');
    // A live one would take as many hours: it is raised in a rehearsal, and put among the live ones.
    const [alarm] = await onRecordOf(browsing.product, `update system_alarms set rehearsal = false where case_id = $1 returning id`, [of.id]) as { id: string }[];
    const dilip = await browsing.as('director');
    const { page } = dilip;
    await page.getByRole('link', { name: /Risk decision/ }).first().waitFor();
    expect(await dilip.axe()).toEqual([]);
    await dilip.go(`/alarms/${alarm!.id}`);
    expect(await dilip.text()).toMatch(/Nobody has answered[\s\S]*the last rung of its ladder/);
    await dilip.send('Record it');
    expect(await page.getByRole('alert').innerText()).toContain('What was done must be filled in');
    expect(await dilip.axe()).toEqual([]);
    await page.getByLabel('What was done').fill('Went to the ward <b>myself</b>');
    await dilip.send('Record it');
    expect(await dilip.text()).toContain('It is recorded what was done.');
    await dilip.go(`/alarms/${alarm!.id}`);
    expect(await dilip.text()).toMatch(/Dilip Rao, .*Went to the ward <b>myself<\/b>/);
    expect(await dilip.axe()).toEqual([]);
    expect((await of.look()).task('risk-decision').status).toBe('open');
  });
});

describe('leave of one’s own', () => {
  it('is said on /me, with what is wrong with it, and shown where nobody covers', async () => {
    const owen = await browsing.as('escalation-owner', '/me/leave');
    const { page } = owen;
    expect(await owen.axe()).toEqual([]);
    await owen.send('Record it');
    expect(await page.getByRole('alert').innerText()).toMatch(/From must be filled in[\s\S]*Until must be filled in[\s\S]*Reason must be filled in/);
    expect(await owen.axe()).toEqual([]);
    const hand = new Hand(page.locator('main form'));
    const from = Math.floor(Date.now() / 3_600_000) * 3_600_000 + 48 * 3_600_000;
    await hand.when('From', from);
    await hand.when('Until', from - 3_600_000);
    await hand.type('Reason', 'A week in the hills');
    await owen.send('Record it');
    expect(await page.getByRole('alert').innerText()).toContain('Until must be later than the beginning');
    await hand.when('Until', from + 72 * 3_600_000);
    await owen.send('Record it');
    expect(await owen.text()).toMatch(/You are away /);
    const dilip = await browsing.as('director', '/people');
    expect(await dilip.text()).toMatch(/Owen Pritchard \(escalation owner\) is away, and nobody covers/);
    await dilip.go(`/people/${browsing.idOf('escalation-owner')}`);
    await dilip.page.getByText('Take it back').first().click();
    await dilip.page.getByLabel('Why').first().fill('Cancelled');
    await dilip.send('Take it back');
    expect(await dilip.text()).toContain('No leave is planned.');
  });

  it('cover that was asked for is declined on /me, with nobody covering', async () => {
    await browsing.client.done('escalation-owner', '/v1/covers', { person: browsing.idOf('escalation-owner'), by: browsing.idOf('escalation-owner-2'), from: inHours(24), until: inHours(48), reason: 'training' });
    const orla = await browsing.as('escalation-owner-2', '/me');
    expect(await orla.text()).toContain('You are asked to cover for Owen Pritchard');
    expect(await orla.axe()).toEqual([]);
    await orla.send('Decline cover for Owen Pritchard');
    expect(await orla.text()).toContain('You do not cover for them.');
  });
});
