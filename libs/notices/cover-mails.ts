import type { EntityManager } from 'typeorm';
import type { CoverView } from '#libs/directory/people-views.js';
import { whoSeesTo } from '#libs/directory/who-answers.js';
import { inWords } from './notice-mail.js';
import { queueStaffMail } from './staff-mails.js';

/** Whoever was covered and whoever leads them hear that who accepted to cover does not any more: the one is called again at once, away or not. Why stands in the directory's changes; what somebody typed leaves by no mail. */
export async function tellOfSteppingDown(manager: EntityManager, { id, person, by, from, until }: CoverView, { lead, organisation }: { lead: string | null; organisation: string }, now: Date): Promise<void> {
  const to = [person.id, await whoSeesTo(manager, { lead, organisation }, now)].filter((each) => each !== null && each !== by.id);
  for (const each of to) {
    await queueStaffMail(manager, each!, {
      key: `cover-stepped-down ${id}`, subject: 'Somebody does not cover any more', lines: [
        `${by.name} (${by.id}) had accepted to cover for ${person.name} (${person.id}) from ${inWords(new Date(from))} until ${inWords(new Date(until))}, and has stepped down from it.`, '',
        'From now on nobody answers in their place. Ask somebody else to cover (People, or POST /v1/covers); why they stepped down stands in GET /v1/directory-changes.',
      ],
    });
  }
}
