import type { CaseDocument, GateDocument } from './document.js';

/** `steps`: what the gate rests on. `confirmed`: the step that confirms them. `shutters`: steps that keep it shut while one of them is open. */
interface PathwayGate { name: string; steps: readonly string[]; confirmed?: string; shutters: readonly string[] }

/** The gates that a pathway has from its start. Their names are the protocol's. */
const gatesOfPathways: Readonly<Record<string, readonly PathwayGate[]>> = {
  'minimum-safe-discharge': [{
    name: 'safe to leave', steps: ['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given'], confirmed: 'standards-confirmed', shutters: ['trigger-response'],
  }],
  'case-risk': [{ name: 'owned and assessed', steps: ['risk-owned', 'risk-assessment', 'risk-route'], shutters: [] }],
};

export function gatesAtStart(pathway: string): GateDocument[] {
  return (gatesOfPathways[pathway] ?? []).map(({ name }) => ({ name, open: false, by: null, because: null }));
}

/** The steps that a gate rests on and that are not met, in the pathway's order; of a shut gate also what keeps it shut when all of them are: an open response, or the confirmation. */
export function unmetSteps({ pathway, tasks }: Pick<CaseDocument, 'pathway' | 'tasks'>, gate: GateDocument): string[] {
  const known = gatesOfPathways[pathway]?.find(({ name }) => name === gate.name);
  if (!known) return [];
  const met = (step: string) => tasks.findLast((task) => task.step === step)?.status === 'completed';
  const unmet = known.steps.filter((step) => !met(step));
  if (gate.open) return unmet;
  const shutting = known.shutters.filter((step) => tasks.some((task) => task.step === step && task.status === 'open'));
  const unconfirmed = unmet.length + shutting.length === 0 && known.confirmed !== undefined && !met(known.confirmed) ? [known.confirmed] : [];
  return [...unmet, ...shutting, ...unconfirmed];
}
