import { beginCase } from '#libs/kin/begin-case.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { tellBeginner } from '#libs/kin/tell-beginner.js';
import type { CaseActivities } from '#libs/pathway/temporal/messages.js';

/** Below the activities' own time-out, so that what they say when time is short is heard. */
const within = 45_000;

/** One case begins another, and hears how it ended. Each may be done twice; a fault is tried again without end. */
export function casesBeside(kin: Kin): Pick<CaseActivities, 'beginCase' | 'tellBeginner'> {
  return { beginCase: (asked) => beginCase(kin, asked, Date.now() + within), tellBeginner: (told) => tellBeginner(kin, told, Date.now() + within) };
}
