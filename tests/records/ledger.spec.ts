import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordRefusal } from '#libs/records/commands.js';
import { keepMessage } from '#libs/records/intake.js';
import { searchPatients } from '#libs/records/queries/search.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';
import { reading } from './readers.js';

let fresh: FreshRecord;
const story = new CaseStory();
beforeAll(async () => {
  fresh = await freshRecord('ledger');
  const { manager } = fresh.record;
  story.rung(story.task('departure'), 1, 'riverside-hub');
  await writeTail(manager, story.caseId, story.events);
  await recordRefusal(manager, { caseId: story.caseId, actor: { person: 'riverside-hub' }, command: 'complete', status: 409, code: 'no', detail: 'no' });
  await searchPatients(manager, reading('riverside-hub'), '9990001112');
  await keepMessage(manager, { organisation: 'riverside', receivedBy: 'riverside-hub', sendingApplication: 'A', sendingFacility: 'F', controlId: '1', raw: Buffer.from('MSH|'), receivedAt: new Date() });
}, 120_000);
afterAll(() => fresh.close());

const appendOnly = ['events', 'refusals', 'patient_searches', 'directory_changes'];
const columns: Record<string, string> = { events: 'kind', refusals: 'code', patient_searches: 'nhs_number', directory_changes: 'reason' };

describe('what happened', () => {
  it.each(appendOnly)('in %s cannot be changed, deleted or emptied by the application', async (table) => {
    for (const sql of [`update ${table} set ${columns[table]} = 'x'`, `delete from ${table}`, `truncate ${table} cascade`, `drop table ${table}`, `alter table ${table} disable trigger all`]) {
      await expect(fresh.record.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it.each(appendOnly)('in %s cannot be changed, deleted or emptied by the owner of the schema either, unless the trigger is taken away first', async (table) => {
    for (const sql of [`update ${table} set ${columns[table]} = 'x'`, `delete from ${table}`, `truncate ${table} cascade`]) await expect(fresh.owner.query(sql)).rejects.toThrow(/is append-only/);
  });

  it('keeps the bytes of a message', async () => {
    await expect(fresh.record.query(`update messages set raw = '\\x00'`)).rejects.toThrow('permission denied');
    await expect(fresh.record.query('delete from messages')).rejects.toThrow('permission denied');
  });

  it('leaves organisations, names and the schema to others than the application', async () => {
    for (const sql of [`update people set name = 'x'`, 'delete from person_roles', `insert into organisations (id, name) values ('x', 'x')`, 'create table x (id int)', 'delete from cases']) {
      await expect(fresh.record.query(sql)).rejects.toThrow('permission denied');
    }
    // The directory it may change, but not without who and why.
    await expect(fresh.record.query(`insert into person_roles values ('riverside', 'hub', 'hillview-hub', 2)`)).rejects.toThrow('needs who and why');
  });
});

describe('the schema refuses', () => {
  const refused = (sql: string, because: RegExp) => expect(fresh.owner.query(sql)).rejects.toThrow(because);
  const id = `'${story.caseId}'`;
  it('a second event of the same number, and one of no case', async () => {
    await refused(`insert into events (case_id, sequence, at, kind, actor, data) values (${id}, 1, now(), 'x', '{}', '{}')`, /duplicate key/);
    await refused(`insert into events (case_id, sequence, at, kind, actor, data) values ('none', 1, now(), 'x', '{}', '{}')`, /foreign key/);
    await refused(`insert into events (case_id, sequence, at, kind, actor, data) values (${id}, 0, now(), 'x', '{}', '{}')`, /check constraint/);
  });
  it('a case that is closed without an instant, that is of nobody, or live with a clock of its own', async () => {
    await refused(`update cases set status = 'closed' where id = ${id}`, /cases_closed_has_instant/);
    await refused(`update cases set patient_id = 'nobody' where id = ${id}`, /foreign key/);
    await refused(`update cases set clock_offset_ms = 1 where id = ${id}`, /cases_live_keeps_real_time/);
    await refused(`update cases set hash = 'x' where id = ${id}`, /check constraint/);
  });
  it('two climbs of one task at once, two notices of one call, a notice of no call', async () => {
    await refused(`insert into escalations select 'x', case_id, task_id, organisation_id, pathway, rehearsal, step, reason, status, level, raised_at, ended_at, ended_because, document from escalations`, /one_climb_a_task/);
    await refused(`insert into notices (case_id, rung, task_id, person_id, message_id) select case_id, rung, task_id, person_id, 'x' from notices`, /notices_never_twice/);
    await refused(`insert into notices (case_id, rung, task_id, person_id) values (${id}, 99, 't', 'p')`, /foreign key/);
  });
  it('a number that is none, twice the same person, and a role that is none', async () => {
    await refused(`insert into patients (id, nhs_number, name, date_of_birth, rehearsal) values ('a', '123', 'n', '2000-01-01', false)`, /check constraint/);
    await refused(`insert into patients (id, nhs_number, name, date_of_birth, rehearsal) select 'a', nhs_number, name, date_of_birth, rehearsal from patients where nhs_number is not null limit 1`, /patients_one_a_number/);
    await refused(`insert into person_roles values ('riverside', 'queen', 'riverside-hub', 1)`, /check constraint/);
  });
});
