import fc from 'fast-check';
import type { EventData, OwnerRole } from '#libs/contracts/events.js';
import { CaseStory, somebody } from './case-story.js';

/** What may happen next in a made-up case: a word, and two numbers that choose among what is there. */
export interface Happening { what: (typeof happenings)[number]; which: number; how: number }
const happenings = [
  'task', 'task', 'task', 'complete', 'attempt', 'unmet', 'declined', 'end', 'reopen', 'due', 'assign', 'acknowledge', 'unacknowledge', 'ladder', 'hold', 'release', 'rung', 'rung', 'answer', 'not reached', 'climb', 'outcome',
  'gate', 'left', 'not left', 'replan', 'offer', 'owner', 'patient', 'watch', 'watch ends', 'ended', 'close', 'revive', 'amend', 'note', 'message', 'stage', 'decision', 'trigger', 'call asked',
] as const;
const people = ['riverside-hub', 'riverside-coordinator', 'riverside-clinical-lead', 'riverside-escalation-owner', 'riverside-director', 'hillview-hub'];
const roles: OwnerRole[] = ['coordinator', 'clinical-lead', 'escalation-owner'];
const steps = ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given', 'standards-confirmed', 'trigger-response', 'departure', 'action', 'learning-review'];

export const randomHappenings = fc.array(fc.record({ what: fc.constantFrom(...happenings), which: fc.nat(50), how: fc.nat(50) }), { minLength: 1, maxLength: 60 });

/** A case in which these things happened, as far as each could. */
export function storyOf(given: readonly Happening[], rehearsal = false): CaseStory {
  const story = new CaseStory({ rehearsal });
  const tasks: { id: string; step: string; status: string }[] = [];
  const unanswered: EventData['called'][] = [];
  for (const { what, which, how } of given) {
    const open = tasks.filter(({ status }) => status === 'open');
    const task = open[which % Math.max(open.length, 1)];
    const shut = tasks.filter(({ status }) => status !== 'open');
    const person = people[how % people.length]!;
    const role = roles[how % roles.length]!;
    const later = new Date(story.at + how * 3_600_000).toISOString();
    const due = { rule: 'another', clock: 'elapsed', source: 'local', status: 'local' };
    const about = task && { taskId: task.id, step: task.step };
    switch (what) {
      case 'task': {
        const step = steps[which % steps.length]!;
        const owner = how % 4 === 0 ? { role: 'action-owner', person } : how % 4 === 1 ? { role: 'hub', person: null } : { role, person: null };
        tasks.push({ id: story.task(step, { owner, dueAt: later, ...(how % 3 === 0 ? { because: 'it was seen', about: { seen: how } } : {}) }), step, status: 'open' });
        break;
      }
      case 'complete': if (task) { story.complete(task.id, { done: how }); task.status = 'completed'; } break;
      case 'attempt': if (about) story.add('task-attempted', { ...about, at: later, tried: 'rang', why: 'no reply' }); break;
      case 'unmet': if (task && about) { story.add('task-unmet', { ...about, reason: 'no van', unsafe: 'no bed' }); task.status = 'unmet'; } break;
      case 'declined': if (about) story.add('task-declined', { ...about, by: 'the person', capacity: 'presumed', explained: 'e', alternative: 'a' }); break;
      case 'end': if (task) { story.end(task.id, (['declined', 'not-needed', 'handed-over'] as const)[how % 3]); task.status = 'ended'; } break;
      case 'reopen': {
        const ended = shut[which % Math.max(shut.length, 1)];
        if (ended) { story.add('task-reopened', { taskId: ended.id, step: ended.step, reason: 'again', dueAt: later, due, when: null, from: later, ladder: '' }); ended.status = 'open'; }
        break;
      }
      case 'due': if (about) story.add('task-due-changed', { ...about, dueAt: later, before: later, due, when: null, from: later, because: how % 2 ? 'replanned' : 'offered-again', restart: how % 3 === 0 }); break;
      case 'assign': if (about) story.add('task-assigned', { ...about, person, before: null, reason: 'r', claimed: false }); break;
      case 'acknowledge': if (about) story.add('task-acknowledged', { ...about, until: later, note: 'on it' }); break;
      case 'unacknowledge': if (about) story.add('acknowledgement-ended', about); break;
      case 'ladder': if (about) story.add('ladder-changed', { ...about, ladder: 'urgent', because: 'left' }); break;
      case 'hold': if (about) story.add('task-held', { ...about, because: 'back in hospital' }); break;
      case 'release': if (about) story.add('task-released', { ...about, because: 'answered' }); break;
      case 'rung': if (task && about) {
        const { escalationId, rung } = story.rung(task.id, 1 + (how % 4));
        unanswered.push({ rung, escalationId, ...about, level: 1 + (how % 4), role: 'coordinator', person: how % 5 ? person : null, why: 'w' });
      } break;
      case 'answer': { const answer = unanswered.shift(); if (answer) story.add('called', answer, { system: 'directory' }); break; }
      case 'not reached': { const answered = story.events.findLast((event) => event.kind === 'called'); if (answered?.kind === 'called') { const { role: _, why: __, person: whom, ...call } = answered.data; story.add('rung-not-reached', { ...call, person: whom ?? 'p' }); } break; }
      case 'climb': if (about) story.add('climbed', { ...about, toLevel: 2, at: later, reason: 'r', because: 'attempt', again: false }); break;
      case 'outcome': { const rung = story.events.findLast((event) => event.kind === 'rung-reached'); if (rung?.kind === 'rung-reached') story.add('outcome-recorded', { escalationId: rung.data.escalationId, taskId: rung.data.taskId, step: rung.data.step, response: 'arranged' }); break; }
      case 'gate': if (how % 2) story.add('gate-opened', { gate: how % 3 ? 'safe to leave' : 'another', by: 'met-standards' }); else story.add('gate-shut', { gate: 'safe to leave', because: 'changed' }); break;
      case 'left': story.add('left', { leftAt: later, gate: 'open', source: 'a person' }); break;
      case 'not left': story.add('leaving-undone', { because: 'it did not happen' }); break;
      case 'replan': story.add('replanned', { plannedDischargeAt: later, before: later, reason: 'r' }); break;
      case 'offer': story.add('owner-offered', { role, person, reason: 'leave' }); break;
      case 'owner': story.add('owner-changed', { role, person, before: people[which % people.length]!, reason: 'leave' }); break;
      case 'patient': { const before = somebody(); story.add('patient-corrected', { patient: how % 2 ? somebody() : { ...before, name: 'Corrected Name' }, before, reason: 'typed wrong' }); break; }
      case 'watch': story.add('watch-started', { until: later }); break;
      case 'watch ends': story.add('watch-ended', { because: 'done' }); break;
      case 'ended': story.add('case-ended', { because: 'died', at: later, note: 'n' }); break;
      case 'close': story.close(); break;
      case 'revive': story.add('case-revived', { because: 'readmission' }); break;
      case 'amend': story.add('outcome-amended', { outcome: { outcome: 'failed-discharge', basis: 'hospital-messages', concerns: ['c'] } }); break;
      case 'note': story.add('note-added', { text: 'a note' }); break;
      case 'message': story.add('hospital-message', { messageId: 'm', type: 'A08', finding: 'updated', flags: [] }); break;
      case 'stage': story.add('stage-entered', { stage: `stage ${how}` }); break;
      case 'decision': if (about) story.add('decision-recorded', { ...about, decision: { kind: 'risk-decision' } }); break;
      case 'trigger': story.add('trigger-recorded', { kind: 'safety-flag', occurredAt: later, note: 'n' }); break;
      case 'call asked': if (about) story.add('call-asked', { ...about, level: 1, role, person: null, at: later, reason: 'handed-over', asked: 'a' }); break;
    }
  }
  return story;
}
