import type { JsonObject } from '#libs/contracts/events.js';
import { beginOnceEach } from '#libs/audit/begin-once-each.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { quarterBefore, quarterWords, themesFrom } from './quarter.js';
import { themesOf } from './themes.js';

/** Which case a quarter's themes are: always the same one. */
export const themesCaseOf = (organisation: string, quarter: string): string => caseIdOf('quarterly-themes', organisation, quarter);

/**
 * From 09:00 of the first working day of a quarter: each organisation in which anything escalated, or a dispute taught something, in the quarter before gets its themes, once, however many ask. Answers the ids of those that it began.
 * @throws CaseUnavailable, BankHolidayTableEnds: asked again with the next pass
 */
export async function beginThemes(kin: Kin, now: Date, log: (organisation: string, why: string) => void = () => undefined): Promise<string[]> {
  const quarter = quarterBefore(now.getTime());
  if (now.getTime() < themesFrom(quarter)) return [];
  return beginOnceEach(kin, now, {
    pathway: 'quarterly-themes',
    caseOf: (organisation) => themesCaseOf(organisation, quarter.name),
    found: async (organisation) => {
      const all = await themesOf(kin.record.manager, [organisation], quarter);
      return all.total === 0 && all.lessons.length === 0 ? null : all;
    },
    details: (_organisation, { total, cases, themes, lessons }) => ({ title: `Themes of ${quarterWords(quarter.name)}`, quarter: quarter.name, escalations: total, casesEscalated: cases, themes, ...(lessons.length > 0 ? { lessons } : {}) }) as unknown as JsonObject,
  }, log);
}
