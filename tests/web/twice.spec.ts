import { describe, expect, it } from '@jest/globals';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Hand } from '#tests/support/web/hand.js';

const browsing = Browsing.forThisFile();
const discharge = (more = {}) => DischargeCase.start(browsing.client, more, { rehearsal: false });

describe('two people on one task at once', () => {
  it('one of them has done it; the other is told what they did, and loses nothing', async () => {
    const of = await discharge();
    const { id } = of.task('medicines-reconciled');
    const people = [await browsing.as('coordinator', `/tasks/${id}`), await browsing.as('clinical-lead', `/tasks/${id}`)];
    for (const [index, { page }] of people.entries()) {
      await page.getByLabel('What changed in the medicines').fill(`told by ${index}: <i>halved</i>`);
      await page.getByLabel('The medicines were supplied').check();
    }
    await Promise.all(people.map((window) => window.send('Record it')));
    const told = await Promise.all(people.map((window) => window.text()));
    const winner = told.findIndex((text) => text.includes('It is recorded as done.'));
    const loser = 1 - winner;
    expect(told[winner]).toContain(`told by ${winner}: <i>halved</i>`);
    expect(told[loser]).toMatch(new RegExp(`This was not recorded[\\s\\S]*told by ${loser}: <i>halved</i>[\\s\\S]*told by ${winner}: <i>halved</i>`));
    expect((await of.look()).task('medicines-reconciled').evidence).toMatchObject({ changes: `told by ${winner}: <i>halved</i>` });
    // Whoever was told no begins at why.
    expect(await people[loser]!.page.evaluate<string>('document.activeElement.className')).toContain('app-refused');
  });
});

describe('the back button after sending', () => {
  it('shows how the task stands now, and nothing to send again', async () => {
    const of = await discharge();
    const colin = await browsing.as('coordinator', `/tasks/${of.task('equipment-in-place').id}`);
    await colin.page.getByLabel('What is in place').fill('A frame');
    await colin.send('Record it');
    await colin.page.goBack();
    expect(await colin.text()).toMatch(/Done by Colin Okafor/);
    expect(await colin.page.getByRole('button', { name: 'Record it' }).count()).toBe(0);
    expect((await browsing.client.get('coordinator', `/v1/cases/${of.id}/refusals`)).body['items']).toEqual([]);
  });

  it('after a start leads to the answers that were checked, which start no second case', async () => {
    const person = somebody();
    const harriet = await browsing.as('hub', '/cases/new?long=1');
    const { page } = harriet;
    const hand = new Hand(page);
    await page.getByLabel('Rapid falls review').check();
    await harriet.send('Continue');
    await hand.type('NHS number', person.nhsNumber);
    await hand.type('Name', person.name);
    await hand.tick('New confusion');
    await hand.when('When it happened', Date.now() - 3_600_000);
    await hand.type('Where it happened', 'At home');
    await hand.type('What happened, in words', 'Did not know her daughter');
    await hand.pick('Clinical lead', 'Dr Leila Farouk');
    await hand.pick('Coordinator', 'Colin Okafor');
    await hand.pick('Escalation owner', 'Owen Pritchard');
    await harriet.send('Continue');
    await harriet.send('Start the case');
    const [, first] = /\/cases\/([^/?]+)/.exec(page.url())!;
    await page.goBack();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Check your answers before you start the case');
    await harriet.send('Start the case');
    expect(await harriet.text()).toContain('The case was not started');
    expect(await page.getByRole('link', { name: 'Open the case that there is already' }).getAttribute('href')).toBe(`/cases/${first}`);
    expect(await harriet.axe()).toEqual([]);
    const { cases } = (await browsing.client.post('hub', '/v1/patients/search', { nhsNumber: person.nhsNumber })).body as unknown as { cases: unknown[] };
    expect(cases).toHaveLength(1);
  });

  it('after a decision leads to a page that says it is decided', async () => {
    const of = await discharge({ plannedDischargeAt: inHours(1) });
    const { id } = of.task('risk-decision');
    const leila = await browsing.as('clinical-lead', `/cases/${of.id}/decision?task=${id}`);
    await of.post('clinical-lead', 'decisions', of.riskDecision('stay', { because: 'clinical' }));
    await leila.page.getByLabel('The question that is decided').fill('Kept, though somebody decided meanwhile?');
    await leila.send('Record the decision');
    expect(await leila.text()).toMatch(/has been decided|not recorded/);
    await leila.go(`/tasks/${id}`);
    expect(await leila.page.getByRole('button', { name: 'Take the decision' }).count()).toBe(0);
  });
});
