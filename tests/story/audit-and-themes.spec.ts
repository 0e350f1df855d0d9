import { describe, expect, it } from '@jest/globals';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { governanceBegins } from '#tests/support/http/governance.js';
import { ownPeopleForThisFile } from '#tests/support/http/riverside.js';
import { wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';
import { theme } from '#tests/support/pathways/lives/quarterly-themes.js';
import { reviewed } from '#tests/support/pathways/lives/monthly-audit.js';
import { meetingOf } from '#tests/support/pathways/lives/weekly-supervision.js';

// What governance begins by itself, over HTTP with real tokens against a started product: an audit out of turn as it happens, and both to their end as rehearsals, the same engine with the clock moved.
const own = ownPeopleForThisFile();
const DAY = 24;
const summary = { findings: 'late answers at weekends', question: 'are weekend triggers answered in time?' };

describe('the audit of a month, told over HTTP', () => {
  it('asked for out of turn: cases of the month drawn, each for somebody who owns nothing of it, looked at whole, and summed up into tasks', async () => {
    const { client } = own;
    const discharge = await DischargeCase.start(client, {}, { rehearsal: false });
    const referral = await CaseOverHttp.of(client, 'front-door', {
      receivedAt: inHours(0), referredBy: { name: 'Dr Reed', organisation: 'Elm Surgery', contact: '01632 960002' }, urgency: 'routine', dataset: wholeDataset, facts: wholeFacts,
    }, { rehearsal: false });
    const begun = await client.done('director', '/v1/audits');
    const audit = await CaseOverHttp.found(client, begun['id'] as string, 'director');
    const { seed, sample, figures } = audit.view.details as unknown as { seed: string; sample: { caseId: string; reviewers: string[] }[]; figures: object };
    expect([sample.map(({ caseId }) => caseId).toSorted(), sample.map(({ reviewers }) => reviewers.length), typeof seed, typeof figures]).toEqual([[discharge.id, referral.id].toSorted(), [2, 1], 'string', 'object']);
    expect(Object.values(client.owners).filter((owner) => sample.some(({ reviewers }) => reviewers.includes(owner)))).toEqual([]);
    for (const { owner, id } of audit.view.tasks) {
      const who = owner.person!.id.slice(`${client.organisation}-`.length) as 'director';
      const { ownershipClear: _, ...gap } = reviewed;
      expect(await audit.refused(who, `/v1/tasks/${id}/complete`, { evidence: gap })).toEqual([422, '/evidence/ownershipClear']);
      await client.done(who, `/v1/tasks/${id}/complete`, { evidence: reviewed });
    }
    await audit.look();
    await audit.complete('audit-summary', { ...summary, actions: [{ title: 'Rota for weekends', owner: client.idOf('hub'), dueAt: audit.at(5 * DAY), completionCheck: 'the rota shows it' }] }, 'director');
    await audit.complete('action', { done: 'written', check: 'seen', checkedBy: 'the director' }, 'hub');
    expect([audit.view.stage, audit.open(), audit.watching]).toEqual(['acting', [], true]);
  }, 120_000);

  it('not looked at, its reviewer is called, and whoever leads escalations; after a quarter the same question is asked again, and it says whether it has changed', async () => {
    const { client, product } = own;
    const reviewer = client.idOf('clinical-lead');
    const audit = await governanceBegins(product, client, 'monthly-audit', { title: 'Audit of May 2026', month: '2026-05', reviewBy: new Date(Date.now() + 10 * DAY * 3_600_000).toISOString(), sample: [{ caseId: 'one', reviewers: [reviewer] }] });
    expect([audit.open(), audit.task('sample-review').owner.person?.id]).toEqual([['sample-review'], reviewer]);
    await audit.noon(20);
    expect(audit.called('sample-review').slice(0, 3)).toEqual(['action-owner', 'action-owner', 'escalation-lead']);
    await audit.complete('sample-review', reviewed, 'clinical-lead');
    await audit.complete('audit-summary', { ...summary, actions: [] }, 'director');
    expect([audit.open(), audit.watching]).toEqual([[], true]);
    await audit.advance('P12W');
    expect(audit.open()).toEqual([]);
    await audit.advance('P7D');
    await audit.complete('re-audit', { changed: 'partly', findings: 'Saturdays are' }, 'director');
    expect([audit.view.status, audit.view.outcome?.outcome]).toEqual(['closed', 'partly-changed']);
  }, 120_000);
});

describe('the themes of a quarter, told over HTTP', () => {
  it('are each decided: by a draft of the policy that is there, followed until it is released or it is said why not, or by why nothing changes', async () => {
    const { client, product } = own;
    const themes = await governanceBegins(product, client, 'quarterly-themes', { title: 'Themes of July to September 2026', quarter: '2026-Q3', escalations: 9, casesEscalated: 4, themes: [theme('first-visit-booked', 4), theme('departure', 3)] });
    expect(themes.open()).toEqual(['theme-decision', 'theme-decision']);
    await themes.noon(24);
    expect(themes.called('theme-decision')).toEqual(expect.arrayContaining(['clinical-lead', 'escalation-lead']));
    const decide = { decision: 'change-policy', because: 'an hour earlier' };
    expect(await themes.refusedEvidence('theme-decision', { ...decide, draft: 'no-such-draft' }, 'director')).toEqual([422, '/evidence/draft']);
    expect(await themes.refusedEvidence('theme-decision', { decision: 'no-change' }, 'director')).toEqual([422, '/evidence/because']);
    const draft = await client.done('director', '/v1/policies/minimum-safe-discharge/1/drafts', { reason: 'too late', steps: { 'first-visit-booked': { due: [{ value: '-PT3H', source: 'the board', status: 'local' }] } } });
    await themes.complete('theme-decision', { ...decide, draft: draft['id']! }, 'director');
    await themes.completeAll('theme-decision', { decision: 'no-change', because: 'one short week' }, 'director');
    expect([themes.open(), themes.task('theme-followed-up').about, themes.view.stage]).toEqual([['theme-followed-up'], { draft: draft['id'] }, 'changing']);
    await themes.complete('theme-followed-up', { became: 'not-released', findings: 'more would have been missed' }, 'director');
    expect([themes.view.status, themes.view.outcome?.outcome]).toEqual(['closed', 'not-changed']);
  }, 120_000);
});

describe('the supervision of a week, told over HTTP', () => {
  it('late, its lead is called again and then the director; of each case something is said, what is to change is done, and it closes', async () => {
    const { client, product } = own;
    const of = await DischargeCase.start(client, {}, { rehearsal: false });
    const drawn = [{ caseId: of.id, reasons: ['declined'] }];
    const details = { title: 'Supervision of the week from 1 June 2026', week: '2026-06-01', seed: '00', edgeCases: drawn, liveCases: drawn, unclearOwnership: [] };
    const week = await governanceBegins(product, client, 'weekly-supervision', details);
    expect(week.open()).toEqual(['decision-huddle', 'live-case-supervision', 'ownership-review']);
    await week.noon(14);
    expect(week.called('decision-huddle').slice(0, 3)).toEqual(['coordinator', 'coordinator', 'director']);
    const held = (step: string, more = {}) => meetingOf(details, step, week.at(0), more);
    expect(await week.refusedEvidence('live-case-supervision', { ...held('live-case-supervision'), lookedAt: [] }, 'escalation-lead')).toEqual([422, '/evidence/lookedAt']);
    await week.complete('live-case-supervision', held('live-case-supervision'), 'escalation-lead');
    await week.complete('ownership-review', held('ownership-review'), 'escalation-lead');
    await week.complete('decision-huddle', held('decision-huddle', { conclusion: 1, actions: [{ title: 'Change the guide', owner: client.idOf('hub'), dueAt: week.at(5 * DAY), completionCheck: 'it is in the guide' }] }), 'escalation-lead');
    expect([week.view.stage, week.open()]).toEqual(['acting', ['action']]);
    await week.complete('action', { done: 'written', check: 'seen', checkedBy: 'the director' }, 'hub');
    expect([week.view.status, week.view.outcome?.outcome]).toEqual(['closed', 'changes-agreed']);
  }, 120_000);
});
