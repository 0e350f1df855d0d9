import type { DataSource } from 'typeorm';
import { lookTogether } from '#libs/directory/look-together.js';
import { lookIn } from '#libs/directory/snapshot.js';
import { everybodyAlarmedBy, whoAnswerAllBy } from '#libs/directory/who-answers.js';
import type { Answer, CaseActivities } from '#libs/pathway/temporal/messages.js';

/** Who answers for these roles of the case now, and everybody whom a system alarm is for. Reads only, so it may run beside any command; cases that ask at the same moment share a look. */
export function whoAnswers(record: DataSource): CaseActivities['whoAnswers'] {
  const look = lookTogether(lookIn(record.manager));
  return async ({ caseId, organisation, owners, at, asked }) => {
    const one = asked.filter(({ everybody }) => !everybody);
    const answers = one.length === 0 ? [] : await whoAnswerAllBy(look, { caseId, organisation, owners, at: new Date(at) }, one.map(({ role, person }) => ({ role, assigned: person })));
    const all = one.length === asked.length ? null : await everybodyAlarmedBy(look, organisation, new Date(at));
    return asked.map((each): Answer => {
      if (each.everybody) return { rung: each.rung, person: null, ...all! };
      const { person, why } = answers[one.indexOf(each)]!;
      return { rung: each.rung, person, why };
    });
  };
}
