import type { DataSource } from 'typeorm';
import { whoAnswerAll } from '#libs/directory/who-answers.js';
import type { CaseActivities } from '#libs/pathway/temporal/messages.js';

/** Who answers for these roles of the case now. Reads only, so it may run beside any command. */
export function whoAnswers(record: DataSource): CaseActivities['whoAnswers'] {
  return async ({ caseId, organisation, owners, at, asked }) => {
    const answers = await whoAnswerAll(record.manager, { caseId, organisation, owners, at: new Date(at) }, asked.map(({ role, person }) => ({ role, assigned: person })));
    return asked.map(({ rung }, index) => ({ rung, person: answers[index]!.person, why: answers[index]!.why }));
  };
}
