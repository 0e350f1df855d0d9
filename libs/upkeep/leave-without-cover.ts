import type { EntityManager } from 'typeorm';
import { peopleByIds } from '#libs/directory/people.js';
import { leaves, type LeaveView } from '#libs/directory/people-views.js';
import { whoSeesTo } from '#libs/directory/who-answers.js';
import { addLocalDays, atLocal, localTime } from '#libs/domain/local-time.js';
import { inWords } from '#libs/notices/notice-mail.js';
import { queueStaffMail, settleStaffMails } from '#libs/notices/staff-mails.js';
import { rows } from '#libs/records/transaction.js';

const TWO_DAYS_MS = 2 * 86_400_000;
/** From then on, on the local day before the leave, its lead is told; of leave that was written down later, at once. */
const toldFrom = (leave: LeaveView): number => atLocal(addLocalDays(localTime(Date.parse(leave.from)).date, -1), '08:00').at;

const keyOf = (leave: string): string => `leave-without-cover ${leave}`;

/** Tells the lead of a team, once each, who will be away without anybody to cover: where there is no lead, whoever answers for the organisation's escalations. Whose cover falls away (withdrawn, or who covers has left or cannot be reached any more) is told of again. */
export async function tellOfUncoveredLeave(manager: EntityManager, now: Date): Promise<void> {
  const organisations = (await rows<{ id: string }>(manager, 'select id from organisations where active')).map(({ id }) => id);
  let cursor: string | undefined;
  do {
    const page = await leaves(manager, { organisations, from: now, until: new Date(now.getTime() + TWO_DAYS_MS), limit: 200, cursor });
    await settleStaffMails(manager, page.items.filter(({ covered }) => covered).map(({ id }) => keyOf(id)));
    for (const leave of page.items.filter((each) => !each.covered && toldFrom(each) <= now.getTime())) await tell(manager, leave, now);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

async function tell(manager: EntityManager, { id, person, from, until, lead }: LeaveView, now: Date): Promise<void> {
  const { organisation } = (await peopleByIds(manager, [person.id])).get(person.id)!;
  const to = await whoSeesTo(manager, { lead: lead?.id ?? null, organisation }, now);
  if (to === null || to === person.id) return;
  await queueStaffMail(manager, to, {
    key: keyOf(id), subject: 'Leave without cover', lines: [
      `${person.name} (${person.id}) is away from ${inWords(new Date(from))} until ${inWords(new Date(until))}, and nobody has accepted to cover for them in all of their roles through all of it.`, '',
      'While they are away they are not called: the next in line is. Ask somebody to cover (People, or POST /v1/covers), or hand on what is theirs.',
    ],
  });
}
