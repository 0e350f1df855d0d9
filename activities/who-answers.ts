import type { DataSource } from 'typeorm';
import { whoAnswers as answerOf } from '#libs/directory/who-answers.js';
import type { CaseActivities } from '#libs/pathway/temporal/messages.js';

/** Who answers for these roles of the case now. Reads only, so it may run beside any command. */
export function whoAnswers(record: DataSource): CaseActivities['whoAnswers'] {
  return ({ organisation, owners, at, asked }) => Promise.all(asked.map(async ({ rung, role, person }) => {
    const answer = await answerOf(record.manager, { role, organisation, owners, assigned: person, at: new Date(at) });
    return { rung, ...answer };
  }));
}
