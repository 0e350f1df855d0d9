import { describe, expect, it } from '@jest/globals';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { onRecordOf } from '#tests/support/web/record-of.js';

const browsing = Browsing.aloneForThisFile();
/** Everybody who is signed in did nothing for so long. */
const passes = (hours: number) => onRecordOf(browsing.product, `update sessions set seen_at = seen_at - make_interval(secs => $1::float8 * 3600), started_at = started_at - make_interval(secs => $1::float8 * 3600)`, [hours]);
const cookieOf = async ({ context }: Awaited<ReturnType<Browsing['window']>>) => (await context.cookies()).find(({ name }) => name.endsWith('-session'));

describe('signing in', () => {
  it('leads from My work to "Who are you?" and back, with the keyboard alone', async () => {
    const window = await browsing.window();
    await window.page.goto(browsing.url);
    expect(await window.page.locator('h1').innerText()).toBe('Who are you?');
    expect(await window.page.getByRole('button').allInnerTexts()).toContain('Colin Okafor\nCoordinator');
    expect(await window.axe()).toEqual([]);
    await window.pictures('who-are-you');
    await window.page.keyboard.press('Tab');
    await window.page.keyboard.press('Tab');
    const loaded = window.page.waitForURL(`${browsing.url}/`);
    await window.page.keyboard.press('Enter');
    await loaded;
    expect(await window.page.locator('h1').innerText()).toBe('My work');
    expect(await window.page.getByRole('navigation', { name: 'Account' }).innerText()).toContain('Colin Okafor (Coordinator)');
  });

  it('comes back to where one wanted to go', async () => {
    const colin = await browsing.as('coordinator', '/?due=later&q=Willow');
    expect(colin.page.url()).toBe(`${browsing.url}/?due=later&q=Willow`);
  });

  it.each(['//elsewhere.example/', '/\\elsewhere.example', 'https://elsewhere.example/', '/sign-out', '/%0d%0aSet-Cookie:x=y'])('never leads elsewhere afterwards: %s', async (to) => {
    const colin = await browsing.as('coordinator', `/sign-in?to=${encodeURIComponent(to)}`);
    expect(new URL(colin.page.url()).origin).toBe(browsing.url);
  });

  it('gives a cookie that scripts and other sites do not get, and the record only its hash', async () => {
    const colin = await browsing.as('coordinator');
    const cookie = (await cookieOf(colin))!;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    const found = await onRecordOf(browsing.product, 'select hash from sessions where hash = $1', [cookie.value]);
    expect(found).toEqual([]);
  });

  it('makes a new session each time, and ends the one before', async () => {
    const window = await browsing.as('coordinator');
    const before = (await cookieOf(window))!;
    await window.page.goto(`${browsing.url}/sign-in?anew=true`);
    await window.page.locator('button[value="hub"]').click();
    await window.page.waitForURL(`${browsing.url}/`);
    expect((await cookieOf(window))!.value).not.toBe(before.value);
    await window.context.addCookies([before]);
    await window.go('/');
    expect(await window.page.locator('h1').innerText()).toBe('Who are you?');
  });

  it('is over after signing out, also for whoever kept the cookie', async () => {
    const colin = await browsing.as('coordinator');
    const kept = (await cookieOf(colin))!;
    await colin.send('Sign out');
    expect(await colin.text()).toContain('You have signed out');
    expect(await colin.axe()).toEqual([]);
    await colin.context.addCookies([kept]);
    await colin.go('/');
    expect(await colin.page.locator('h1').innerText()).toBe('Who are you?');
  });

  it('is over after an hour without anything done, and after twelve hours in any case', async () => {
    const colin = await browsing.as('coordinator');
    await passes(0.9);
    await colin.go('/');
    expect(await colin.page.locator('h1').innerText()).toBe('My work');
    await passes(1.1);
    await colin.go('/');
    expect(await colin.page.locator('h1').innerText()).toBe('Who are you?');
    const again = await browsing.as('hub');
    await onRecordOf(browsing.product, `update sessions set started_at = started_at - interval '12 hours'`);
    await again.go('/');
    expect(await again.page.locator('h1').innerText()).toBe('Who are you?');
  });

  it('is not kept alive by pages that refresh by themselves', async () => {
    const colin = await browsing.as('coordinator');
    await passes(0.9);
    const answer = await colin.page.evaluate<number>(`fetch('/', { headers: { 'X-Handrail-By-Itself': '1' } }).then(({ status }) => status)`);
    expect(answer).toBe(200);
    await passes(0.2);
    await colin.go('/');
    expect(await colin.page.locator('h1').innerText()).toBe('Who are you?');
  });

  it('says so where the directory does not know somebody, or no longer', async () => {
    const crisis = await browsing.as('crisis-team');
    await onRecordOf(browsing.product, `update sessions set subject = 'nobody-by-this-name' where subject = 'crisis-team'`);
    expect(await crisis.go('/')).toBe(403);
    expect(await crisis.text()).toContain('Handrail does not know you');
    expect(await crisis.axe()).toEqual([]);
  });

  it('refuses an answer of the issuer that was not asked for here', async () => {
    const window = await browsing.window();
    expect(await window.go('/signed-in?code=stolen&state=made-up')).toBe(400);
    expect(await window.text()).toContain('Signing in was not finished');
    expect(await cookieOf(window)).toBeUndefined();
  });
});

describe('a form', () => {
  const post = (window: Awaited<ReturnType<Browsing['window']>>, form: Record<string, string>, headers: Record<string, string> = {}) => window.context.request.post(`${browsing.url}/my-work/views`, { form, headers, maxRedirects: 0 });

  it('without the token of the session, with that of another, or from another site is refused', async () => {
    const [colin, harriet] = [await browsing.as('coordinator', '/?due=later'), await browsing.as('hub', '/?due=later')];
    const token = (window: typeof colin) => window.page.locator('form[action="/my-work/views"] input[name="_csrf"]').inputValue();
    const fields = { name: 'mine', of: '/?due=later', _key: 'k', _page: '/' };
    expect((await post(colin, fields)).status()).toBe(403);
    expect((await post(colin, { ...fields, _csrf: await token(harriet) })).status()).toBe(403);
    expect((await post(colin, { ...fields, _csrf: await token(colin) }, { origin: 'https://elsewhere.example' })).status()).toBe(403);
    expect((await post(colin, { ...fields, _csrf: await token(colin) }, { origin: 'null' })).status()).toBe(403);
    expect((await post(colin, { ...fields, _csrf: await token(colin) }, { origin: browsing.url })).status()).toBe(303);
  });

  it('that is sent after the session has ended loses nothing: it comes back once whoever typed it has signed in', async () => {
    const discharge = await DischargeCase.start(browsing.client, {}, { rehearsal: false });
    const { id } = discharge.task('equipment-in-place');
    const colin = await browsing.as('coordinator', `/tasks/${id}`);
    await colin.page.getByLabel('What is in place').fill('A frame, <b>as tall as she is</b>');
    await passes(2);
    await colin.send('Record it');
    expect(await colin.text()).toContain('What you sent has not been recorded yet');
    expect((await discharge.look()).task('equipment-in-place').status).toBe('open');
    await colin.page.getByRole('link', { name: 'Sign in and go on' }).click();
    await colin.page.locator('button[value="coordinator"]').click();
    await colin.page.waitForURL(`${browsing.url}/tasks/**`);
    expect(await colin.page.getByLabel('What is in place').inputValue()).toBe('A frame, <b>as tall as she is</b>');
    await colin.send('Record it');
    expect((await discharge.look()).task('equipment-in-place')).toMatchObject({ status: 'completed', evidence: { items: ['A frame, <b>as tall as she is</b>'] } });
    const kept = await onRecordOf(browsing.product, 'select id from kept_forms') as { id: string }[];
    const harriet = await browsing.as('hub', `/tasks/${discharge.task('medicines-reconciled').id}?kept=${kept[0]!.id}`);
    expect(await harriet.text()).not.toContain('as tall as she is');
  });
});

describe('every page', () => {
  it('that is not there says so in plain words; to programs as a problem', async () => {
    const colin = await browsing.as('coordinator');
    expect(await colin.go('/nothing/here')).toBe(404);
    expect(await colin.text()).toContain('There is nothing here');
    expect(await colin.axe()).toEqual([]);
    expect(await colin.go('/tasks/00000000-0000-4000-8000-000000000000.1')).toBe(404);
    await colin.pictures('not-there');
    const answer = await fetch(`${browsing.url}/nothing/here`, { headers: { accept: 'application/json' } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  });

  it('has a strict content security policy, and may be framed by nobody', async () => {
    const { headers } = await fetch(`${browsing.url}/signed-out`, { headers: { accept: 'text/html' } });
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none';script-src 'self';style-src 'self';.*frame-ancestors 'none'/);
    expect([headers.get('x-frame-options'), headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['DENY', 'no-store', 'same-origin']);
  });

  it('brings its styles and scripts under an address of their content, for ever', async () => {
    const text = await (await fetch(`${browsing.url}/signed-out`, { headers: { accept: 'text/html' } })).text();
    const [, sheet] = /href="(\/assets\/[0-9a-f]{16}\/handrail\.css)"/.exec(text)!;
    const answer = await fetch(`${browsing.url}${sheet}`);
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('content-type')]).toEqual([200, 'public, max-age=31536000, immutable', 'text/css; charset=utf-8']);
    expect((await fetch(`${browsing.url}/assets/0000000000000000/handrail.css`)).status).toBe(404);
  });
});
