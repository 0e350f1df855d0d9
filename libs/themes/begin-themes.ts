import type { JsonObject } from '#libs/contracts/events.js';
import { governanceOwners } from '#libs/audit/owners.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import type { Kin } from '#libs/kin/send-to-case.js';
import { startOnce } from '#libs/kin/start-once.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { storedVersion } from '#libs/records/stored.js';
import { rows } from '#libs/records/transaction.js';
import { quarterBefore, quarterWords, themesFrom } from './quarter.js';
import { themesOf } from './themes.js';

const WITHIN_MS = 30_000;

/** Which case a quarter's themes are: always the same one. */
export const themesCaseOf = (organisation: string, quarter: string): string => caseIdOf('quarterly-themes', organisation, quarter);

/**
 * From 09:00 of the first working day of a quarter: each organisation in which anything escalated in the quarter before gets its themes, once, however many ask. Answers the ids of those that it began.
 * @throws CaseUnavailable, BankHolidayTableEnds: asked again with the next pass
 */
export async function beginThemes(kin: Kin, now: Date, log: (organisation: string, why: string) => void = () => undefined): Promise<string[]> {
  const { record: { manager } } = kin;
  const quarter = quarterBefore(now.getTime());
  if (now.getTime() < themesFrom(quarter)) return [];
  const begun: string[] = [];
  for (const { id: organisation } of await rows<{ id: string }>(manager, 'select id from organisations where active order by id')) {
    const caseId = themesCaseOf(organisation, quarter.name);
    if (await storedVersion(manager, caseId)) continue;
    const { total, cases, themes } = await themesOf(manager, [organisation], quarter);
    if (total === 0) continue;
    const owners = await governanceOwners(manager, organisation, now);
    if (!owners) { log(organisation, 'nobody answers for it'); continue; }
    const { ref } = (await policyInForce(manager, 'quarterly-themes', organisation, now))!;
    const details = { title: `Themes of ${quarterWords(quarter.name)}`, quarter: quarter.name, escalations: total, casesEscalated: cases, themes } as unknown as JsonObject;
    await startOnce(kin, { caseId, pathway: 'quarterly-themes', policy: ref, actor: { system: 'clock' }, opening: { organisation, rehearsal: false, owners, details } }, Date.now() + WITHIN_MS);
    begun.push(caseId);
  }
  return begun;
}
