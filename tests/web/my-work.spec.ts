import { describe, expect, it } from '@jest/globals';
import type { LocalPerson } from '#apps/local/issuer.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';

const browsing = Browsing.forThisFile();
const planned = (hours: number, more: object = {}, ward = 'Elm') => DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(hours), ward }, { rehearsal: false, patient: { ...somebody(), ...more } });

describe('My work', () => {
  it('says what to do when there is nothing', async () => {
    const chris = await browsing.as('crisis-team');
    expect(await chris.text()).toContain('Nothing is yours to do at the moment');
    expect(await chris.axe()).toEqual([]);
    await chris.pictures('my-work-empty');
  });

  it('shows what is late first, then today, then later; each with what, for whom, where and when', async () => {
    const [soon, far] = [await planned(4), await planned(72)];
    const colin = await browsing.as('coordinator');
    const headings = await colin.page.locator('.app-work h2').allInnerTexts();
    expect(headings.at(-1)).toMatch(/^Later/);
    const row = (id: string) => colin.page.locator(`[data-task="${id}"]`).innerText();
    expect(await row(far.task('equipment-in-place').id)).toContain(far.view.patient!.name!);
    expect(await row(far.task('equipment-in-place').id)).toMatch(/Equipment in place[^]*Elm/);
    const order = await colin.page.locator('[data-task]').evaluateAll((all) => all.map((each) => each.getAttribute('data-task')));
    expect(order.indexOf(soon.task('equipment-in-place').id)).toBeLessThan(order.indexOf(far.task('equipment-in-place').id));
    expect(await colin.axe()).toEqual([]);
    expect(await colin.fits(1280)).toBe(true);
    await colin.pictures('my-work');
  });

  it('is narrowed, sorted and saved in its address', async () => {
    const of = await planned(50, { name: 'Quentin Quillfeather' }, 'Maple');
    const colin = await browsing.as('coordinator');
    await colin.page.getByText('Filter and sort').click();
    await colin.page.getByLabel('Name or ward').fill('quillf');
    await colin.send('Show these');
    expect(new URL(colin.page.url()).searchParams.get('q')).toBe('quillf');
    const shown = await colin.page.locator('[data-task]').allInnerTexts();
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((row) => !row.includes('Quentin Quillfeather'))).toEqual([]);
    await colin.page.getByLabel('Save this view as').fill('Quentin’s <b>');
    await colin.send('Save');
    await colin.go('/');
    await colin.page.getByRole('link', { name: 'Quentin’s <b>' }).click();
    await colin.page.waitForURL(/q=quillf/);
    expect(await colin.axe()).toEqual([]);
    await colin.pictures('my-work-filtered');
    const harriet = await browsing.as('hub');
    expect(await harriet.page.getByRole('link', { name: 'Quentin’s <b>' }).count()).toBe(0);
    await colin.send('Remove the view Quentin’s <b>');
    expect(await colin.page.getByRole('link', { name: 'Quentin’s <b>' }).count()).toBe(0);
    await colin.go('/?q=Maple&sort=-dueAt');
    expect(await colin.page.locator('[data-task]').count()).toBe(of.open().filter((step) => step !== 'medicines-reconciled').length);
  });

  it('refuses to search by an NHS number, which would stand in the address', async () => {
    const colin = await browsing.as('coordinator', '/?q=999%20000%200018');
    expect(await colin.page.getByRole('alert').innerText()).toContain('An NHS number does not belong in a search here');
  });

  it('shows what somebody was called for apart from what is theirs, and who else was', async () => {
    const review = await CaseOverHttp.of(browsing.client, 'rapid-falls-review', { trigger: { kind: 'head-injury', occurredAt: inHours(0), where: 'on the stairs', note: 'fell' } }, { rehearsal: false });
    const check = review.task('urgent-clinical-check');
    await browsing.client.done('coordinator', `/v1/tasks/${check.id}/attempt`, { at: inHours(0), tried: 'rang the door', why: 'nobody came' });
    let called: string[] = [];
    while (called.length < 2) called = (await review.look()).escalation('urgent-clinical-check').calls.flatMap(({ person }) => person?.id ?? []);
    const last = called.at(-1)!;
    expect(last).not.toBe(check.owner.person?.id);
    const window = await browsing.as(last.replace(browsing.idOf('' as LocalPerson), '') as LocalPerson, '/?show=called');
    const row = await window.page.locator(`[data-task="${check.id}"]`).innerText();
    expect(row).toMatch(/Called: .*you/);
    expect(await window.page.getByRole('link', { name: /I was called/ }).innerText()).toMatch(/[1-9]/);
    await window.go('/');
    expect(await window.page.locator(`[data-task="${check.id}"]`).count()).toBe(0);
  });

  it('shows names as they are: apostrophes, right-to-left, 80 characters, <script>', async () => {
    const names = ['Siobhán O’Neill-D’Arcy', 'شهرزاد بنت محمد', 'Wolfeschlegelsteinhausenbergerdorff'.repeat(3).slice(0, 80), '<script>alert(1)</script>'];
    for (const name of names) await planned(60, { name });
    const colin = await browsing.as('coordinator');
    const text = await colin.text();
    for (const name of names) expect(text).toContain(name);
    expect(await colin.axe()).toEqual([]);
    for (const width of [1280, 390, 320]) expect([width, await colin.fits(width)]).toEqual([width, true]);
    await colin.pictures('my-work-names');
  });

  it('works without scripts, fifty a page', async () => {
    for (let made = 0; made < 14; made += 1) await planned(80 + made);
    const colin = await browsing.as('coordinator', '/', { javaScriptEnabled: false });
    expect(await colin.page.locator('[data-task]').count()).toBe(50);
    const first = await colin.page.locator('[data-task]').first().getAttribute('data-task');
    await colin.page.getByRole('link', { name: 'Next 50' }).click();
    expect(await colin.page.locator(`[data-task="${first}"]`).count()).toBe(0);
    await colin.page.getByRole('link', { name: 'First page' }).click();
    expect(await colin.page.locator('[data-task]').first().getAttribute('data-task')).toBe(first);
  });
});

describe('My work, as it changes', () => {
  it('shows what is new by itself, says so politely, and neither takes the keyboard nor moves what is read', async () => {
    const colin = await browsing.as('coordinator', '/?q=Sycamore');
    await colin.page.getByText('Nothing fits this filter').waitFor();
    const first = await planned(400, {}, 'Sycamore');
    const row = colin.page.locator(`[data-task="${first.task('equipment-in-place').id}"]`);
    await row.waitFor();
    expect(await colin.page.locator('#live-said').textContent()).toMatch(/The list has changed: \d+ new\./);
    await row.getByRole('link').focus();
    // Its tasks come before those of the first, at whatever hour this is.
    const second = await planned(60, {}, 'Sycamore');
    const show = colin.page.getByRole('button', { name: /^Show the list as it is now: \d+ new/ });
    await show.waitFor();
    expect(await colin.page.evaluate<string>('document.activeElement.getAttribute("href")')).toBe(`/tasks/${first.task('equipment-in-place').id}`);
    await first.complete('equipment-in-place', { items: ['a frame'] });
    await row.getByText('No longer in this list').waitFor();
    await show.click();
    await colin.page.locator(`[data-task="${second.task('equipment-in-place').id}"]`).waitFor();
    await row.waitFor({ state: 'detached' });
  });

  it('comes back by itself after its connection was cut', async () => {
    const colin = await browsing.as('coordinator', '/?q=Hazel');
    await colin.context.setOffline(true);
    const of = await planned(95, {}, 'Hazel');
    await colin.context.setOffline(false);
    await colin.page.locator(`[data-task="${of.task('equipment-in-place').id}"]`).waitFor();
    colin.complaints.splice(0);
  });

  it('says when whoever looks at it has been signed out', async () => {
    const colin = await browsing.as('coordinator');
    const other = await colin.context.newPage();
    await other.goto(`${browsing.url}/me`);
    await other.getByRole('button', { name: 'Sign out', exact: true }).click();
    await other.waitForURL('**/signed-out');
    await planned(96);
    await colin.page.evaluate('window.dispatchEvent(new Event("online"))');
    await colin.page.locator('#live-over').waitFor();
    colin.complaints.splice(0);
  });
});

describe('You', () => {
  it('adds a way to be reached, verifies it by its code, and puts it first', async () => {
    const owen = await browsing.as('escalation-owner', '/me');
    await owen.page.getByLabel('Address or number').fill('not an address');
    await owen.send('Add and send a code');
    expect(await owen.page.getByRole('alert').innerText()).toContain('The address');
    expect(await owen.page.getByLabel('Address or number').inputValue()).toBe('not an address');
    await owen.page.getByLabel('Address or number').fill('owen.night@work.example');
    await owen.send('Add and send a code');
    expect(await owen.text()).toContain('A code is on its way there');
    let code: string | undefined;
    while (code === undefined) {
      const mails = await (await fetch(`${browsing.url}/local/mail?to=owen.night@work.example`)).json() as { text: string }[];
      code = /\b\d{6}\b/.exec(mails[0]?.text ?? '')?.[0];
    }
    const field = owen.page.getByLabel('Code that was sent to owen.night@work.example');
    await field.fill(code === '000000' ? '111111' : '000000');
    await owen.send('Verify');
    expect(await owen.page.getByRole('alert').innerText()).toContain('The code is not the code that was sent');
    await field.fill(code);
    await owen.send('Verify');
    await owen.send('Try owen.night@work.example first');
    expect(await owen.page.locator('.app-methods__one').first().innerText()).toContain('owen.night@work.example');
    expect(await owen.axe()).toEqual([]);
    await owen.pictures('me');
  });

  it('asks somebody for cover, who accepts it on their own page', async () => {
    const elena = await browsing.as('escalation-lead', '/me/cover');
    await elena.page.getByLabel('Who is to cover for you').selectOption(browsing.idOf('director'));
    const [from, until] = [elena.page.getByRole('group', { name: 'From' }), elena.page.getByRole('group', { name: 'Until' })];
    for (const [group, day] of [[from, '1'], [until, '5']] as const) {
      await group.getByLabel('Day').fill(day);
      await group.getByLabel('Month').fill('March');
      await group.getByLabel('Year').fill('2199');
      await group.getByLabel('Time').fill('9');
    }
    await elena.page.getByLabel('Reason').fill('a week in the hills');
    await elena.send('Ask them');
    expect(await elena.text()).toContain('has been asked to cover for you');
    const dilip = await browsing.as('director', '/me');
    await dilip.send('Accept cover for Elena Marsh');
    expect(await dilip.text()).toContain('You cover for Elena Marsh');
    await dilip.page.getByText('You cannot cover for Elena Marsh any more').click();
    await dilip.page.getByLabel('Why you cannot').fill('a ward round of my own');
    await dilip.send('Step down from covering for Elena Marsh');
    expect(await dilip.text()).toMatch(/You do not cover for them any more[\s\S]*you cover for nobody/);
  });
});
