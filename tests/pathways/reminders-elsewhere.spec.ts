import { describe, expect, it, jest } from '@jest/globals';
import { lookUp } from '#libs/policies/look-up.js';
import { override } from '#libs/policies/override.js';
import * as released from '#libs/policies/released.js';
import { inLondon, london } from '#tests/support/pathways/london.js';

/** A locality that reminds two days and one hour before a falls review, and otherwise does as the default. */
const elsewhere = override({
  extends: released.policyById('rapid-falls-review', '1'), locality: 'elsewhere', version: 'elsewhere-1', released: '2026-11-30',
  steps: { 'review-held': { reminders: { 1: { before: 'PT48H', source: 'agreed in the test', status: 'local' }, 2: { before: 'PT1H', source: 'agreed in the test', status: 'local' } } } },
});
const policies = [...released.policies, elsewhere];
jest.unstable_mockModule('#libs/policies/released.js', () => ({ policies, ...lookUp(policies) }));
const { Falls } = await import('#tests/support/pathways/falls.js');
const { patientStart } = await import('#tests/support/pathways/simulation.js');

/** The second of two falls on Monday at 09:00: the review is due on Thursday at 09:00. */
const falls = (version: string) => {
  const start = patientStart('rapid-falls-review', { trigger: { kind: 'two-falls-in-a-week', occurredAt: london('Mon 8 Jun 2026 09:00'), earlierAt: london('Sat 6 Jun 2026 20:00'), where: 'at home', note: 'on the stairs' } });
  return new Falls({ ...start, policy: { id: 'rapid-falls-review', version } }, Date.parse(london('Mon 8 Jun 2026 10:00'))).assesses().books('Wed 10 Jun 2026 14:00').comes('Thu 11 Jun 2026 08:59');
};
const reminded = (version: string): string[] => falls(version).of('reminder-reached').map(({ at, data }) => `${data.before} ${inLondon(at)}`);

describe('where a locality reminds at other times', () => {
  it('the owner of a falls review is reminded two days and one hour before it is due', () => {
    expect(reminded('elsewhere-1')).toEqual(['PT48H Tue 9 Jun 2026 09:00', 'PT1H Thu 11 Jun 2026 08:00']);
  });
  it('elsewhere still a day and four hours before', () => {
    expect(reminded('1')).toEqual(['PT24H Wed 10 Jun 2026 09:00', 'PT4H Thu 11 Jun 2026 05:00']);
  });
});
