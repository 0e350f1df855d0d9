import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { factsOf } from '#apps/web/case/facts.js';
import { figureFacts } from '#apps/web/case/figures.js';
import { figuresOf, type Figures } from '#libs/audit/figures.js';
import { belowStandard } from '#libs/audit/standards.js';
import type { JsonObject } from '#libs/contracts/events.js';
import { monthlyAuditPolicy } from '#libs/policies/monthly-audit.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { somebody } from '#tests/records/case-story.js';
import { Told } from '#tests/reports/told.js';

let record: FreshRecord;
let figures: Figures;
const month = { from: Date.parse('2026-04-30T23:00:00Z'), to: Date.parse('2026-05-31T23:00:00Z') };
const on = (day: number, time = '10:00'): string => `2026-05-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const ids = new Map<string, string>();

/** A case that is told, and written. */
async function told(of: { name?: string; at?: string; pathway?: string; details?: JsonObject; patient?: ReturnType<typeof somebody>; rehearsal?: boolean; organisation?: string; owners?: null }, happens: (story: Told) => void): Promise<void> {
  const { name, at = on(2), ...opening } = of;
  const story = new Told({ at, ...opening });
  happens(story);
  await story.write(record.record.manager);
  if (name) ids.set(name, story.caseId);
}
/** Opened, due and done at these instants; `done` null: it is still open. */
function task(story: Told, step: string, dueAt: string, done: string | null, more: Parameters<Told['opened']>[2] = {}, opened = on(3)): string {
  const id = story.opened(opened, step, { owner: { role: 'coordinator', person: 'riverside-coordinator' }, dueAt, ...more });
  if (done) story.at_(done).add('task-completed', { taskId: id, step, evidence: { done: 'yes' }, completedAt: done, late: done > dueAt, recordedLate: false });
  return id;
}
const whole: JsonObject = {
  kind: 'risk-decision', outcome: 'stay', question: 'May she leave?', options: [{ option: 'nothing', doNothing: true, rejectedBecause: 'unsafe' }, { option: 'stay' }], chosen: 'stay', riskAccepted: 'some', proportionateBecause: 'somebody looks in', personsView: 'agrees',
  actions: [], safetyNet: [{ if: 'worse', call: '111', respondWithin: 'PT1H' }],
};

beforeAll(async () => {
  record = await freshRecord('audit-figures');
  await told({}, (story) => {
    // Answered after four hours, after ten and late, and not at all by the month's end.
    task(story, 'trigger-response', on(3, '18:00'), on(3, '14:00'), { about: { trigger: 'safety-flag' } });
    task(story, 'trigger-response', on(3, '18:00'), on(3, '20:00'), { about: { trigger: 'safety-flag' } });
    task(story, 'trigger-response', on(31, '12:00'), null, { about: { trigger: 'safety-flag' } }, on(31, '11:00'));
    // Three agreed actions, one of them late; one of June.
    task(story, 'action', on(5), on(4)); task(story, 'action', on(5), on(5, '09:00')); task(story, 'action', on(5), on(6)); task(story, 'action', '2026-06-05T10:00:00.000Z', null);
  });
  await told({ rehearsal: true }, (story) => { task(story, 'action', on(5), null); });
  for (const decision of [whole, { ...whole, kind: 'step-up-review', summary: { whatChanged: { notKnownBecause: 'nobody was told' } } }, { kind: 'risk-decision', outcome: 'stay', question: 'May she leave?' }]) {
    await told({}, (story) => {
      const taskId = story.opened(on(8), 'risk-decision', { owner: { role: 'coordinator', person: 'riverside-coordinator' } });
      story.at_(on(9)).add('decision-recorded', { taskId, step: 'risk-decision', decision });
    });
  }
  // Handed over with everything; with a gap; of somebody whose restriction was not told, and of whom it was; elsewhere, by name and to nobody.
  const [restricted, known] = [somebody(), somebody()];
  for (const patient of [restricted, known]) await told({ pathway: 'restriction', at: '2026-03-02T10:00:00.000Z', patient, details: { what: 'medicines' } }, () => undefined);
  const handover = (restrictions: JsonObject[] = [], more: JsonObject = {}) => ({ pathway: 'step-down-tapering', details: { handover: { restrictions }, ...more } });
  for (const each of [handover(), handover([], { incompleteBecause: 'not told' }), { ...handover(), patient: restricted }, { ...handover([{ what: 'medicines' }]), patient: known }]) await told(each, () => undefined);
  await told({}, (story) => {
    for (const acceptedBy of [{ organisation: 'Northgate', name: 'A. Nurse', contact: '01632 960003' }, undefined]) {
      const id = story.opened(on(9), 'equipment-in-place', { owner: { role: 'coordinator', person: 'riverside-coordinator' } });
      story.at_(on(10)).add('task-ended', { taskId: id, step: 'equipment-in-place', status: 'handed-over', because: 'theirs', ...(acceptedBy ? { acceptedBy } : {}) });
    }
  });
  // Restrictions reviewed in time, late, and not at all.
  await told({ pathway: 'restriction', at: '2026-04-02T10:00:00.000Z' }, (story) => {
    task(story, 'restriction-review', on(12), on(11)); task(story, 'restriction-review', on(12), on(14)); task(story, 'restriction-review', '2026-04-12T10:00:00.000Z', null, {}, '2026-04-03T10:00:00.000Z');
    task(story, 'restriction-review', '2026-04-12T10:00:00.000Z', '2026-04-11T10:00:00.000Z', {}, '2026-04-03T10:00:00.000Z'); task(story, 'restriction-review', '2026-06-12T10:00:00.000Z', null);
  });
  // Acted on at once; called a second time before anybody did; over before that, and one of governance itself.
  const escalated = (name: string, pathway: string, happens: (story: Told, id: string) => void) => told({ name, pathway }, (story) => {
    const id = story.opened(on(20, '09:00'), 'equipment-in-place', { owner: { role: 'coordinator', person: 'riverside-coordinator' } });
    story.called(on(20, '10:00'), id, 1, 'riverside-coordinator');
    happens(story, id);
    story.completed(on(21), id);
  });
  await escalated('acted', 'minimum-safe-discharge', (story, id) => { story.acknowledged(on(20, '10:20'), id); story.called(on(20, '12:00'), id, 2, 'riverside-escalation-lead'); });
  await escalated('ignored', 'minimum-safe-discharge', (story, id) => { story.called(on(20, '11:00'), id, 2, 'riverside-escalation-lead'); });
  await escalated('done', 'minimum-safe-discharge', () => undefined);
  await escalated('audit', 'monthly-audit', (story, id) => { story.called(on(20, '11:00'), id, 2, 'riverside-escalation-lead'); });
  figures = await figuresOf(record.record.manager, 'riverside', month);
}, 120_000);
afterAll(() => record.close());

describe('a month’s audit counts', () => {
  it('how long an answer to a trigger took, and how many came in time', () => {
    expect(figures.responsesInTime).toEqual({ done: 1, of: 3, percent: 33, middle: 'PT10H', longest: 'PT12H' });
  });
  it('agreed actions that were done in time', () => { expect(figures.actionsInTime).toEqual({ done: 2, of: 3, percent: 67 }); });
  it('decisions with every part, none of them said not to be known', () => { expect(figures.decisionsWhole).toEqual({ done: 1, of: 3, percent: 33 }); });
  it('handovers with nothing missing, restrictions in force among it, and who has accepted what left us', () => { expect(figures.handoversComplete).toEqual({ done: 3, of: 6, percent: 50 }); });
  it('restrictions that were reviewed in time, and those whose review is overdue at its end', () => {
    expect([figures.restrictionsInTime, figures.restrictionsOverdue]).toEqual([{ done: 1, of: 3, percent: 33 }, 1]);
  });
  it('escalations, and those on which nobody had acted before a second call, with their cases', () => {
    expect(figures.escalationsActedOn).toEqual({ done: 2, of: 3, percent: 67, cases: [ids.get('ignored')] });
  });
  it('and the register says it in words, with how long answers took and the cases behind', () => {
    expect(figureFacts('responsesInTime', figures.responsesInTime).map(({ label, values }) => [label, ...values])).toEqual([['Answers to triggers in time', '1 of 3 (33 %)'], ['From the trigger to its answer', '10 hours in the middle, 12 hours at the longest']]);
    expect(figureFacts('escalationsActedOn', figures.escalationsActedOn)).toEqual([expect.objectContaining({ values: ['2 of 3 (67 %)'], links: [{ href: `/cases/${ids.get('ignored')}`, text: 'Case 1' }] })]);
    // As the page of the audit's case shows them, however the record orders them; the cases of its sample are one press away.
    const shown = factsOf({ figures: { casesOpenedOrClosed: 4, responsesInTime: figures.responsesInTime }, caseId: 'one' } as unknown as JsonObject, { names: new Map(), now: 0 });
    expect(shown.map(({ label, values, links = [] }) => [label, ...values, ...links.map(({ href }) => href)])).toEqual([
      ['Answers to triggers in time', '1 of 3 (33 %)'], ['From the trigger to its answer', '10 hours in the middle, 12 hours at the longest'], ['Cases opened or closed', '4'], ['Case that it is about', '/cases/one']]);
    expect(figureFacts('cohort', { people: 2, came: 1, left: 0, escalations: 1, cases: [] })).toEqual([{ label: 'Repeat-crisis cohort', values: ['2 in it at the end, 1 new, 0 no longer; 1 escalation of theirs'] }]);
  });
  it('each of which has a standard that it may be below', () => {
    expect(belowStandard(figures, monthlyAuditPolicy).map(({ name }) => name)).toEqual(['responsesInTime', 'actionsInTime', 'decisionsWhole', 'handoversComplete', 'restrictionsInTime', 'escalationsActedOn']);
  });
});

describe('ownership is clear', () => {
  it('where one owner is there, and nobody disagrees or leaves it lying', async () => {
    const open = async (pathway: string, tasks: [step: string, owner: { role: string; person: string | null }, dueAt?: string][]) => {
      await told({ at: '2026-07-02T10:00:00.000Z', pathway }, (story) => { for (const [step, owner, dueAt = '2026-08-20T10:00:00.000Z'] of tasks) task(story, step, dueAt, null, { owner }, '2026-07-03T10:00:00.000Z'); });
    };
    const july = { from: Date.parse('2026-06-30T23:00:00Z'), to: Date.parse('2026-07-31T23:00:00Z') };
    const before = (await figuresOf(record.record.manager, 'riverside', july)).ownedClearly;
    const [named, gone] = [{ role: 'coordinator', person: 'riverside-coordinator' }, { role: 'coordinator', person: 'riverside-coordinator-2' }];
    // Clear: by name, and by a role that somebody holds.
    await open('minimum-safe-discharge', [['equipment-in-place', named], ['first-visit-booked', { role: 'escalation-lead', person: null }]]);
    // Not clear: of somebody who has left, of a role that nobody holds; a risk about which somebody is asked to settle whose it is, and one that nobody has taken on.
    await open('minimum-safe-discharge', [['equipment-in-place', gone], ['first-visit-booked', { role: 'nobody-s', person: null }]]);
    await open('case-risk', [['risk-review', named], ['ownership-settled', named]]);
    await open('case-risk', [['risk-owned', named, '2026-07-04T10:00:00.000Z']]);
    await record.owner.query(`update people set active = false where id = 'riverside-coordinator-2'`);
    const { done, of } = (await figuresOf(record.record.manager, 'riverside', july)).ownedClearly;
    expect([done - before.done, of - before.of]).toEqual([2, 7]);
  });
});

describe('a restriction that another organisation holds', () => {
  it('is missing from a handover only where ours may see it', async () => {
    const june = { from: month.to, to: Date.parse('2026-06-30T23:00:00Z') };
    const [theirs, shared] = [somebody(), somebody()];
    const restricted = { pathway: 'restriction', organisation: 'hillview', at: '2026-03-02T10:00:00.000Z', details: { what: 'medicines' } };
    await told({ ...restricted, patient: theirs, owners: null }, () => undefined);
    // One of ours is its clinical lead.
    await told({ ...restricted, patient: shared }, () => undefined);
    const handsOver = (patient: ReturnType<typeof somebody>) => told({ pathway: 'step-down-tapering', at: '2026-06-02T10:00:00.000Z', patient, details: { handover: { restrictions: [] } } }, () => undefined);
    await handsOver(theirs);
    expect((await figuresOf(record.record.manager, 'riverside', june)).handoversComplete).toEqual({ done: 1, of: 1, percent: 100 });
    await handsOver(shared);
    expect((await figuresOf(record.record.manager, 'riverside', june)).handoversComplete).toEqual({ done: 1, of: 2, percent: 50 });
  });
});

describe('the repeat-crisis cohort of a month', () => {
  it('is who is in it at its end, who is new and who no longer, and how often they were escalated, with the cases', async () => {
    const crisis = async (name: string, patient: ReturnType<typeof somebody>, ...at: string[]) => told({ name, patient, pathway: 'step-down-tapering', at: '2026-01-02T10:00:00.000Z' }, (story) => { for (const each of at) story.trigger(each, 'crisis', each); });
    await crisis('new', somebody(), on(10), on(20));
    await crisis('gone', somebody(), '2026-04-10T10:00:00.000Z', '2026-04-20T10:00:00.000Z');
    await crisis('stays', somebody(), '2026-04-10T10:00:00.000Z', '2026-04-28T10:00:00.000Z', on(12), on(30));
    await crisis('once', somebody(), on(10));
    const { cohort } = await figuresOf(record.record.manager, 'riverside', month);
    expect(cohort).toEqual({ people: 2, came: 1, left: 1, escalations: 4, cases: [ids.get('new'), ids.get('stays')] });
  });
});
