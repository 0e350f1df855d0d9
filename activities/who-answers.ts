import type { DataSource } from 'typeorm';
import { everybodyAlarmed, whoAnswerAll } from '#libs/directory/who-answers.js';
import type { Answer, CaseActivities } from '#libs/pathway/temporal/messages.js';

/** Who answers for these roles of the case now, and everybody whom a system alarm is for. Reads only, so it may run beside any command. */
export function whoAnswers(record: DataSource): CaseActivities['whoAnswers'] {
  return async ({ caseId, organisation, owners, at, asked }) => {
    const one = asked.filter(({ everybody }) => !everybody);
    const answers = one.length === 0 ? [] : await whoAnswerAll(record.manager, { caseId, organisation, owners, at: new Date(at) }, one.map(({ role, person }) => ({ role, assigned: person })));
    const all = one.length === asked.length ? null : await everybodyAlarmed(record.manager, organisation, new Date(at));
    return asked.map((each): Answer => {
      if (each.everybody) return { rung: each.rung, person: null, ...all! };
      const { person, why } = answers[one.indexOf(each)]!;
      return { rung: each.rung, person, why };
    });
  };
}
