import { describe, expect, it, jest } from '@jest/globals';
import { signal } from '#apps/local/process-identity.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { Browsing } from '#tests/support/web/browsing.js';

jest.setTimeout(240_000);
const browsing = Browsing.forThisFile();
const DIFFICULT = `Ó’Brien <script>alert(1)</script> علي بن يوسف ${'Wolfeschlegelstein'.repeat(2)}`;

/** A discharge whose plan has passed: the clinical lead is called at once, day and night. */
async function late(name: string): Promise<DischargeCase> {
  const of = await DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(-2) }, { rehearsal: false, patient: { ...somebody(), name } });
  await eventually('somebody was called', async () => (await of.look()).view.escalations.some(({ step, calls }) => step === 'risk-decision' && calls[0]?.person != null));
  return of;
}

describe('escalations', () => {
  it('are listed longest silent first; a lead calls a rung, is called, holds it back and writes what was done', async () => {
    const of = await late(DIFFICULT);
    const { id } = of.escalation('risk-decision');
    const elena = await browsing.as('escalation-lead', '/escalations');
    const { page } = elena;
    const row = page.locator(`[data-escalation="${id}"]`);
    expect(await row.innerText()).toMatch(/Silent for[\s\S]*Risk decision[\s\S]*<script>alert\(1\)<\/script>[\s\S]*Rung 1 of 4[\s\S]*Dr Leila Farouk[\s\S]*Next: escalation owner/);
    expect(await elena.axe()).toEqual([]);
    await elena.pictures('escalations');
    await row.getByRole('link').first().click();
    await page.waitForURL(/\/escalations\/.+/);
    expect(await page.getByRole('button', { name: 'Take it over' }).count()).toBe(0);
    await page.getByLabel('Whom to call').selectOption({ label: '3: Escalation lead' });
    await elena.send('Call them');
    expect(await page.getByRole('alert').innerText()).toMatch(/Why|reason/i);
    expect(await page.getByLabel('Whom to call').inputValue()).toBe('3');
    expect(await elena.axe()).toEqual([]);
    await page.getByLabel('Why', { exact: true }).first().fill('Nobody picks up');
    await elena.send('Call them');
    await eventually('she was called', async () => (await of.look()).escalation('risk-decision').calls.some(({ person }) => person?.name === 'Elena Marsh'));
    await elena.go(`/escalations/${id}`);
    expect(await page.getByRole('button', { name: 'Take it over' }).count()).toBe(1);
    await page.getByLabel('What was done').fill('Rang the ward: Dr Farouk is on her way');
    await elena.send('Record it');
    expect(await elena.text()).toContain('Rang the ward: Dr Farouk is on her way');
    await page.getByLabel('Hold the climb back for').selectOption({ label: '15 minutes' });
    await page.getByLabel('What you are doing about it').fill('Waiting for her');
    await elena.send('Hold it back');
    expect(await elena.text()).toMatch(/Held back until/);
    expect(await elena.scrollsSideways()).toBe(false);
    expect(of.task('risk-decision').status).toBe('open');
  });

  it('are reassigned in bulk with one reason', async () => {
    const of = await late('Bulk Person');
    const elena = await browsing.as('escalation-lead', '/escalations');
    const { page } = elena;
    await page.locator(`[data-escalation="${of.escalation('risk-decision').id}"]`).getByRole('checkbox').check();
    await elena.send('Reassign what is ticked');
    expect(await elena.text()).toContain('what Dr Leila Farouk has in 1 case');
    await elena.send('Reassign');
    expect(await page.getByRole('alert').innerText()).toMatch(/There is a problem/);
    expect(await elena.axe()).toEqual([]);
    await page.getByLabel('To whom it goes').selectOption({ label: 'Dr Luis Mensah (Clinical lead)' });
    await page.getByLabel('Why').fill('She is ill');
    await elena.send('Reassign');
    await page.waitForURL(/reassigned/);
    expect(await elena.text()).toMatch(/Dr Leila Farouk to Dr Luis Mensah[\s\S]*1 of 1 went[\s\S]*She is ill/);
    expect((await of.look()).view.owners?.clinicalLead.name).toBe('Dr Luis Mensah');
  });

  it('hang on a wall without names, and loud when the watchdog is silent or the wall hears nothing', async () => {
    await late('Wall Unnamed');
    const elena = await browsing.as('escalation-lead');
    const { page } = elena;
    await page.clock.install();
    await elena.go('/escalations?wall=1');
    const wall = page.locator('#wall');
    expect(await wall.innerText()).toMatch(/\d+ escalations?[\s\S]*Risk decision[\s\S]*W\. U\./);
    expect(await wall.innerText()).not.toContain('Unnamed');
    expect(await page.locator('#stale').isVisible()).toBe(false);
    expect(await elena.axe()).toEqual([]);
    await elena.pictures('wall');
    signal(browsing.product.process('watchdog'), 'SIGSTOP');
    try {
      await page.clock.fastForward(10_500);
      await page.getByText('The watchdog does not answer').waitFor();
    } finally {
      signal(browsing.product.process('watchdog'), 'SIGCONT');
    }
    await elena.context.route('**/escalations?wall=1', (route) => route.abort());
    await page.clock.fastForward(45_000);
    await page.getByText('NOT UP TO DATE').waitFor();
    await page.goto('about:blank'); // it asks no more
    // What the browser says of a wall that hears nothing is what was meant to happen.
    elena.complaints.length = 0;
  });
});

describe('a huddle', () => {
  it('is walked with one key each, and it is recorded who was there', async () => {
    const title = 'Grab rail beside the bath';
    const of = await CaseOverHttp.of(browsing.client, 'rapid-falls-review', { trigger: { kind: 'head-injury', occurredAt: inHours(-2), where: 'kitchen', note: 'slipped' } }, { rehearsal: false, patient: { ...somebody(), name: DIFFICULT } });
    await of.complete('review-held', {
      medicationActions: 'none', equipmentChanges: { noneBecause: 'all there' }, hydrationAndNutrition: 'drinks well', homeSafetyPlan: 'rugs up', cognition: 'as before', lyingStandingBloodPressure: { notDoneBecause: 'could not stand' }, personsView: 'home',
      safeguarding: { considered: true, concern: false, rationale: 'nothing seen' }, actions: [{ title, owner: browsing.idOf('coordinator'), dueAt: inHours(200), completionCheck: 'Seen in place' }],
    });
    const colin = await browsing.as('coordinator', '/huddle');
    const { page } = colin;
    expect(await colin.axe()).toEqual([]);
    await colin.pictures('huddle');
    const items = await page.locator('[data-walk]').count();
    const place = await page.locator('[data-walk]').evaluateAll((all, wanted) => all.findIndex((each) => (each.textContent ?? '').includes(wanted)), title);
    expect(place).toBeGreaterThan(-1);
    for (let pressed = 0; pressed <= place; pressed += 1) await page.keyboard.press('n');
    await page.keyboard.press('m');
    expect(await colin.focused()).toBe('dueAt');
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    expect(await colin.focused()).toBe('done');
    await page.keyboard.type('Fitted');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Seen');
    await page.keyboard.press('Enter');
    await page.getByText('It is recorded as done.').waitFor();
    expect(await page.locator('[data-walk]').count()).toBe(items - 1);
    await colin.send('Record that it was walked');
    expect(await page.getByRole('alert').innerText()).toContain('Who was there');
    await page.getByLabel('Who was there').fill('Colin\nNurse O’Neill <b>');
    await colin.send('Record that it was walked');
    expect(await colin.text()).toContain('by Colin Okafor, with Colin, Nurse O’Neill <b>');
  });
});

describe('people', () => {
  it('take leave, are covered once asked, and the hole is shown until then; calendars are handed out', async () => {
    const dilip = await browsing.as('director', `/people/${browsing.idOf('hub')}`);
    const { page } = dilip;
    const day = (days: number): string => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T12:00`;
    await page.getByText('Put in leave').first().click();
    await dilip.send('Put in leave');
    expect(await page.getByRole('alert').innerText()).toMatch(/Until when/);
    expect(await dilip.axe()).toEqual([]);
    await page.locator('#leave-from').fill(day(2));
    await page.locator('#leave-until').fill(day(4));
    await page.locator('#leave-reason').fill('Annual leave');
    await dilip.send('Put in leave');
    expect(await dilip.text()).toContain('The leave is recorded.');
    await dilip.go('/people');
    expect(await dilip.text()).toMatch(/Harriet Hughes \(hub\) is away, and nobody covers/);
    expect(await dilip.axe()).toEqual([]);
    await dilip.pictures('people');
    await dilip.go(`/people/${browsing.idOf('hub')}`);
    await page.getByText('Ask somebody to cover').first().click();
    await page.locator('#cover-by').selectOption({ label: 'Hana Petrov (Hub)' });
    await page.locator('#cover-from').fill(day(1));
    await page.locator('#cover-until').fill(day(5));
    await page.locator('#cover-reason').fill('Leave');
    await dilip.send('Ask them');
    expect(await dilip.text()).toMatch(/Hana Petrov covers for them.*asked, and not accepted yet/);
    const calendar = await page.request.get(`${browsing.url}/people/calendars/${browsing.idOf('hub')}.ics`);
    expect([calendar.status(), calendar.headers()['content-type'], (await calendar.text()).slice(0, 15)]).toEqual([200, expect.stringContaining('text/calendar'), 'BEGIN:VCALENDAR']);
    expect((await page.request.get(`${browsing.url}/people/calendars/hillview-hub.ics`)).status()).toBe(404);
    const harriet = await browsing.as('hub', `/people/${browsing.idOf('coordinator')}`);
    expect(await harriet.text()).not.toContain('Put in leave');
  });
});

describe('policies and reports', () => {
  it('show every number with its source, and figures as charts with their tables', async () => {
    const audrey = await browsing.as('auditor', '/policies');
    await audrey.page.getByRole('link', { name: /Hillview, version hillview-1 of Minimum safe discharge/ }).click();
    await audrey.page.waitForURL(/hillview-1/);
    expect(await audrey.text()).toMatch(/What differs in Hillview/);
    expect(await audrey.text()).toMatch(/then every 2 h until somebody has acted/);
    expect(await audrey.axe()).toEqual([]);
    await late('Reported Person');
    await audrey.go('/reports');
    await audrey.page.getByRole('link', { name: 'Work them out now' }).click();
    await audrey.page.waitForURL(/anew=1/);
    expect(await audrey.text()).not.toContain('Reported Person');
    expect(await audrey.page.locator('img[src^="/reports/calls.svg"]').evaluate((image) => [(image as unknown as { naturalWidth: number }).naturalWidth > 0, (image.getAttribute('alt') ?? '').includes('Dr Leila Farouk')])).toEqual([true, true]);
    expect(await audrey.axe()).toEqual([]);
    await audrey.pictures('reports');
    const file = await audrey.page.request.get(`${browsing.url}/reports/response-times.csv`);
    expect([file.status(), file.headers()['content-type']]).toEqual([200, expect.stringContaining('text/csv')]);
  });

  it('fit on 320 pixels, as everything else here does', async () => {
    const dilip = await browsing.as('director', '/', { viewport: { width: 320, height: 700 } });
    for (const path of ['/escalations', '/escalations/reassign', '/escalations?wall=1', '/huddle', '/people', `/people/${browsing.idOf('hub')}`, '/policies', '/policies/rapid-falls-review/1', '/reports', '/rehearsal']) {
      expect([path, await dilip.go(path), await dilip.scrollsSideways()]).toEqual([path, 200, false]);
    }
  });
});
