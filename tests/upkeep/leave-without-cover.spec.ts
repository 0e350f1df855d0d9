import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startStaffMailSender } from '#libs/notices/staff-mails.js';
import { tellOfUncoveredLeave } from '#libs/upkeep/leave-without-cover.js';
import { MailServer } from '#tests/notices/mail-server.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { testBell } from '#tests/support/upkeep/test-bell.js';

let fresh: FreshRecord;
beforeAll(async () => {
  fresh = await freshRecord('leave-without-cover');
  await fresh.owner.query(`insert into teams (id, organisation_id, name, lead_id) values ('east', 'riverside', 'East', 'riverside-hub-2')`);
  await fresh.owner.query(`insert into team_members (team_id, person_id) values ('east', 'riverside-coordinator'), ('east', 'riverside-hub-2')`);
}, 120_000);
afterAll(() => fresh.close());
beforeEach(async () => {
  await fresh.owner.query('delete from leaves');
  await fresh.owner.query('delete from covers');
  await fresh.owner.query('delete from staff_mails');
});

const away = (person: string, from: string, until: string) => fresh.owner.query('insert into leaves (id, person_id, starts_at, ends_at) values ($1, $2, $3, $4)', [randomUUID(), person, from, until]);
const covered = (person: string, by: string, from: string, until: string, roles: string[] = []) =>
  fresh.owner.query(`insert into covers (id, person_id, by_id, roles, starts_at, ends_at, status, offered_by, decided_at) values ($1, $2, $3, $4, $5, $6, 'accepted', $2, now())`, [randomUUID(), person, by, roles, from, until]);
const at = async (instant: string): Promise<{ person: string; text: string }[]> => {
  await tellOfUncoveredLeave(fresh.record.manager, new Date(instant));
  return fresh.record.query('select person_id as person, text from staff_mails order by id');
};
const to = async (instant: string): Promise<string[]> => (await at(instant)).map(({ person }) => person);

describe('leave that nobody covers', () => {
  it('is told to the team’s lead at 08:00 on the day before, once', async () => {
    await away('riverside-coordinator', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    expect(await to('2026-06-09T06:59:59Z')).toEqual([]);
    const [mail] = await at('2026-06-09T07:00:00Z');
    expect(mail).toMatchObject({ person: 'riverside-hub-2', text: expect.stringContaining('Colin Okafor (riverside-coordinator) is away from 09:00 on Wednesday 10 June 2026 (British Summer Time) until 17:00 on Saturday 20 June 2026') });
    expect(await to('2026-06-10T12:00:00Z')).toEqual(['riverside-hub-2']);
  });

  it.each([
    ['the clocks go forward that night', '2026-03-29T08:00:00Z', '2026-03-28T07:59:59Z', '2026-03-28T08:00:00Z'], ['the clocks go back that night', '2026-10-25T09:00:00Z', '2026-10-24T06:59:59Z', '2026-10-24T07:00:00Z'],
    ['it begins at local midnight', '2026-06-09T23:00:00Z', '2026-06-09T06:59:59Z', '2026-06-09T07:00:00Z'], ['it begins on New Year’s Day', '2027-01-01T09:00:00Z', '2026-12-31T07:59:59Z', '2026-12-31T08:00:00Z'],
  ])('is told at 08:00 of the local day before also when %s', async (_what, begins, early, due) => {
    await away('riverside-coordinator', begins, '2027-02-01T00:00:00Z');
    expect([await to(early), await to(due)]).toEqual([[], ['riverside-hub-2']]);
  });

  it('that was written down late is told at once; what has ended is told no more', async () => {
    await away('riverside-coordinator', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    expect(await to('2026-06-21T00:00:00Z')).toEqual([]);
    expect(await to('2026-06-12T00:00:00Z')).toEqual(['riverside-hub-2']);
  });

  it('of somebody without a lead, or of the lead, is told to whoever answers for escalations', async () => {
    await away('riverside-hub-2', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    await away('riverside-crisis-team', '2026-06-10T09:00:00Z', '2026-06-20T16:00:00Z');
    expect(await to('2026-06-09T12:00:00Z')).toEqual(['riverside-escalation-lead', 'riverside-escalation-lead']);
  });

  it('is told to who covers for a lead who is away themselves, and where nobody does to whoever answers for escalations', async () => {
    await away('riverside-coordinator', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    await away('riverside-hub-2', '2026-06-08T08:00:00Z', '2026-06-30T16:00:00Z');
    const told = async () => { await fresh.owner.query('delete from staff_mails'); return (await at('2026-06-09T12:00:00Z')).find(({ text }) => text.includes('Colin Okafor'))?.person; };
    expect(await told()).toBe('riverside-escalation-lead');
    await covered('riverside-hub-2', 'riverside-hub', '2026-06-08T08:00:00Z', '2026-06-30T16:00:00Z');
    expect(await told()).toBe('riverside-hub');
  });

  it('is not told where somebody has accepted to cover through all of it, in all roles', async () => {
    await away('riverside-coordinator', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    await covered('riverside-coordinator', 'riverside-coordinator-2', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    expect(await to('2026-06-09T12:00:00Z')).toEqual([]);
    await fresh.owner.query(`update covers set roles = '{coordinator}'`);
    expect(await to('2026-06-09T12:00:00Z')).toEqual(['riverside-hub-2']);
  });

  it.each([
    ['was withdrawn', () => fresh.owner.query(`update covers set status = 'withdrawn'`)],
    ['is nobody’s any more, since who covers has left', () => fresh.owner.query(`update people set active = false where id = 'riverside-coordinator-2'`)],
    ['is by somebody who cannot be reached any more', () => fresh.owner.query(`update contact_methods set verified_at = null where person_id = 'riverside-coordinator-2'`)],
  ])('is told again where a cover that was accepted %s: once each time', async (_how, falls) => {
    await away('riverside-coordinator', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    expect(await to('2026-06-09T12:00:00Z')).toEqual(['riverside-hub-2']);
    await covered('riverside-coordinator', 'riverside-coordinator-2', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    for (const later of ['12:05', '12:10']) expect(await to(`2026-06-09T${later}:00Z`)).toEqual(['riverside-hub-2']);
    try {
      await falls();
      for (const later of ['12:15', '12:20']) expect(await to(`2026-06-09T${later}:00Z`)).toEqual(['riverside-hub-2', 'riverside-hub-2']);
    } finally {
      await fresh.owner.query(`update people set active = true; update contact_methods set verified_at = now()`);
    }
    // Somebody else covers, and steps down in the middle of it.
    await covered('riverside-coordinator', 'riverside-hub', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    await to('2026-06-09T12:25:00Z');
    await fresh.owner.query(`update covers set status = 'stepped-down'`);
    expect(await to('2026-06-15T12:00:00Z')).toEqual(['riverside-hub-2', 'riverside-hub-2', 'riverside-hub-2']);
  });

  it('comes by mail, through a server that is away at first', async () => {
    await away('riverside-coordinator', '2026-06-10T08:00:00Z', '2026-06-20T16:00:00Z');
    await at('2026-06-09T12:00:00Z');
    const mail = new MailServer();
    await mail.start();
    await mail.stop();
    const bell = testBell(fresh.record);
    const sender = startStaffMailSender({ record: fresh.record, smtpUrl: mail.url, from: 'Handrail <handrail@hospital.example>', poll: bell.of('staff-mails'), retryMaxMs: 50, log: () => undefined });
    try {
      await eventually('it was tried', async () => (await fresh.record.query<{ tries: number; error: string | null }[]>('select tries, last_error as error from staff_mails'))[0]?.error !== null);
      await mail.start();
      await eventually('it has come', () => mail.received.length > 0);
      await eventually('that is written down', async () => (await fresh.record.query<{ status: string }[]>('select status from staff_mails'))[0]?.status === 'accepted');
      expect(mail.received).toEqual([expect.objectContaining({ to: 'hub-2@riverside.example', subject: 'Leave without cover', text: expect.stringContaining('Hello Hana Petrov,') })]);
    } finally {
      await Promise.all([bell.stop(), sender.stop()]);
      await mail.stop();
    }
  });
});
