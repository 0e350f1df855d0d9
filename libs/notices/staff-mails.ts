import type { EntityManager } from 'typeorm';
import { logLine, type Log } from '#libs/upkeep/log-line.js';
import { repeat, type Running, type Wait } from '#libs/upkeep/repeat.js';
import { rows } from '#libs/records/transaction.js';
import type { Fate } from './channel.js';
import { domainOf, smtpChannel, type MailChannel } from './mail-channel.js';
import { waitAfter } from './retry.js';

/** A mail to staff about what is theirs to see to: ids and names of staff, nothing of a case. `key`: what it is about; each person is told of it once. */
export interface StaffMail { key: string; subject: string; lines: readonly string[] }

const text = ({ lines }: StaffMail): string => [...lines, ''].join('\n');

export async function queueStaffMail(manager: EntityManager, person: string, mail: StaffMail): Promise<void> {
  await rows(manager, 'insert into staff_mails (key, person_id, subject, text) values ($1, $2, $3, $4) on conflict (key) do nothing', [`${mail.key} ${person}`, person, mail.subject, text(mail)]);
}

/** What these were about is over. They stay as what was told; should it come again, it is told again. */
export async function settleStaffMails(manager: EntityManager, keys: readonly string[]): Promise<void> {
  await rows(manager, `update staff_mails set key = key || ' over ' || id from unnest($1::text[]) as settled (about) where key = about || ' ' || person_id`, [keys]);
}

/** To everybody who leads escalations or directs in the organisation at this moment: whoever looks after its directory. */
export async function queueForLeads(manager: EntityManager, organisation: string, mail: StaffMail): Promise<void> {
  await rows(manager, `
    insert into staff_mails (key, person_id, subject, text)
    select distinct $2 || ' ' || people.id, people.id, $3::text, $4::text from person_roles join people on people.id = person_id and people.active
    where role in ('escalation-lead', 'director') and person_roles.organisation_id = $1 and scope = 'organisation' and (active_from is null or active_from <= now()) and (active_until is null or active_until > now()) on conflict (key) do nothing`,
  [organisation, mail.key, mail.subject, text(mail)]);
}

interface ToSend { id: string; subject: string; text: string; tries: number; name: string; address: string | null }
export interface StaffMailSenderOptions { record: { manager: EntityManager }; smtpUrl: string; from: string; poll: number | Wait; retryMaxMs: number; log?: Log }
const DEADLINE_MS = 20_000;

/** Sends what is queued, at least once each. */
export function startStaffMailSender({ record, smtpUrl, from, poll, retryMaxMs, log = logLine }: StaffMailSenderOptions): Running {
  const channel = smtpChannel({ url: smtpUrl, from, deadlineMs: DEADLINE_MS });
  const sending = repeat('staff-mails', poll, async (signal) => {
    for (const mail of await take(record.manager)) await deliver(record.manager, channel, from, mail, retryMaxMs, log, signal);
  }, log);
  return { stop: async () => { await sending.stop(); channel.close(); } };
}

function take(manager: EntityManager): Promise<ToSend[]> {
  return rows(manager, `
    with due as (select id from staff_mails where status = 'queued' and next_try_at <= now() order by next_try_at limit 20 for update skip locked),
      taken as (update staff_mails set tries = tries + 1, next_try_at = now() + make_interval(secs => $1::float8 / 1000) from due where staff_mails.id = due.id returning staff_mails.*)
    select taken.id, taken.subject, taken.text, taken.tries, people.name,
      (select address from contact_methods where person_id = people.id and channel = 'email' and verified_at is not null and people.active order by position limit 1) as address
    from taken join people on people.id = taken.person_id order by taken.id`, [20 * 2 * DEADLINE_MS]);
}

async function deliver(manager: EntityManager, channel: MailChannel, from: string, { id, subject, text: said, tries, name, address }: ToSend, retryMaxMs: number, log: Log, signal: AbortSignal): Promise<void> {
  const fate: Fate = address === null ? { fate: 'permanent', why: 'the directory has no address' } : await channel.send({
    to: { name, address }, subject, text: `Hello ${name.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()},\n\n${said}`, messageId: `<staff.${id}@${domainOf(from)}>`,
  }, signal);
  if (fate.fate !== 'accepted') log('warn', `staff-mail-${fate.fate}`, { mail: id, tries });
  const wait = fate.fate === 'temporary' ? waitAfter(tries, retryMaxMs) : null;
  await rows(manager, `update staff_mails set status = $2, last_error = $3, next_try_at = now() + make_interval(secs => $4::float8 / 1000) where id = $1`,
    [id, fate.fate === 'temporary' ? 'queued' : fate.fate === 'accepted' ? 'accepted' : 'failed', fate.fate === 'accepted' ? null : fate.why, wait]);
}
