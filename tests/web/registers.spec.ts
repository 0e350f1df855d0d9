import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalPerson } from '#apps/local/issuer.js';
import { registers } from '#apps/web/registers/pages.js';
import { auditQuestions } from '#libs/contracts/http/pathways/monthly-audit.js';
import type { CaseView } from '#libs/contracts/views.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { wholeHandover } from '#tests/support/pathways/taper.js';
import { Browsing } from '#tests/support/web/browsing.js';
import { Hand } from '#tests/support/web/hand.js';
import { onRecordOf } from '#tests/support/web/record-of.js';

const browsing = Browsing.forThisFile();
const person = { ...somebody(), name: 'Rosalind Everywhere' };
let taper: CaseOverHttp;

/** Something in every register, of one person where it is about somebody. */
beforeAll(async () => {
  const { client } = browsing;
  const begin = (pathway: string, details: Parameters<typeof CaseOverHttp.of>[2], patient: object | null = person, more = {}) => CaseOverHttp.of(client, pathway, details, { rehearsal: false, patient, ...more });
  taper = await begin('step-down-tapering', { crisisTeam: 'North', dischargedAt: inHours(-3), from: 'crisis-team', suicideRisk: 'not-identified', safeguarding: { indicators: [] },
    // Handed over with the person, it is a case of its own.
    handover: { ...wholeHandover, restrictions: [{ what: 'Medicines for a week', because: 'an overdose', alternativesConsidered: 'a box', until: inHours(400), reviewAt: inHours(100), stepDownPlan: 'two weeks' }] },
  }, person, { by: 'crisis-team' });
  await taper.post('coordinator', 'triggers', { kind: 'crisis', occurredAt: inHours(0), note: 'rang the line' });
  await begin('step-up', { whatChanged: 'has hardly slept', currentRisks: 'alone' });
  await begin('case-risk', { title: 'Tablets at once', category: 'medication', description: 'twice', severity: 'major', immediateAction: 'her sister keeps them', leadAgency: 'Riverside', reviewAt: inHours(100) });
  await begin('front-door', { receivedAt: inHours(-2), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: {}, facts: { mildToModerate: true, dangerNow: false } });
  await begin('system-risk', {
    title: 'Nobody at weekends', description: 'two are away', status: 'watched', rating: 'major', governance: 'Place board', reviewAt: inHours(400), mitigation: { plan: 'a shared list', actions: [{ title: 'Agree the list', owner: client.owners.coordinator, dueAt: inHours(100), completionCheck: 'in writing' }] },
    indicator: { name: 'Visits missed', range: 'at-most', tolerance: 2 },
  }, null);
  const dispute = await begin('dispute', { title: 'Who visits', description: 'both say the other', context: 'two contracts', impact: 'no visit', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' }, null);
  await client.done('director', '/v1/decision-traces', { caseId: dispute.id });
  const falls = await CaseOverHttp.of(client, 'rapid-falls-review', { trigger: { kind: 'two-falls-in-a-week', occurredAt: inHours(-2), earlierAt: inHours(-50), where: 'at home', note: 'on the stairs' } });
  await client.done('director', '/v1/scenario-questions', { caseId: falls.id, askedOf: browsing.idOf('coordinator'), question: 'What if she is confused?' });
  await client.done('director', '/v1/weekly-supervisions', {});
  await client.done('hub', '/v1/pressure/meetings', { organisation: client.organisation, note: 'The corridor is full' });
}, 300_000);

/** The case of an audit's sample that has two reviewers is looked at by both: of six answers they give one otherwise. */
async function bothReview(auditId: string): Promise<void> {
  const { client } = browsing;
  const { tasks } = (await client.get('director', `/v1/cases/${auditId}`)).body as unknown as CaseView;
  const reviews = tasks.filter(({ step }) => step === 'sample-review');
  const both = reviews.filter(({ about }) => reviews.filter((other) => other.about?.['caseId'] === about?.['caseId']).length === 2);
  expect(both).toHaveLength(2);
  for (const [index, { id, owner }] of both.entries()) {
    const answers = { ...Object.fromEntries(auditQuestions.map((question) => [question, 'yes'])), ownershipClear: index === 0 ? 'yes' : 'no', findings: 'nothing else' };
    await client.done(owner.person!.id.slice(client.organisation.length + 1) as LocalPerson, `/v1/tasks/${id}/complete`, { evidence: answers });
  }
}

/** Each register: what its link says; what stands there; its first row, and what stands there. `row` null: nothing there is opened. */
const walked: [register: string, stands: RegExp, row: string | null, opened?: RegExp][] = [
  ['System pressure', /The corridor is full/, '#pressure a[href^="/tasks/"]', /Declare the level of the system|A system meeting was called/],
  ['Disputes between agencies', /Who visits[\s\S]*With the lead[\s\S]*Accountable lead: Dr Leila Farouk/, 'article h2 a', /Who visits[\s\S]*Place board/],
  ['Restrictions in force', /Rosalind Everywhere[\s\S]*Medicines for a week[\s\S]*two weeks/, 'article h2 a', /Medicines for a week/],
  ['Risks of people', /Tablets at once[\s\S]*Rosalind Everywhere[\s\S]*her sister keeps them/, 'article h2 a', /Own this risk, by name/],
  ['System risks', /Nobody at weekends[\s\S]*a shared list[\s\S]*Visits missed[\s\S]*at most 2/i, 'article h2 a', /Agree the list/],
  ['Step-ups', /Rosalind Everywhere[\s\S]*has hardly slept/, 'article h2 a', /Does it meet the threshold/],
  ['Quarterly themes', /escalations? in[\s\S]*Most often[\s\S]*By team/, 'article a[href^="/cases/"]', /Escalation owner\s+Elena Marsh|Escalation owner\s+Owen Pritchard/],
  ['What may I decide?', /Risk decision: may the person leave/, null],
  ['Triage at the front door', /Rosalind Everywhere[\s\S]*Proposed: Talking therapies/, 'article h3 a', /What the shared thresholds propose\s+Talking therapies/],
  ['Repeat-crisis cohort', /Rosalind Everywhere[\s\S]*Next: [\s\S]*2 escalations[\s\S]*Tablets at once: major[\s\S]*Medicines for a week/, 'article .app-person a', /Rosalind Everywhere/],
  ['Supervision', /Supervision of the week from .*, so far[\s\S]*Live cases that are contested or change quickly\s+2/, 'article h2 a', /Edge cases for the huddle\s+None[\s\S]*Live cases for supervision\s+Who visits, Dispute between agencies: agencies dispute about it\s+Rosalind Everywhere, Step-down tapering: a crisis, or a return/],
  ['Supervision by scenario', /What if she is confused/, '#maincontent ul a', /They have not answered yet/],
  ['Decision traces', /Dispute between agencies/, 'main a[href^="/traces/"]', /A draft: nobody else sees it/],
  ['Commissioner’s dashboard', /Answered in time after something was seen/, 'main a[href*="exact"]', /They are not to leave the house/],
];

describe('each register', () => {
  it('is in the walk', async () => {
    const dilip = await browsing.as('director', '/registers');
    expect((await dilip.page.locator('main h2 a').allInnerTexts()).toSorted()).toEqual([...walked.map(([register]) => register), 'Monthly audits'].toSorted());
    expect(registers.every(({ title }) => title === 'Monthly audits' || walked.some(([register]) => register === title))).toBe(true);
  });

  it('is two clicks from My work, has something in it, and its first row opens', async () => {
    const dilip = await browsing.as('director', '/');
    const { page } = dilip;
    const wrong: unknown[] = [];
    for (const [register, stands, row, opened] of walked) {
      await dilip.go('/');
      await page.locator('#maincontent').getByRole('link', { name: 'Registers' }).click();
      await page.getByRole('link', { name: register, exact: true }).click();
      await page.waitForURL((url) => url.pathname !== '/registers' && url.pathname !== '/');
      const [said, axe] = [await dilip.text(), await dilip.axe()];
      if (!stands.test(said) || axe.length > 0) wrong.push([register, said, axe]);
      if (row === null || !opened) continue;
      const link = page.locator(row).first();
      await page.locator('details:has(article a), article details').evaluateAll((all) => { for (const each of all) (each as unknown as { open: boolean }).open = true; });
      await link.click();
      await page.waitForLoadState('load');
      const there = await dilip.text();
      if (!opened.test(there)) wrong.push([`the first row of ${register}`, page.url(), there]);
    }
    expect(wrong).toEqual([]);
  });

  it('of audits has one out of turn when a director asks for it, with its sample drawn and its reviewers called', async () => {
    const dilip = await browsing.as('director', '/registers/audits');
    const { page } = dilip;
    expect(await dilip.text()).toContain('Nothing stands open here');
    await dilip.send('Audit the month so far');
    expect([await dilip.text(), await dilip.axe()]).toEqual([expect.stringMatching(/The audit has begun[\s\S]*Audit of [A-Z][a-z]+ \d{4} so far/), []]);
    await bothReview(page.url().split('/').at(-1)!.split('?')[0]!);
    await page.goto(`${browsing.url}/`);
    await page.locator('#maincontent').getByRole('link', { name: 'Registers' }).click();
    await page.getByRole('link', { name: 'Monthly audits' }).click();
    expect([await dilip.text(), await dilip.axe(), await dilip.fits(390)]).toEqual([expect.stringMatching(/Audit of [A-Z][a-z]+ \d{4} so far[\s\S]*Looked at\s+2 of \d+ reviews[\s\S]*Two reviewers agree\s+83 % of the answers, on 1 case[\s\S]*Open tasks with one owner who is there\s+\d+ of \d+ \(\d+ %\)[\s\S]*Calls for which somebody held the role\s+\d+ of \d+ \(/), [], true]);
    await page.locator('article h2 a').first().click();
    expect(await dilip.text()).toMatch(/so far/);
    const colin = await browsing.as('coordinator', '/registers/audits');
    expect(await colin.page.getByRole('button', { name: 'Audit the month so far' }).count()).toBe(0);
  });
});

describe('the supervision of a week', () => {
  it('is told of each case, by its name to who may see it, what was concluded, on one form', async () => {
    const elena = await browsing.as('escalation-lead', '/registers/supervision');
    const { page } = elena;
    await page.locator('article h2 a').first().click();
    await page.getByRole('link', { name: /^Live cases that are contested/ }).first().click();
    expect(await page.getByRole('link', { name: 'Rosalind Everywhere, Step-down tapering' }).first().getAttribute('href')).toBe(`/cases/${taper.id}`);
    const hand = new Hand(page);
    await hand.when('When you met', Date.now() - 120_000);
    await hand.type('Who was there', 'Elena');
    await hand.type('What was found', 'Both go on');
    const first = hand.within(/^Case 1/);
    await first.type('What the supervisor thinks of it', 'Nobody decides');
    await first.type('What we would do today if it changes', 'Ring the board');
    await first.choose('What is concluded', 'It goes on as it is');
    await elena.send('Record it');
    // Of the second nothing is said: what was typed is still there.
    expect([await page.getByRole('alert').innerText(), await elena.axe(), await elena.fits(320)]).toEqual([expect.stringContaining('What the supervisor thinks of it (2)'), [], true]);
    const second = hand.within(/^Case 2/);
    await second.type('What the supervisor thinks of it', 'A quiet week is no safety');
    await second.type('What we would do today if it changes', 'See her the same day');
    await second.choose('What is concluded', 'It goes on as it is');
    await elena.send('Record it');
    expect([await elena.text(), await elena.axe()]).toEqual([expect.stringMatching(/What was recorded[\s\S]*Rosalind Everywhere, Step-down tapering[\s\S]*A quiet week is no safety/), []]);
    // Nothing was hard this week: that is said.
    await elena.go('/registers/supervision');
    await page.locator('article h2 a').first().click();
    expect([await elena.text(), await elena.axe()]).toEqual([expect.stringContaining('A quiet week is no safety'), []]);
    await page.getByRole('link', { name: /^Decision huddle/ }).first().click();
    expect([await elena.text(), await elena.axe()]).toEqual([expect.stringContaining('There is nothing to look at: say so below.'), []]);
  });
});

describe('a restriction in force', () => {
  it('stands on the sheet with which its person is handed over, with its end, its review and what would end it, and in the register with its age', async () => {
    const colin = await browsing.as('coordinator', `/cases/${taper.id}?print=1`);
    expect(await colin.text()).toMatch(/Restrictions in force\s+Medicines for a week\s+until [^\n]*\s+reviewed [^\n]*\s+ends when: two/);
    await onRecordOf(browsing.product, `update cases set summary = jsonb_set(summary, '{openedAt}', to_jsonb(to_char(now() at time zone 'utc' - interval '73 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) where organisation_id = $1 and pathway = 'restriction'`, [browsing.client.organisation]);
    await colin.go('/registers/restrictions');
    expect(await colin.text()).toContain('Open for 3 days, since');
  });
});

describe('what a locality asks before a decision', () => {
  it('stands at the step itself, where it is decided, and nowhere else', async () => {
    const task = taper.task('handover-accepted').id;
    const leila = await browsing.as('clinical-lead', `/tasks/${task}`);
    expect(await leila.text()).not.toContain('Before you decide');
    await onRecordOf(browsing.product, `update organisations set locality = 'hillview' where id = $1`, [browsing.client.organisation]);
    await leila.go(`/tasks/${task}`);
    expect([await leila.text(), await leila.axe(), await leila.fits(390)]).toEqual([expect.stringMatching(/Before you decide\s+Is the night nursing round told whom to expect\?/), [], true]);
    await leila.go(`/tasks/${(await taper.look()).view.tasks.find(({ step, status }) => status === 'open' && step !== 'handover-accepted')!.id}`);
    expect(await leila.text()).not.toContain('night nursing round');
    await leila.go('/decision-rights');
    expect(await leila.text()).toContain('Think of: Is the night nursing round told whom to expect?');
  });
});
