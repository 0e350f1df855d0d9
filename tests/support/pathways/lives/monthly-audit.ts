import type { JsonObject } from '#libs/contracts/events.js';
import { auditQuestions } from '#libs/contracts/http/pathways/monthly-audit.js';
import { systemStart } from '../simulation.js';
import { anyWeek, HOUR, pick, text, type PathwayLife } from './life.js';

export const reviewed: JsonObject = { ...Object.fromEntries(auditQuestions.map((question) => [question, 'yes'])), findings: 'f' };

export const monthlyAuditLife: PathwayLife = {
  pathway: 'monthly-audit', runs: 400, calls: 1, rest: 120 * 24 * 60, kinds: ['system-risk', 'safety-flag'], start: (details) => systemStart('monthly-audit', details),
  beginning: anyWeek.map((at) => ({ at, details: { title: 'Audit of May 2026', month: '2026-05', reviewBy: text(at + 240 * HOUR), sample: [{ caseId: 'one', reviewers: ['a', 'b'] }, { caseId: 'two', reviewers: ['c'] }] } })),
  evidence: ({ now }, step, { choice, minutes }) => {
    const actions: JsonObject[] = choice % 2 === 0 ? [] : [{ title: 't', owner: 'somebody', dueAt: text(now + Math.abs(minutes) * 60_000 + HOUR), completionCheck: 'c' }];
    const own: Readonly<Record<string, JsonObject>> = { 'sample-review': reviewed, 'audit-summary': { findings: 'f', question: 'q', actions }, 're-audit': { changed: pick(['yes', 'partly', 'no'], choice), findings: 'f' } };
    return own[step];
  },
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again'], choice), more: {} }),
  reaches: ['sampling', 'summing-up', 'acting', 're-audit', 'entered-in-error', 'watch-started', 'watch-ended', 'climbed'],
};
