import { expect, it } from '@jest/globals';
import { policies } from '#libs/policies/released.js';
import { CONTACT_STEPS } from '#libs/records/queries/cohort-board.js';

it('looks for contacts in steps that there are', () => {
  const steps = new Set(policies.flatMap((policy) => Object.keys(policy.steps)));
  expect(CONTACT_STEPS.filter((step) => !steps.has(step))).toEqual([]);
});

it('knows a first visit and a person who was seen as contacts', () => {
  expect(CONTACT_STEPS).toEqual(expect.arrayContaining(['first-visit-done', 'person-seen']));
});
