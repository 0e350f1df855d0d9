import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';

/** What completes a task from outside: evidence, or a decision. `said`: a text of it says that; false where the step asks for no words. */
export interface Completion { readonly who: LocalPerson; readonly evidence?: (said: string) => JsonObject; readonly decision?: (said: string) => JsonObject; readonly said: boolean }

const decided = (kind: string, outcome: string, more: JsonObject = {}) => (said: string): JsonObject => ({
  kind, question: said, options: [{ option: 'nothing', doNothing: true, rejectedBecause: 'it would not be safe' }, { option: 'this' }], chosen: 'this',
  riskAccepted: 'some', proportionateBecause: 'somebody looks in every day', personsView: 'agrees', actions: [], outcome, safetyNet: [{ if: 'worse', call: '111', respondWithin: 'PT1H' }], ...more,
});
export const words = (evidence: (said: string) => JsonObject, who: LocalPerson = 'coordinator'): Completion => ({ who, evidence, said: true });
export const wordless = (evidence: JsonObject, who: LocalPerson = 'coordinator'): Completion => ({ who, evidence: () => evidence, said: false });
export const decision = (kind: string, outcome: string, more: JsonObject = {}): Completion => ({ who: 'clinical-lead', decision: decided(kind, outcome, more), said: true });

export const text = (at: number): string => new Date(at).toISOString();
export const pick = <T>(from: readonly T[], random: () => number): T => from[Math.floor(random() * from.length)]!;
export const SECOND = 1_000;
