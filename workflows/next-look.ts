import type { Pathway } from '#libs/pathway/pathway.js';
import { wrongField } from '#libs/pathway/refusal.js';

/** What people put off is looked at again within the policy's time; one that says none bounds nothing. `most`: the number of the policy; `is`: what is so within it. @throws Refusal 422 `too-far-ahead` at `pointer` */
export function lookedAtWithin(pathway: Pathway, most: string, at: number | null, pointer: string, is: string): void {
  if (at === null || !(most in pathway.policy.numbers) || at <= pathway.present + pathway.duration(most)) return;
  wrongField(pointer, 'too-far-ahead', `${is} within ${pathway.number(most)}.`);
}
