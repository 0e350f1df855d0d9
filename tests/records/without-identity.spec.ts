import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordRefusal } from '#libs/records/commands.js';
import { saveAdmission } from '#libs/records/intake.js';
import { listAdmissions } from '#libs/records/queries/admissions.js';
import { caseView, listCases } from '#libs/records/queries/cases.js';
import { listEscalations } from '#libs/records/queries/escalations.js';
import { caseEvents, caseRefusals } from '#libs/records/queries/history.js';
import { searchPatients } from '#libs/records/queries/search.js';
import { listTasks } from '#libs/records/queries/tasks.js';
import { withholding } from '#libs/records/queries/withheld.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory, somebody } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

const contacts = [{ name: 'Benedetta Qvist', relation: 'daughter', contact: '07700 900123', mayShare: true }];
const patient = somebody({ nhsNumber: '9990001112', name: 'Mrs Philippa Vandersteen', dateOfBirth: '1938-04-07', contacts, identifiers: [{ system: 'RX1', value: 'MRN48213' }], needs: { interpreter: 'Flemish', advocate: 'Joost Dewaele' } });
const said = 'Pippa: PHILIPPA vandersteen (999 000 1112, born 7/4/38, 7th April 1938, 1938-04-07, MRN48213), daughter Benedetta on 07700 900123, ben@example.org';
/** None of these may stand anywhere in what a reader without identity gets. */
const identity = /philippa|vandersteen|benedetta|qvist|9990001112|999 000 1112|999-000-1112|1938-04-07|7\/4\/38|april 1938|mrn48213|900123|ben@example|flemish|dewaele|oldname|1111111111|zebedee|next door/i;

let fresh: FreshRecord;
const auditor = reading('riverside-auditor');
const story = new CaseStory({ patient, details: { ward: 'Ward 9', plannedDischargeAt: '2026-11-03T14:00:00.000Z', note: said, contacts: [{ name: 'Zebedee Ng', contact: 'next door' }], nested: { reportedBy: 'Zebedee' } } });

beforeAll(async () => {
  fresh = await freshRecord('without identity');
  const before = { ...patient, name: 'Philippa Oldname', nhsNumber: '1111111111' };
  const task = story.task('first-visit-done', { because: said, about: { said } });
  const { escalationId } = story.rung(task, 1, 'riverside-coordinator');
  const on = { taskId: task, step: 'first-visit-done' };
  story.add('patient-corrected', { patient, before, reason: said });
  story.add('note-added', { text: said });
  story.add('trigger-recorded', { kind: 'safety-flag', occurredAt: '2026-11-02T10:00:00.000Z', note: said, reportedBy: 'Zebedee Ng' });
  story.add('task-attempted', { ...on, at: '2026-11-02T10:00:00.000Z', tried: said, why: said });
  story.add('task-declined', { ...on, by: said, capacity: 'lacking', explained: said, alternative: said, bestInterests: { consulted: said } });
  story.add('outcome-recorded', { escalationId, ...on, response: said, note: said });
  story.add('task-held', { ...on, because: said });
  story.add('gate-shut', { gate: 'safe to leave', because: said });
  story.add('task-reopened', { ...on, reason: said, dueAt: '2026-11-03T12:00:00.000Z', due: { rule: 'r', clock: 'elapsed', source: 's', status: 'local' }, when: null, from: '2026-11-03T12:00:00.000Z', ladder: '' });
  story.complete(task, { by: said, nested: [{ said }] });
  story.complete(story.task('action', { title: said, key: said, owner: { role: 'action-owner', person: 'riverside-coordinator' } }));
  story.add('case-closed', { outcome: { outcome: 'discharged-with-concerns', basis: 'asked', concerns: [said] } });
  await writeTail(fresh.record.manager, story.caseId, story.events);
  await recordRefusal(fresh.record.manager, { caseId: story.caseId, actor: { person: 'riverside-hub' }, command: 'complete', status: 409, code: 'no', detail: said });
  await saveAdmission(fresh.record.manager, { organisationId: 'riverside', name: patient.name, nhsNumber: patient.nhsNumber!, dateOfBirth: patient.dateOfBirth, ward: 'Ward 9', visitNumber: 'MRN48213', identifiers: patient.identifiers! });
}, 120_000);
afterAll(() => fresh.close());

describe('a reader without identity', () => {
  it('finds the person named nowhere: in the case, its lists, its events, refusals, admissions and searches', async () => {
    const { manager } = fresh.record;
    const shown = {
      case: await caseView(manager, auditor, story.caseId), cases: await listCases(manager, auditor, {}), tasks: await listTasks(manager, auditor, {}), escalations: await listEscalations(manager, auditor, {}),
      events: await caseEvents(manager, auditor, story.caseId), refusals: await caseRefusals(manager, auditor, story.caseId), admissions: await listAdmissions(manager, auditor, {}),
      search: await searchPatients(manager, auditor, patient.nhsNumber!),
    };
    for (const [what, given] of Object.entries(shown)) expect([what, identity.exec(JSON.stringify(given))?.[0]]).toEqual([what, undefined]);
    // Looked at with identity, the same things do name them: there was something to withhold.
    const hub = reading('riverside-hub');
    for (const given of [await caseView(manager, hub, story.caseId), await caseEvents(manager, hub, story.caseId), await listTasks(manager, hub, {}), await listAdmissions(manager, hub, {})]) expect(JSON.stringify(given)).toMatch(identity);
  });

  it('still reads who acted, when, by which step and with what result', async () => {
    const view = (await caseView(fresh.record.manager, auditor, story.caseId))!;
    expect(view).toMatchObject({
      status: 'closed', patient: { id: patient.id, withheld: true, name: null, dateOfBirth: null }, owners: { coordinator: { id: 'riverside-coordinator', name: 'Colin Okafor' } }, outcome: { outcome: 'discharged-with-concerns', basis: 'asked' },
      details: { ward: 'Ward 9', plannedDischargeAt: '2026-11-03T14:00:00.000Z' }, tasks: [{ step: 'first-visit-done', title: 'Title of first-visit-done', dueAt: '2026-11-03T12:00:00.000Z', completedBy: { name: 'Colin Okafor' } }, { step: 'action' }],
    });
    expect(Object.keys(view.patient!).toSorted()).toEqual(['dateOfBirth', 'id', 'name', 'withheld']);
    const events = (await caseEvents(fresh.record.manager, auditor, story.caseId))!.items;
    expect(events[0]).toMatchObject({ kind: 'case-opened', data: { organisation: 'riverside', pathway: 'minimum-safe-discharge', owners: { coordinator: 'riverside-coordinator' }, patient: { id: patient.id, withheld: true } } });
    expect(events[1]).toMatchObject({ data: { step: 'first-visit-done', owner: { role: 'coordinator' }, dueAt: '2026-11-03T12:00:00.000Z' } });
  });

  it('cannot find out who it is by searching for a name', async () => {
    expect((await listCases(fresh.record.manager, auditor, { q: 'vandersteen' })).items).toEqual([]);
    expect((await listCases(fresh.record.manager, auditor, { q: 'ward 9' })).items).toHaveLength(1);
    expect((await listAdmissions(fresh.record.manager, auditor, { q: 'vandersteen' })).items).toEqual([]);
    expect((await listAdmissions(fresh.record.manager, auditor, { q: 'ward 9' })).items).toHaveLength(1);
  });

  it('reads nothing at all of a message that nobody could read', async () => {
    const review = new CaseStory({ pathway: 'intake-review', patient: null, owners: null, details: { messageId: 'm', text: 'PID|1||x||SMITHSON^WILHELMINA' } });
    review.task('message-review', { owner: { role: 'hub', person: null }, about: { message: 'PID|1||x||SMITHSON^WILHELMINA' } });
    await writeTail(fresh.record.manager, review.caseId, review.events);
    const shown = [await caseView(fresh.record.manager, auditor, review.caseId), await caseEvents(fresh.record.manager, auditor, review.caseId), await listTasks(fresh.record.manager, auditor, { caseId: review.caseId })];
    expect(JSON.stringify(shown)).not.toMatch(/smithson|wilhelmina/i);
    expect(shown[0]).toMatchObject({ pathway: 'intake-review', tasks: [{ step: 'message-review', owner: { role: 'hub' } }] });
  });
});

describe('withholding', () => {
  const { text } = withholding([{ id: 'p', name: 'Li O’Shea', dateOfBirth: '1950-12-01' }]);
  it('takes names as whole words and leaves the rest as it is', () => {
    expect(text('Li was not in; the listing of Ward 7 is online')).toBe('[withheld] was not in; the listing of Ward 7 is online');
    expect(text('Shea, O’Shea and LI O’SHEA')).not.toMatch(/shea|li /i);
  });
  it('takes the date of birth in the ways people write it, and no other date', () => {
    for (const born of ['1950-12-01', '01/12/1950', '1.12.50', '1 December 1950', '1st of Dec 1950', 'December 1, 1950', '19501201']) expect(text(`born ${born}.`)).toBe('born [withheld].');
    expect(text('due 2026-12-01 at 14:00')).toBe('due 2026-12-01 at 14:00');
  });
});
