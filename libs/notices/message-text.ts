import type { EscalationReason } from '#libs/contracts/events.js';
import type { NoticeToSend } from '#libs/records/notices.js';
import type { ChannelName } from './channel.js';
import { titleForMail } from './known-words.js';
import { pageAt } from './links.js';
import { inWords, noticeMail, oneLine, type MailText } from './notice-mail.js';
import { smsText } from './sms-text.js';

/** What one message says: of one notice what it asks, with `link`; of several that they are there, by their ids, with the way to My work. */
export function messageText(channel: ChannelName, notices: readonly NoticeToSend[], recipient: string, publicUrl: string, link: string | null): MailText {
  const [notice] = notices;
  if (notice && notices.length === 1) {
    const to = link ?? pageAt(publicUrl, `/tasks/${encodeURIComponent(notice.taskId)}`);
    return channel === 'sms' ? { subject: '', text: smsText(`${opening(notice)}: ${titleForMail(notice.title, notice.step)}.`, calledAs(notice), to) } : mailOf(notice, recipient, to);
  }
  const my = pageAt(publicUrl, '/');
  return channel === 'sms' ? { subject: '', text: smsText(`${notices.length} tasks need you:`, notices.map(({ taskId }) => taskId), my) } : digest(notices, recipient, my);
}

const openings: Readonly<Record<EscalationReason, string>> = { overdue: 'Late', trigger: 'Needs a response', attempt: 'Tried without success', 'handed-over': 'Handed over to you' };
function opening({ kind, reason }: NoticeToSend): string {
  return kind === 'alarm' ? 'Alarm: nobody has answered' : kind === 'reminder' ? 'Due soon' : openings[reason ?? 'overdue'];
}
function calledAs({ kind, role, level }: NoticeToSend): string {
  return kind === 'call' && role !== null ? `You are called as ${role.replaceAll('-', ' ')}, level ${level}.` : '';
}

function mailOf(notice: NoticeToSend, recipient: string, link: string): MailText {
  const { kind, caseId, taskId, step, title, reason, level, role, asked, calledAt, taskDueAt: dueAt } = notice;
  if (kind === 'call' && reason !== null && level !== null && role !== null && asked !== null && calledAt !== null) return noticeMail({ caseId, taskId, step, title, reason, level, role, asked, calledAt, dueAt, recipient }, link);
  const what = titleForMail(title, step);
  const said = kind === 'alarm'
    ? ['Nobody who was called has answered for a step of a case: the last to be called were called again, and nothing was recorded.', 'What is asked: Open the task, see that somebody does it, and write down what was done.']
    : ['A step of a case that is yours is due soon. This is a reminder: nobody is called yet.', 'What is asked: Do it and record it in time, or say who will.'];
  return {
    subject: `${opening(notice)}: ${what}`,
    text: `${[`Hello ${oneLine(recipient)},`, '', said[0], '', `Case: ${caseId}`, `Step: ${what}`, `${kind === 'alarm' ? 'Late since' : 'Due'}: ${inWords(dueAt)}`, '', said[1], '', `Open the task: ${link}`].join('\n')}\n`,
  };
}

const counted = (count: number, word: string): string => (count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`);

/** Ids only: what each asks stands on its page, for whoever has signed in. */
function digest(notices: readonly NoticeToSend[], recipient: string, link: string): MailText {
  const calls = notices.filter(({ kind }) => kind !== 'reminder').length;
  const lines = notices.map((notice) => `- ${notice.taskId}${notice.kind === 'call' ? '' : notice.kind === 'alarm' ? ' (alarm: nobody has answered)' : ' (reminder)'}`);
  return {
    subject: `${[counted(calls, 'call'), counted(notices.length - calls, 'reminder')].filter((each) => each !== '').join(' and ')} for you`,
    text: `${[`Hello ${oneLine(recipient)},`, '', `${notices.length} tasks need you. They came together, so here are their ids; what each asks stands on its page.`, '', ...lines, '', `Open My work: ${link}`, '',
      'Reading or answering this mail does not stop the calls; what you record on the tasks does.'].join('\n')}\n`,
  };
}
