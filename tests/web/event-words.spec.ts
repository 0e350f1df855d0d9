import { describe, expect, it } from '@jest/globals';
import { actorWords, eventWords, type Telling } from '#apps/web/case/event-words.js';
import { keptNames, readKept } from '#tests/replay/kept-histories.js';
import type { CaseEvent, EventData, EventKind } from '#libs/contracts/events.js';
import { policyById } from '#libs/policies/released.js';

const stories = keptNames().map((name) => ({ name, ...readKept(name) }));
const names = new Map([['riverside-coordinator', 'Colin Okafor'], ['riverside-clinical-lead', 'Dr Leila Farouk']]);
const telling = (events: readonly CaseEvent[]): Telling => {
  const [opened] = events;
  const { policy } = (opened as Extract<CaseEvent, { kind: 'case-opened' }>).data;
  const { steps } = policyById(policy.id, policy.version);
  return { names, now: Date.parse('2026-11-30T12:00:00Z'), titles: new Map(events.flatMap(({ kind, data }) => (kind === 'task-opened' ? [[data.taskId, data.title] as const] : []))), stepWords: (step) => steps[step]?.title ?? step };
};

/** Kinds that no kept story happens to hold. */
const samples: { [K in EventKind]?: EventData[K] } = {
  'reminder-reached': { taskId: 't', step: 'review-held', before: 'PT4H', dueAt: '2026-11-30T08:00:00.000Z', taskDueAt: '2026-11-30T12:00:00.000Z', role: 'coordinator', person: null },
  reminded: { reminder: 3, taskId: 't', step: 'review-held', role: 'coordinator', person: 'riverside-coordinator', why: 'holds it: named coordinator of the case' },
  'system-alarm-raised': { taskId: 't', step: 'first-visit-done', escalationId: 'e', level: 3, role: 'director', since: '2026-11-30T08:00:00.000Z', dueAt: '2026-11-30T10:00:00.000Z', turn: 1 },
  'system-alarm-told': { alarm: 3, taskId: 't', step: 'first-visit-done', people: [{ person: 'riverside-coordinator', why: 'holds it: duty of the system' }], why: 'everybody on duty' },
  'owner-offered': { role: 'coordinator', person: 'riverside-coordinator', reason: 'on leave' }, 'outcome-recorded': { escalationId: 'e', taskId: 't', step: 'first-visit-done', response: 'went there', note: 'seen' },
  'case-asked': { key: 'k', pathway: 'rapid-falls-review', details: {}, because: 'found on the floor' }, 'case-begun': { asked: 3, key: 'k', pathway: 'rapid-falls-review', caseId: 'c' },
  'case-not-begun': { asked: 3, key: 'k', pathway: 'rapid-falls-review', code: 'case-already-open', detail: 'this person has an open case on this pathway', caseId: 'c' }, 'begun-case-ended': { key: 'k', pathway: 'rapid-falls-review', caseId: 'c', outcome: 'reviewed-in-time' },
  'policy-moved': { policy: { id: 'rapid-falls-review', version: '1.1' }, before: '1', reason: 'agreed with the ward' }, 'case-revived': { because: 'readmission' }, 'rung-not-reached': { rung: 1, escalationId: 'e', taskId: 't', step: 'first-visit-done', level: 1, person: 'riverside-coordinator' },
  'task-unmet': { taskId: 't', step: 'equipment-in-place', reason: 'none left', unsafe: 'no bed' }, 'leaving-undone': { because: 'told by mistake' },
  'patient-corrected': { patient: { id: 'p', name: 'Ann O’Neil' }, before: { id: 'p', name: 'Anne O’Neil' }, reason: 'misspelt' }, 'note-added': { text: 'a note' }, 'task-released': { taskId: 't', step: 'x', because: 'the message was wrong' }, 'task-held': { taskId: 't', step: 'x', because: 'the person may have died' }, 'task-acknowledged': { taskId: 't', step: 'x', until: '2026-11-30T12:30:00.000Z', note: 'on my way' },
};
const kinds = Object.keys({
  'case-opened': 0, 'task-opened': 0, 'task-completed': 0, 'task-attempted': 0, 'task-unmet': 0, 'task-declined': 0, 'task-ended': 0, 'task-reopened': 0, 'task-due-changed': 0, 'task-owner-changed': 0, 'task-assigned': 0,
  'task-acknowledged': 0, 'acknowledgement-ended': 0, 'ladder-changed': 0, 'task-held': 0, 'task-released': 0, 'rung-reached': 0, called: 0, 'rung-not-reached': 0, climbed: 0, 'reminder-reached': 0, reminded: 0, 'system-alarm-raised': 0, 'system-alarm-told': 0, 'outcome-recorded': 0, 'decision-recorded': 0, 'trigger-recorded': 0,
  'gate-opened': 0, 'gate-shut': 0, 'stage-entered': 0, left: 0, 'leaving-undone': 0, replanned: 0, 'owner-offered': 0, 'owner-changed': 0, 'call-asked': 0, 'note-added': 0, 'patient-corrected': 0, 'hospital-message': 0, 'watch-started': 0,
  'case-asked': 0, 'case-begun': 0, 'case-not-begun': 0, 'begun-case-ended': 0, 'watch-ended': 0, 'case-ended': 0, 'case-closed': 0, 'outcome-amended': 0, 'case-revived': 0, 'policy-moved': 0,
} satisfies Record<EventKind, 0>) as EventKind[];

const saidBy = (event: Pick<CaseEvent, 'kind' | 'data'>, how: Telling): string => { const { words, because, facts } = eventWords(event, how); return [words, because ?? '', ...facts.map(({ label, values }) => `${label}: ${values.join(', ')}`)].join(' | '); };

describe('the words of what happened', () => {
  it('say every event of every kept story, without JSON, gaps or fields of ours', () => {
    const wrong = stories.flatMap(({ name, events }) => {
      const how = telling(events);
      return events.map((event) => [name, event.kind, saidBy(event, how)] as const).filter(([, , words]) => /[{}]|undefined|\[object|NaN|\d{4}-\d{2}-\d{2}T|\bPT?\d+[HMDW]\b|[a-z][A-Z][a-z]+:/.test(words.replace(/\(.*?\)/g, '')));
    });
    expect(wrong).toEqual([]);
  });

  it('know every kind of event', () => {
    const told = new Set(stories.flatMap(({ events }) => events.map(({ kind }) => kind)));
    const how = telling(stories[0]!.events);
    for (const kind of kinds) {
      if (told.has(kind)) continue;
      const data = samples[kind];
      expect({ kind, sampled: data !== undefined }).toEqual({ kind, sampled: true });
      expect(saidBy({ kind, data } as never, how)).toMatch(/^[A-Z‘].+/);
    }
  });

  it('name people and say why', () => {
    const how = telling(stories[0]!.events);
    expect(eventWords({ kind: 'owner-changed', data: { role: 'coordinator', person: 'riverside-coordinator', before: 'riverside-clinical-lead', reason: 'she is on leave' } }, how)).toEqual({ words: 'Colin Okafor is coordinator now, Dr Leila Farouk was before', because: 'she is on leave', facts: [] });
    expect(eventWords({ kind: 'called', data: { rung: 1, escalationId: 'e', taskId: 't', step: 'first-visit-done', level: 2, role: 'clinical-lead', person: null, why: 'riverside-clinical-lead is away' } }, how)).toMatchObject({ facts: [{ label: 'How they were found', values: ['Dr Leila Farouk is away'] }] });
    expect(actorWords({ person: 'riverside-coordinator' }, names)).toBe('Colin Okafor');
    expect(actorWords({ system: 'clock' }, names)).toBe('The clock');
  });

  it('say what a task is about in words, without what only our own code finds things by', () => {
    const opened = { taskId: 't', step: 'contact', title: 'Contact of the taper', owner: { role: 'coordinator', person: null }, dueAt: '2026-11-30T12:00:00.000Z' };
    const about = (of: object) => eventWords({ kind: 'task-opened', data: { ...opened, about: of } } as never, telling(stories[0]!.events)).facts;
    expect(about({ stage: 1, contact: 2 })).toEqual([{ label: 'Stage', values: ['1'] }, { label: 'Which contact', values: ['2'] }]);
    expect(about({ trigger: 'new-confusion', sequence: 7 })).toEqual([{ label: 'What happened', values: ['New confusion'] }]);
    const done = eventWords({ kind: 'task-completed', data: { taskId: 't', step: 'risk-owned', completedAt: '2026-11-30T11:00:00.000Z', late: false, recordedLate: false, evidence: { accepted: true } } }, telling(stories[0]!.events));
    expect(done.facts).toEqual([{ label: 'I own this risk', values: ['Yes'] }]);
    expect(about({ messageId: '2e2ff639', finding: 'admitted' })).toEqual([{ label: 'What was found', values: ['Admitted'] }]);
  });

  it('show a correction as what is now and what was before', () => {
    expect(eventWords({ kind: 'patient-corrected', data: samples['patient-corrected'] }, telling(stories[0]!.events)).facts).toEqual([{ label: 'Name', values: ['Ann O’Neil (before: Anne O’Neil)'] }]);
  });

  it('say of what is withheld that there is something, and nothing of it', () => {
    expect(eventWords({ kind: 'task-completed', data: { taskId: 't', step: 'safeguarding-answer', completedAt: '2026-11-30T11:00:00.000Z', late: false, recordedLate: false, withheld: true } }, telling(stories[0]!.events)).facts).toEqual([
      { label: 'Withheld', values: ['This is about safeguarding: what it says is for the people named on the case.'] }]);
  });
});
