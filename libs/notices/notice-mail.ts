import type { EscalationReason } from '#libs/contracts/events.js';
import { ZONE } from '#libs/domain/local-time.js';
import { askedForMail, titleForMail } from './known-words.js';

/** What the mail about one call is made from. Nothing else of a case is known here, so nothing else can be said. */
export interface NoticeFacts {
  caseId: string; taskId: string; step: string; title: string;
  reason: EscalationReason; level: number; role: string; asked: string;
  dueAt: Date; calledAt: Date;
  recipient: string;
}
export interface MailText { subject: string; text: string }

const words = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'long' });

/** '14:05 on Friday 23 October 2026 (British Summer Time)': a reader far away cannot take it for another zone's time. */
export function inWords(at: Date): string {
  const parts = Object.fromEntries(words.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts['hour']}:${parts['minute']} on ${parts['weekday']} ${parts['day']} ${parts['month']} ${parts['year']} (${parts['timeZoneName']})`;
}

const why: Readonly<Record<EscalationReason, string>> = {
  overdue: 'A step of a case is late.',
  trigger: 'Something happened that needs a response.',
  attempt: 'A step of a case was tried and did not succeed.',
  'handed-over': 'A step of a case was handed over to you.',
};
const subjects: Readonly<Record<EscalationReason, string>> = { overdue: 'Late', trigger: 'Needs a response', attempt: 'Tried without success', 'handed-over': 'Handed over to you' };

/**
 * The mail to a called person: which case by its id, what is late and since when, what is asked, the link.
 * Mail is read on locked screens and forwarded: no name of the person cared for, no NHS number, no place, no free text.
 * `link` opens the task.
 */
export function noticeMail(facts: NoticeFacts, link: string): MailText {
  const title = titleForMail(facts.title, facts.step);
  const late = facts.dueAt <= facts.calledAt;
  const lines = [
    `Hello ${oneLine(facts.recipient)},`, '',
    `${why[facts.reason]} You are called as ${facts.role.replaceAll('-', ' ')}, level ${facts.level}.`, '',
    `Case: ${facts.caseId}`,
    `Step: ${title}`,
    late ? `Late since: ${inWords(facts.dueAt)}` : `Due: ${inWords(facts.dueAt)}`,
    `Called: ${inWords(facts.calledAt)}`, '',
    `What is asked: ${askedForMail(facts.asked, facts.reason)}`, '',
    `Open the task: ${link}`, '',
    'Reading or answering this mail does not stop the calls; what you record on the task does.',
  ];
  return { subject: `${late && facts.reason !== 'handed-over' ? 'Late' : subjects[facts.reason]}: ${title}`, text: `${lines.join('\n')}\n` };
}

export function oneLine(name: string): string { return name.replace(/[\p{C}\s]+/gu, ' ').trim(); }
