import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerCover, offerCover } from '#libs/directory/absence-changes.js';
import { asChange, DirectoryRefusal } from '#libs/directory/change.js';
import { channelsOf } from '#libs/notices/channels.js';
import { codeMail, startCodeSender } from '#libs/directory/code-sender.js';
import { addMethod, verifyMethod } from '#libs/directory/contact-methods.js';
import { giveRole, joinTeam } from '#libs/directory/people-changes.js';
import { personView } from '#libs/directory/people-views.js';
import { identify, rolesHeld } from '#libs/directory/people.js';
import { whoAnswers } from '#libs/directory/who-answers.js';
import { MailServer } from '#tests/notices/mail-server.js';
import { freshRecord, issuer, type FreshRecord } from '#tests/records/fresh-record.js';
import { eventually } from '#tests/support/temporal/eventually.js';
import { testBell } from '#tests/support/upkeep/test-bell.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('directory-changes'); }, 120_000);
afterAll(() => fresh.close());

const change = <Result>(run: Parameters<typeof asChange<Result>>[3], person = 'riverside-director') => asChange(fresh.record.manager, 'riverside', { person, reason: 'as agreed' }, run);
const refusal = async (of: Promise<unknown>): Promise<string> => {
  try { await of; } catch (error) {
    if (error instanceof DirectoryRefusal) return error.code;
    throw error;
  }
  return 'allowed';
};
const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();

describe('the audit', () => {
  it('has who, before, after and why of every change, and the database lets none pass without', async () => {
    await change((manager) => giveRole(manager, { id: 'riverside-hub-2', organisation: 'riverside', by: 'riverside-director' }, { role: 'coordinator' }));
    await change((manager) => manager.query(`update person_roles set active_until = '2030-01-01' where person_id = 'riverside-hub-2' and role = 'coordinator'`));
    const found = await fresh.record.query<{ actor: object; reason: string; before: { active_until: string } | null; after: { active_until: string | null }; organisation_id: string }[]>(`select * from directory_changes where subject = 'riverside-hub-2' and what = 'person_roles' and actor ? 'person' order by id`);
    expect(found.map(({ actor, reason, before, after, organisation_id: organisation }) => [actor, reason, organisation, before && before.active_until, after.active_until && after.active_until.slice(0, 4)])).toEqual([
      [{ person: 'riverside-director' }, 'as agreed', 'riverside', null, null], [{ person: 'riverside-director' }, 'as agreed', 'riverside', null, '2030']]);
    for (const sql of [`update people set active = false where id = 'riverside-hub'`, `delete from contact_methods where person_id = 'riverside-hub'`, `insert into leaves (id, person_id, starts_at, ends_at) values ('x', 'riverside-hub', now(), now() + interval '1 day')`]) {
      await expect(fresh.record.query(sql)).rejects.toThrow('needs who and why');
    }
    // Who said it for one change has not said it for the next on the same connection.
    await expect(fresh.record.query(`update people set active = false where id = 'riverside-hub'`)).rejects.toThrow('needs who and why');
  });

  it('knows what is done by hand as the owner of the schema, and the demonstration', async () => {
    await fresh.owner.query(`update people set active = true where id = 'riverside-hub'`);
    await fresh.owner.query(`update contact_methods set verified_at = now() where person_id = 'riverside-hub'`);
    const found = await fresh.record.query<{ actor: object; reason: string }[]>(`select actor, reason from directory_changes where subject = 'riverside-hub' order by id`);
    expect([found[0], found.at(-1)?.reason]).toEqual([{ actor: { system: 'demonstration' }, reason: 'the demonstration' }, 'by hand']);
  });
});

describe('covers that two people accept at the same instant', () => {
  it('never make a circle', async () => {
    const names = ['riverside-hub', 'riverside-hub-2', 'riverside-director', 'riverside-director-2'];
    const offered = await Promise.all(names.map((person, index) => change((manager) => offerCover(manager, 'riverside', person, { person, by: names[(index + 1) % names.length]!, from: days(1), until: days(2) }))));
    const said = await Promise.all(offered.map((id) => refusal(change((manager) => answerCover(manager, id, 'accepted')))));
    expect(said.toSorted()).toEqual(['allowed', 'allowed', 'allowed', 'cover-in-a-circle']);
  });
});

describe('a contact method', () => {
  it('is verified by the code in a mail that was sent there; the code is then nowhere', async () => {
    const mail = new MailServer();
    await mail.start();
    let first = true;
    mail.manner = () => { const again = first ? 'later' : 'accept'; first = false; return again; };
    const bell = testBell(fresh.record);
    const sender = startCodeSender({ record: fresh.record, channels: channelsOf({ smtpUrl: mail.url, from: 'Handrail <handrail@hospital.example>' }), poll: bell.of('codes'), retryMaxMs: 50, log: () => undefined });
    try {
      await change((manager) => addMethod(manager, 'riverside-coordinator', { channel: 'email', address: 'colin@home.example' }));
      const { text, to } = await eventually('the mail', () => mail.received[0]);
      expect([to, text]).toEqual(['colin@home.example', expect.stringMatching(/Your code is \d{6}\./)]);
      const method = (await personView(fresh.record.manager, 'riverside-coordinator', { methods: true }))!.methods!.at(-1)!;
      expect(await eventually('it says sent', async () => (await fresh.record.query<{ code: string | null; sent_at: Date | null }[]>('select code, sent_at from contact_codes where method_id = $1 and sent_at is not null', [method.id]))[0])).toMatchObject({ code: null });
      await change((manager) => verifyMethod(manager, 'riverside-coordinator', method.id, /\d{6}/.exec(text)![0]));
      expect((await personView(fresh.record.manager, 'riverside-coordinator', { methods: true }))!.methods!.map(({ verifiedAt }) => verifiedAt !== null)).toEqual([true, true]);
      expect(mail.received).toHaveLength(1);
    } finally {
      await Promise.all([bell.stop(), sender.stop()]);
      await mail.stop();
    }
    expect(codeMail({ code: '000000', name: 'Eve\r\nBcc: all@example.org' }).split('\n')[0]).toBe('Hello Eve Bcc: all@example.org,');
  });
});

describe('roles by scope', () => {
  const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
  const lead = async (more: object = {}) => (await whoAnswers(fresh.record.manager, { role: 'escalation-lead', organisation: 'riverside', owners, assigned: null, at: new Date(), ...more })).person;
  it('a case is its coordinator’s team’s, and the team’s lead answers before the organisation’s', async () => {
    await fresh.owner.query(`insert into teams (id, organisation_id, name, lead_id) values ('east', 'riverside', 'East', 'riverside-hub')`);
    await change((manager) => joinTeam(manager, 'east', { person: 'riverside-coordinator' }));
    await change((manager) => giveRole(manager, { id: 'riverside-escalation-lead-2', organisation: 'riverside', by: 'riverside-director' }, { role: 'escalation-lead', scope: { kind: 'team', id: 'east' } }));
    expect([await lead(), await lead({ owners: { ...owners, coordinator: 'riverside-coordinator-2' } }), await lead({ owners: null })]).toEqual(['riverside-escalation-lead-2', 'riverside-escalation-lead', 'riverside-escalation-lead']);
    expect(await refusal(change((manager) => joinTeam(manager, 'east', { person: 'riverside-coordinator' })))).toBe('in-a-team-already');
    expect((await personView(fresh.record.manager, 'riverside-coordinator', { methods: false }))!).toMatchObject({ team: { id: 'east' }, lead: { id: 'riverside-hub' } });
  });

  it('a role that is held everywhere is held in every organisation, and given by those alone who hold one', async () => {
    const give = (by: string) => change((manager) => giveRole(manager, { id: 'riverside-director-2', organisation: 'riverside', by }, { role: 'director', scope: { kind: 'system' } }));
    expect(await refusal(give('riverside-director'))).toBe('not-everywhere');
    await fresh.owner.query(`insert into person_roles (role, person_id, position, scope) values ('director', 'riverside-director', 1, 'system')`);
    expect(await refusal(give('riverside-director'))).toBe('allowed');
    expect((await identify(fresh.record.manager, issuer, 'director'))?.roles).toEqual([{ role: 'director', organisation: 'hillview' }, { role: 'director', organisation: 'riverside' }]);
    expect((await rolesHeld(fresh.record.manager, ['riverside-escalation-lead-2'])).get('riverside-escalation-lead-2')).toEqual([{ role: 'escalation-lead', organisation: 'riverside' }]);
  });
});
