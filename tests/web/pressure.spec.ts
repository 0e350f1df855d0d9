import { describe, expect, it } from '@jest/globals';
import { Browsing } from '#tests/support/web/browsing.js';

const browsing = Browsing.forThisFile();
const declared = (level: number) => ({
  kind: 'level-decision', outcome: `level-${level}`, because: 'Seven ambulances wait', question: 'Which level?', options: [{ option: 'leave it', doNothing: true, rejectedBecause: 'people wait' }, { option: 'declare it' }], chosen: 'declare it',
  riskAccepted: 'planned work waits', proportionateBecause: 'until tonight', personsView: 'wards agree', actions: [], safetyNet: [{ if: 'worse', call: 'the director', respondWithin: 'PT15M' }],
});

describe('system pressure', () => {
  it('is two clicks from My work; anybody calls a meeting there, everybody sees the level and what is done about it, and the wall is loud when it hears nothing', async () => {
    const colin = await browsing.as('coordinator');
    const { page } = colin;
    await page.locator('#maincontent').getByRole('link', { name: 'Registers' }).click();
    await page.getByRole('link', { name: 'System pressure' }).click();
    await page.waitForURL(/\/pressure/);
    expect(await colin.text()).toMatch(/Level 1: normal[\s\S]*At this level nothing beside the ordinary[\s\S]*Longest wait of an ambulance[\s\S]*Not known[\s\S]*Nothing new heard/i);
    expect(await colin.axe()).toEqual([]);
    await page.getByText('Call a system meeting now').click();
    await colin.send('Call everybody now');
    expect(await page.getByRole('alert').innerText()).toMatch(/problem/);
    await page.getByLabel('What the meeting is about').fill('The corridor is full');
    await colin.send('Call everybody now');
    expect(await colin.text()).toMatch(/Everybody who takes part is being called now[\s\S]*System meeting, called[\s\S]*by Colin Okafor[\s\S]*The corridor is full[\s\S]*Called and not there yet: Discharge hub|Hub/i);

    // Somebody declares a level meanwhile: the page hears of it by itself.
    const { body } = await browsing.client.get('director', `/v1/pressure?organisation=${browsing.client.organisation}`);
    const { caseId } = (body['items'] as { caseId: string }[])[0]!;
    await browsing.client.done('director', `/v1/cases/${caseId}/decisions`, declared(3));
    await page.getByText('Level 3: severe pressure').waitFor();
    expect(await colin.text()).toMatch(/Declared[\s\S]*by Dilip Rao: Seven ambulances wait[\s\S]*What is being done[\s\S]*Level 3: free the front door[\s\S]*To do[\s\S]*A space and a nurse are named[\s\S]*Escalation lead, due/i);
    expect(await colin.axe()).toEqual([]);
    expect(await colin.scrollsSideways()).toBe(false);
    await colin.pictures('pressure');

    await page.getByText('Say what is wrong with an action card').click();
    await page.getByLabel('Which step it is about').selectOption('discharge-sweep');
    await page.getByLabel('What does not work, or what is missing').fill('The list of wards is of last year');
    await colin.send('Say it');
    expect(await colin.text()).toMatch(/Colin Okafor[\s\S]*The list of wards is of last year[\s\S]*Not answered yet/);

    // The teams meet three times a week: the next meeting stands with its chair and its agenda, and what is agreed at it is on the page.
    expect(await colin.text()).toMatch(/Teams meet Monday, Wednesday, Friday at 09:30/);
    const { organisation, owners } = browsing.client;
    await browsing.client.done('hub', '/v1/cases', { pathway: 'flow-meetings', organisation, owners, details: { title: 'Flow', meetingsFor: 'who can leave', chair: owners.coordinator } });
    await colin.go('/pressure');
    expect(await colin.text()).toMatch(/Next: [\s\S]*Colin Okafor chairs[\s\S]*Agenda, as the record has it now[\s\S]*People who left hospital in the last day without a case: 0/);
    await page.getByRole('link', { name: 'The meeting, and who is called when it is not held' }).click();
    await page.getByLabel('It is cancelled').check();
    await page.getByRole('textbox', { name: 'Why' }).fill('Everybody is on the wards');
    await colin.send('Record it');
    await colin.go('/pressure');
    await page.getByText('Meetings before: in ninety days 0 held, 1 cancelled').click();
    expect(await colin.text()).toMatch(/cancelled\. Everybody is on the wards/);
    expect(await colin.axe()).toEqual([]);

    const elena = await browsing.as('escalation-lead');
    await elena.page.clock.install();
    await elena.go('/pressure?wall=1');
    const wall = elena.page.locator('#wall');
    expect(await wall.innerText()).toMatch(/Nothing new is heard of: Longest wait of an ambulance[\s\S]*Level 3: severe pressure[\s\S]*0 of 5 done[\s\S]*A space and a nurse are named for each ambulance[\s\S]*Escalation lead[\s\S]*Meeting[\s\S]*The corridor is full/);
    expect(await elena.page.locator('#stale').isVisible()).toBe(false);
    expect(await elena.axe()).toEqual([]);
    await elena.pictures('pressure-wall');
    const sweep = ((await browsing.client.get('hub', `/v1/tasks?caseId=${caseId}&step=discharge-sweep&status=open`)).body['items'] as { id: string }[])[0]!;
    await browsing.client.done('hub', `/v1/tasks/${sweep.id}/complete`, { evidence: { done: 'nine can leave', effect: 'six beds by noon' } });
    await elena.page.clock.fastForward(11_000);
    await elena.page.getByText('1 of 5 done').waitFor();
    await elena.context.route('**/pressure?wall=1', (route) => route.abort());
    await elena.page.clock.fastForward(45_000);
    await elena.page.getByText('NOT UP TO DATE').waitFor();
    await elena.page.goto('about:blank');
    // What the browser says of a wall that hears nothing is what was meant to happen.
    elena.complaints.length = 0;
  });
});
