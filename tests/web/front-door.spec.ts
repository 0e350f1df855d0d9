import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { exampleReferral } from '#libs/intake/fhir/example-referral.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { safeRedirect, wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { Browsing } from '#tests/support/web/browsing.js';
import type { SomebodyAtWork } from '#tests/support/web/somebody-at-work.js';

const browsing = Browsing.forThisFile();
type Shown = { id: string; status: string; outcome?: JsonObject; begun?: { status: string; caseId: string }[]; tasks: { id: string; step: string; status: string }[] };
const look = async (id: string): Promise<Shown> => (await browsing.client.get('coordinator', `/v1/cases/${id}`)).body as unknown as Shown;
const openTask = async (id: string, step: string): Promise<string> => (await look(id)).tasks.find((task) => task.step === step && task.status === 'open')!.id;

async function referred(facts: JsonObject, more: JsonObject = {}): Promise<string> {
  const made = await browsing.client.done('hub', '/v1/cases', {
    pathway: 'front-door', organisation: browsing.client.organisation, owners: browsing.client.owners, patient: somebody(),
    details: { receivedAt: inHours(-1), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: wholeDataset, facts: { ...wholeFacts, ...facts }, ...more },
  });
  return made['id'] as string;
}
/** Noon two days ago: past, and once, at whatever hour this runs. */
async function fillInstant({ page }: SomebodyAtWork, group: string): Promise<void> {
  const fields = page.getByRole('group', { name: group }).last();
  const at = new Date(Date.now() - 48 * 3_600_000);
  const parts = { Day: at.getUTCDate(), Month: at.getUTCMonth() + 1, Year: at.getUTCFullYear(), Time: '12:00' };
  for (const [label, value] of Object.entries(parts)) await fields.getByLabel(label).fill(String(value));
}

describe('the front door', () => {
  it('takes a referral by its form, and shows what is missing and what a rule proposes once somebody has rung', async () => {
    const ida = somebody();
    const harriet = await browsing.as('hub', '/registers');
    const { page } = harriet;
    await page.getByRole('link', { name: 'Triage at the front door' }).click();
    await page.getByRole('link', { name: 'Enter a referral' }).click();
    await harriet.send('Continue');
    await page.getByLabel('NHS number').fill(ida.nhsNumber);
    await page.getByLabel('Name (optional)').first().fill(ida.name);
    for (const [label, value] of Object.entries({ Day: '9', Month: '3', Year: '1941' })) await page.getByRole('group', { name: 'Date of birth' }).getByLabel(label).fill(value);
    await harriet.send('Continue');
    await fillInstant(harriet, 'When the referral reached us');
    const referrer = page.getByRole('group', { name: 'Who referred' });
    await referrer.getByLabel('Name', { exact: true }).fill('Dr Reed');
    await referrer.getByLabel('Organisation').fill('Elm Surgery');
    await referrer.getByLabel('How to reach them').fill('01632 960002');
    await page.getByLabel('Routine').check();
    await page.getByLabel('Why the person is referred, and why now').fill('Worried since the spring');
    await page.getByRole('group', { name: 'Low mood or worry, without serious risk?' }).getByLabel('Yes').check();
    await harriet.send('Continue');
    for (const [label, id] of [['Clinical lead', browsing.idOf('clinical-lead')], ['Coordinator', browsing.idOf('coordinator')], ['Escalation owner', browsing.idOf('escalation-owner')]] as const) await page.getByLabel(label).selectOption(id);
    await harriet.send('Continue');
    await harriet.send('Start the case');
    await page.waitForURL(/told=case-started|told=pending/);
    const id = /cases\/([^?]+)/.exec(page.url())![1]!;

    // The triage does not wait for what is missing; the list says what that is.
    const leila = await browsing.as('clinical-lead', '/triage');
    const listed = await leila.text();
    for (const said of [ida.name, 'Referred by Dr Reed, Elm Surgery', 'No rule proposes anything for what is known', 'Is anybody’s life in danger now?', 'Ring for what the referral does not say']) expect(listed).toContain(said);
    expect(await leila.axe()).toEqual([]);

    const colin = await browsing.as('coordinator', `/tasks/${await openTask(id, 'clarification-call')}`);
    await fillInstant(colin, 'When you rang');
    await colin.page.getByLabel('Who was spoken to').fill('Dr Reed');
    await colin.page.getByLabel('What was asked').fill('What is missing');
    await colin.page.getByRole('group', { name: 'Is anybody’s life in danger now?' }).getByLabel('No').check();
    await colin.page.getByLabel('If it is not known, why').fill('The surgery knows no more');
    await colin.send('Record it');
    expect(await colin.text()).toContain('It is recorded as done');

    await leila.go('/triage');
    expect(await leila.text()).toContain('Proposed: Talking therapies, by the rule');
  }, 300_000);

  it('is triaged by a rule, and lets go when the redirect is complete', async () => {
    const id = await referred({ mildToModerate: true });
    const leila = await browsing.as('clinical-lead', `/tasks/${await openTask(id, 'triage-huddle')}`);
    await leila.page.getByRole('button', { name: 'Triage the referral' }).click();
    await leila.page.waitForURL(/\/triage\//);
    expect(await leila.axe()).toEqual([]);
    await leila.page.getByLabel('Talking therapies, as proposed').check();
    await leila.page.getByRole('button', { name: 'Go on' }).click();
    await leila.page.waitForURL(/to=rule/);
    await leila.send('Record the triage');
    expect(await leila.page.getByRole('alert').innerText()).toContain('Who was there');
    await leila.page.getByLabel('Who was there').fill('Clare Booth\nAda Moss');
    await leila.send('Record the triage');
    expect(await leila.text()).toContain('The triage is recorded');

    const colin = await browsing.as('coordinator', `/tasks/${await openTask(id, 'redirect')}`);
    await colin.send('Record it');
    for (const gap of ['Why the person is redirected', 'How the person reaches us until then', 'Which they are']) expect(await colin.page.getByRole('alert').innerText()).toContain(gap);
    await colin.page.getByLabel('Why the person is redirected').fill('Worry without serious risk');
    const [signposting, urgent] = [colin.page.getByRole('group', { name: 'Signposting' }), colin.page.getByRole('group', { name: 'Urgent routes' })];
    await signposting.getByLabel('Where to').fill('Talking therapies');
    await signposting.getByLabel('How', { exact: true }).fill('Rang them together');
    await signposting.getByLabel('Yes').check();
    await signposting.getByLabel('How the person reaches us until then').fill('Our number');
    await urgent.getByLabel('Whom to call in an emergency has been told').check();
    await urgent.getByLabel('Where to, or told to whom').fill('The person\nElm Surgery');
    await urgent.getByLabel('Which they are').fill('999, and 111 option 2');
    await colin.page.getByLabel('Who of the referrers was told').fill('Dr Reed');
    await colin.send('Record it');
    expect(await eventually('the referral is closed', async () => { const now = await look(id); return now.status === 'closed' && now; })).toMatchObject({ outcome: { outcome: 'redirected' } });

    await leila.go('/reports');
    expect(await leila.page.getByRole('region', { name: 'Table of the front door' }).innerText()).toMatch(/Routine\s+\d+[^]*1 of 1 \(100 %\)/);
    expect(await leila.axe()).toEqual([]);
  }, 300_000);

  it('begins the pathway that the huddle chose, with what that pathway asks, led by whom it named', async () => {
    const id = await referred({ fell: true });
    const leila = await browsing.as('clinical-lead', `/triage/${await openTask(id, 'triage-huddle')}`);
    const { page } = leila;
    await page.getByLabel('Rapid falls review, as proposed').check();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForURL(/to=rule/);
    await page.getByLabel('Who was there').fill('Clare Booth');
    await page.getByLabel('Lead professional').selectOption(browsing.idOf('clinical-lead'));
    await leila.send('Record the triage');
    // What the falls review asks is said here, at its field, before anything begins.
    expect(await page.getByRole('alert').innerText()).toMatch(/Where it happened/);
    await page.getByLabel('Head injury').check();
    await fillInstant(leila, 'When it happened');
    await page.getByLabel('Where it happened').fill('On the stairs');
    await page.getByLabel('Note').fill('Slipped');
    await leila.send('Record the triage');
    const closed = await eventually('the front door has let go', async () => { const now = await look(id); return now.status === 'closed' && now; });
    expect(closed).toMatchObject({ outcome: { outcome: 'assigned' }, begun: [{ status: 'begun', pathway: 'rapid-falls-review' }] });
    expect(await look(closed.begun![0]!.caseId)).toMatchObject({ pathway: 'rapid-falls-review', begunBy: { caseId: id }, owners: { clinicalLead: { id: browsing.idOf('clinical-lead') } } });
  }, 300_000);
});

describe('the front door of a started product, for programs', () => {
  it('gives a borderline referral to somebody senior, and to nobody else', async () => {
    const id = await referred({ mildToModerate: true, severeOrComplex: true });
    await browsing.client.done('clinical-lead', `/v1/tasks/${await openTask(id, 'triage-huddle')}/complete`, { evidence: { outcome: 'senior-oversight', present: ['Clare'], question: 'Ours, or not?' } });
    const evidence = { outcome: 'redirect', present: ['Elena'], to: { service: 'talking-therapies' }, rule: 'mild-to-moderate', question: 'Ours, or not?', weighed: [{ option: 'do nothing', rejectedBecause: 'it gets worse' }] };
    const path = `/v1/tasks/${await openTask(id, 'senior-oversight')}/complete`;
    expect((await browsing.client.post('clinical-lead', path, { evidence })).status).toBe(403);
    await browsing.client.done('escalation-lead', path, { evidence });
    await browsing.client.done('coordinator', `/v1/tasks/${await openTask(id, 'redirect')}/complete`, { evidence: safeRedirect });
    expect(await look(id)).toMatchObject({ status: 'closed', outcome: { outcome: 'redirected' } });
  });

  it('takes a referral as a FHIR message, and answers a crisis while the person waits', async () => {
    const { nhsNumber, dateOfBirth } = somebody();
    const message = exampleReferral({ bundleId: randomUUID(), referralId: randomUUID(), authoredOn: inHours(-1), person: { nhsNumber, family: 'Synthetic', given: 'Sam', dateOfBirth } });
    const token = await browsing.client.token('hub');
    // Where the case is not there in time it says so, and the same message again asks again.
    const bundle = await eventually('the referral has its case', async () => {
      const answer = await fetch(`${browsing.url}/v1/intake/fhir/$process-message`, { method: 'POST', body: message, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' } });
      expect([200, 202]).toContain(answer.status);
      return answer.status === 200 && await answer.json() as { entry: { resource: { resourceType: string; identifier?: { system: string; value: string }[] } }[] };
    }, 120_000);
    const id = bundle.entry.find(({ resource }) => resource.resourceType === 'ServiceRequest')!.resource.identifier!.find(({ system }) => system === 'urn:handrail:case')!.value;
    await browsing.client.done('coordinator', `/v1/cases/${id}/triggers`, { kind: 'crisis', occurredAt: inHours(0), note: 'brought to the emergency department' });
    expect((await look(id)).tasks.filter(({ status }) => status === 'open').map(({ step }) => step).toSorted()).toEqual(['clarification-call', 'crisis-response', 'triage-huddle']);
    const { body } = await browsing.client.get('auditor', `/v1/reports/front-door?by=urgency&organisation=${browsing.client.organisation}`);
    expect((body as unknown as { items: JsonObject[] }).items.some(({ crises }) => Number(crises) > 0)).toBe(true);
  });
});
