import { beforeAll, describe, expect, it } from '@jest/globals';
import { demonstrate } from '#apps/demo/demonstrate.js';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { CaseView, EscalationView, Page as ListPage, TaskView } from '#libs/contracts/views.js';
import { inHours, somebody } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { Browsing } from '#tests/support/web/browsing.js';

// Every page as it stands after a day's work, at every width, on paper and in forced colours. `npm run pictures` leaves pictures of all of them in screenshots/: look at them.
const browsing = Browsing.aloneForThisFile();

/** 80 characters that are hard on a page: an apostrophe, a script, words from right to left, one long word. */
const hard = (first: string): string => `${first} O’Neill-D'Arcy <script>alert(1)</script> شهرزاد ${'Wolfeschlegelstein'.repeat(3)}`.slice(0, 80);

/** What the addresses name: found after the demonstration. */
const found = { late: '', open: '', decision: '', taper: '', discharge: '', falls: '', climb: '', referral: '', stepUp: '', risk: '', rehearsal: '', hard: '', hardTask: '', hardDecision: '', link: '' };
beforeAll(async () => {
  await demonstrate({ url: browsing.url, tokenOf: (who) => browsing.product.token(who as never), folder: '/nowhere', now: Date.now(), say: () => undefined });
  const named = await DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(-2), ward: hard('Ward') }, { rehearsal: false, patient: { ...somebody(), name: hard('Ada') } });
  const rehearsed = await DischargeCase.start(browsing.client, { plannedDischargeAt: inHours(2) });
  await rehearsed.advance('PT4H');
  const get = async <T>(who: LocalPerson, path: string): Promise<T> => (await browsing.client.get(who, path)).body as T;
  const { items: tasks } = await get<ListPage<TaskView>>('coordinator', '/v1/tasks?status=open&limit=200');
  const { items: cases } = await get<ListPage<CaseView>>('coordinator', '/v1/cases?status=open&limit=200');
  const { items: climbs } = await get<ListPage<EscalationView>>('escalation-lead', '/v1/escalations?status=open');
  const caseOf = (pathway: string): string => cases.find((each) => each.pathway === pathway)!.id;
  Object.assign(found, {
    late: tasks.find(({ overdue, owner, step }) => overdue && owner.person?.id === 'riverside-coordinator' && step !== 'risk-decision')!.id, open: tasks.find(({ overdue, step }) => !overdue && step === 'first-visit-booked')!.id,
    decision: tasks.find(({ step }) => step === 'risk-decision')!.id, taper: caseOf('step-down-tapering'), discharge: tasks.find(({ step }) => step === 'risk-decision')!.caseId, falls: caseOf('rapid-falls-review'), climb: climbs[0]!.id,
    referral: tasks.find(({ step }) => step === 'triage-huddle')!.id, stepUp: caseOf('step-up'), risk: caseOf('case-risk'), rehearsal: rehearsed.id, hard: named.id, hardTask: named.task('equipment-in-place').id, hardDecision: named.task('risk-decision').id,
  });
  await browsing.client.done('coordinator', `/v1/cases/${found.taper}/raising-links`, { name: 'Hanna Quist', organisation: 'Northgate Housing', knownAs: 'A. S. of flat 3' });
  found.link = (await get<ListPage<{ path: string }>>('coordinator', `/v1/cases/${found.taper}/raising-links`)).items[0]!.path;
}, 240_000);

const everyPage: readonly (readonly [name: string, who: LocalPerson, path: () => string])[] = [
  ['my-work', 'coordinator', () => '/'], ['my-work-called', 'escalation-owner', () => '/?show=called'], ['my-work-claimable', 'hub', () => '/?show=claimable'], ['my-work-filter', 'coordinator', () => '/?due=overdue&sort=-dueAt'],
  ['task-late', 'coordinator', () => `/tasks/${found.late}`], ['task-open', 'coordinator', () => `/tasks/${found.open}`], ['task-attempt', 'coordinator', () => `/tasks/${found.open}/attempt`], ['task-not-mine', 'director', () => `/tasks/${found.open}`],
  ['case-discharge', 'coordinator', () => `/cases/${found.discharge}`], ['case-falls', 'coordinator', () => `/cases/${found.falls}`], ['case-taper', 'clinical-lead', () => `/cases/${found.taper}`],
  ['handover-discharge', 'coordinator', () => `/cases/${found.discharge}?print=1`], ['handover-falls', 'coordinator', () => `/cases/${found.falls}?print=1`], ['handover-taper', 'clinical-lead', () => `/cases/${found.taper}?print=1`],
  ['case-without-identity', 'auditor', () => `/cases/${found.discharge}`], ['case-trigger', 'coordinator', () => `/cases/${found.discharge}/trigger`], ['case-end', 'coordinator', () => `/cases/${found.discharge}/end`],
  ['decision', 'clinical-lead', () => `/cases/${found.discharge}/decision?task=${found.decision}`], ['start-case', 'hub', () => '/cases/new'],
  ['escalations', 'escalation-lead', () => '/escalations'], ['escalation', 'escalation-lead', () => `/escalations/${found.climb}`], ['escalations-wall', 'escalation-lead', () => '/escalations?wall=1'], ['escalations-reassign', 'escalation-lead', () => '/escalations/reassign'],
  ['huddle', 'coordinator', () => '/huddle'], ['admissions', 'hub', () => '/admissions'], ['people', 'escalation-lead', () => '/people'], ['person', 'escalation-lead', () => '/people/riverside-coordinator'],
  ['policies', 'director', () => '/policies'], ['policy', 'director', () => '/policies/minimum-safe-discharge/1'], ['policy-of-a-locality', 'director', () => '/policies/minimum-safe-discharge/hillview-1'],
  ['reports', 'director', () => '/reports'], ['rehearsal', 'coordinator', () => '/rehearsal'], ['me', 'coordinator', () => '/me'], ['me-cover', 'coordinator', () => '/me/cover'], 
  ['task-hand-over', 'coordinator', () => `/tasks/${found.late}/hand-over`], ['task-assign', 'coordinator', () => `/tasks/${found.late}/assign`], ['case-note', 'coordinator', () => `/cases/${found.discharge}/note`], ['case-owner', 'coordinator', () => `/cases/${found.discharge}/owner`],
  ['case-replan', 'coordinator', () => `/cases/${found.discharge}/replan`], ['case-identity', 'hub', () => `/cases/${found.discharge}/identity`], ['case-raise', 'coordinator', () => `/cases/${found.taper}/raise`], ['case-links', 'coordinator', () => `/cases/${found.taper}/links`], ['partner', 'coordinator', () => found.link],
  ['case-step-up', 'clinical-lead', () => `/cases/${found.stepUp}`], ['case-risk', 'coordinator', () => `/cases/${found.risk}`], ['rehearsal-moved', 'coordinator', () => `/rehearsal/${found.rehearsal}`],
  ['triage', 'hub', () => '/triage'], ['triage-one', 'hub', () => `/triage/${found.referral}`], ['registers', 'director', () => '/registers'], ...['disputes', 'restrictions', 'audits', 'supervision', 'risks', 'system-risks', 'step-ups', 'repeat-crisis'].map((name) => [`register-${name}`, 'director', () => `/registers/${name}`] as const),
  ['pressure', 'director', () => '/pressure'], ['pressure-wall', 'director', () => '/pressure?wall=1'], ['policy-rehearsals', 'director', () => '/policy-rehearsals'], ['policy-rehearse', 'director', () => '/policies/rapid-falls-review/1/rehearse'],
  ['decision-rights', 'coordinator', () => '/decision-rights'], ['policy-drafts', 'director', () => '/policy-drafts'], ['themes', 'director', () => '/themes'], ['people-new', 'director', () => '/people/new'], ['person-role', 'director', () => '/people/riverside-coordinator/role'], ['rota-new', 'director', () => '/people/rotas/new'], ['team-new', 'director', () => '/people/teams/new'], ['me-leave', 'coordinator', () => '/me/leave'],
  ['hard-my-work', 'coordinator', () => '/?q=Ada'], ['hard-task', 'coordinator', () => `/tasks/${found.hardTask}`], ['hard-case', 'coordinator', () => `/cases/${found.hard}`], ['hard-handover', 'coordinator', () => `/cases/${found.hard}?print=1`], ['hard-decision', 'clinical-lead', () => `/cases/${found.hard}/decision?task=${found.hardDecision}`],
  ['not-there', 'coordinator', () => '/cases/no-such-case'],
];
const BY_FORCED_COLOURS = new Set(['my-work', 'task-late', 'case-discharge', 'escalations', 'huddle', 'escalations-wall', 'decision']);

describe('every page', () => {
  it.each(everyPage)('%s: nothing for axe to find, wide, narrow and at 400 %, nothing to scroll sideways, nothing that the browser complains of', async (name, who, path) => {
    const somebody = await browsing.as(who);
    const status = await somebody.go(path());
    expect([name, status]).toEqual([name, name === 'not-there' ? 404 : 200]);
    expect(await somebody.text().catch(() => somebody.page.locator('main').innerText())).not.toMatch(/undefined|\[object|NaN|Invalid Date|null\b/);
    await somebody.pictures(`page-${name}`);
    if (BY_FORCED_COLOURS.has(name)) await somebody.pictureInForcedColours(`page-${name}`);
    for (const width of [1280, 390, 320]) expect([width, await somebody.fits(width)]).toEqual([width, true]);
    await somebody.picture(`page-${name}-320`);
    expect(await somebody.axe()).toEqual([]);
    if (name === 'not-there') somebody.complaints.length = 0;
  });

  it('has handover sheets that print on one page of paper', async () => {
    const colin = await browsing.as('coordinator');
    for (const id of [found.discharge, found.falls, found.taper, found.hard]) {
      await colin.go(`/cases/${id}?print=1`);
      const paper = await colin.page.pdf({ format: 'A4', preferCSSPageSize: true });
      expect(paper.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    }
  });
});
