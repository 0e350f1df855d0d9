import type { CaseDocument, GateDocument } from './document.js';

/**
 * The gates that a pathway has from its start, the steps that each rests on, and the one that confirms them. A shut gate says
 * which of them are not met; when all are, that the confirmation is what is missing.
 */
const gatesOfPathways: Readonly<Record<string, readonly { name: string; steps: readonly string[]; confirmed: string }[]>> = {
  'minimum-safe-discharge': [
    { name: 'safe to leave', steps: ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given'], confirmed: 'standards-confirmed' },
  ],
};

export function gatesAtStart(pathway: string): GateDocument[] {
  return (gatesOfPathways[pathway] ?? []).map(({ name }) => ({ name, open: false, by: null, because: null }));
}

/** The steps that a gate rests on and that are not met, in the pathway's order. */
export function unmetSteps(document: Pick<CaseDocument, 'pathway' | 'tasks'>, gate: GateDocument): string[] {
  const known = gatesOfPathways[document.pathway]?.find(({ name }) => name === gate.name);
  if (!known) return [];
  const met = (step: string) => document.tasks.findLast((task) => task.step === step)?.status === 'completed';
  const unmet = known.steps.filter((step) => !met(step));
  return unmet.length > 0 || gate.open || met(known.confirmed) ? unmet : [known.confirmed];
}
