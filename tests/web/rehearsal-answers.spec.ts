import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PagesOverTheEngine, type Shown } from '#tests/support/web/pages-over-the-engine.js';

let pages: PagesOverTheEngine;
beforeAll(async () => { pages = await PagesOverTheEngine.start('web-rehearsal'); }, 600_000);
afterAll(async () => { await pages.stop(); });

const hidden = ({ text }: Shown, name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '';

describe('what the API says of a rehearsal', () => {
  it('is shown in plain words where its clock cannot be moved', async () => {
    const hub = await pages.signedIn('hub');
    const { location } = await hub.post('/rehearsal', { scene: 'not-ready' });
    const path = location!.split('?')[0]!;
    pages.api.cases.canSkip = false;
    try {
      const { status, text } = await hub.post(path, { by: 'PT1H' });
      expect([status, text.includes('Rehearsals need a Temporal server whose time may be moved'), text.includes('Live cases are not affected')]).toEqual([409, true, true]);
      expect(text).not.toContain('rehearsal-unavailable');
    } finally {
      pages.api.cases.canSkip = true;
    }
  });

  it('is progress while a long way takes long, and the same form goes on until it is there', async () => {
    const hub = await pages.signedIn('hub');
    const { location } = await hub.post('/rehearsal', { scene: 'not-ready' });
    const path = location!.split('?')[0]!;
    pages.api.cases.slowAdvances = 2;
    const first = await hub.post(path, { by: 'P1D', since: new Date().toISOString() });
    expect([first.status, first.text.includes('The clock is moving'), first.text.includes('<progress')]).toEqual([200, true, true]);
    const again = { _key: hidden(first, '_key'), by: hidden(first, 'by'), since: hidden(first, 'since') };
    expect((await hub.post(path, again)).text).toContain('The clock is moving');
    const there = await hub.post(path, again);
    expect([there.status, there.location]).toEqual([303, expect.stringMatching(/since=/)]);
    expect(pages.api.cases.moves.filter((id) => id === pages.api.cases.moves.at(-1))).toHaveLength(1);
    expect((await hub.get(there.location!)).text).toMatch(/2(3|4) hours|1 day/);
  });

  it('starts one case however often the same form is sent, with everything done that the scene says', async () => {
    const hub = await pages.signedIn('hub');
    const sent = await Promise.all([1, 2].map(() => hub.post('/rehearsal', { scene: 'missed-first-visit', _key: 'twice' })));
    const places = new Set(sent.map(({ location }) => location));
    expect([...places]).toHaveLength(1);
    const { text } = await hub.get(sent[0]!.location!);
    expect(text).toMatch(/The person left<\/strong>: completed/);
    expect(text).not.toContain('app-rehearsed--late');
  });

  it('refuses who may start none', async () => {
    const director = await pages.signedIn('director');
    expect((await director.post('/rehearsal', { scene: 'not-ready' })).status).toBe(403);
    expect((await director.post('/rehearsal', { scene: 'no-such-scene' })).status).toBe(422);
  });
});

describe('a reassignment', () => {
  it('says whose work goes, that there is none, and who may do it', async () => {
    const lead = await pages.signedIn('escalation-lead');
    expect((await lead.get('/escalations/reassign?person=riverside-coordinator')).text).toContain('everything that <bdi>Colin Okafor</bdi> has');
    const nothing = await lead.post('/escalations/reassign', { person: 'riverside-coordinator', to: 'riverside-hub', reason: 'ill' });
    expect([nothing.status >= 400, nothing.text.includes('They have nothing of these cases.'), nothing.text.includes('>ill</textarea>')]).toEqual([true, true, true]);
    const hub = await pages.signedIn('hub');
    const refused = await hub.post('/escalations/reassign', { person: 'riverside-coordinator', to: 'riverside-hub', reason: 'ill' });
    expect([refused.status, refused.text.includes('Reassigning is for whoever leads the team')]).toEqual([403, true]);
  });
});

describe('a form that is too long', () => {
  it('is told so in plain words, before it is read', async () => {
    const hub = await pages.signedIn('hub');
    const { status, text } = await hub.post('/rehearsal', { scene: 'x'.repeat(300_000) });
    expect([status, text.includes('This is too long'), text.includes('Make it shorter, and send it again.')]).toEqual([413, true, true]);
  });
});
