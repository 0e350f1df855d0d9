import type { Json, JsonObject } from '#libs/contracts/events.js';
import { beginningOf, instant, instantIn, said, type DecisionState } from './state.js';

/** As much of a sign's words as tells it from another. */
export const signCut = 200;

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const textsOf = (list: Json | undefined): string[] => (Array.isArray(list) ? list.map((each) => beginningOf(String(each as string), signCut)) : []);
/** A part of a plan is agreed, or it is said why it is not needed. */
const agreed = (part: Json | undefined): part is JsonObject => isObject(part) && part['notNeededBecause'] === undefined;

/** The routes that are named beside it; what is withheld names none. */
export const routesOf = (safeguarding: Json | undefined): { routes?: string[] } => (isObject(safeguarding) && Array.isArray(safeguarding['routes']) ? { routes: textsOf(safeguarding['routes']) } : {});

/** What of an agreed plan decides later: its texts stay in the record. */
export function planOf({ plan, safeguarding }: JsonObject): Pick<DecisionState, 'plan'> {
  if (!isObject(plan) || !isObject(plan['cadence'])) return {};
  const { cadence, urgentReview, medicationLiaison, crisisInterface, highRisk, warningSigns } = plan;
  return {
    plan: {
      every: said(cadence, 'every'), for: said(cadence, 'for'), mdtAt: instant(said(plan, 'mdtAt')), reviewBy: agreed(urgentReview) ? instantIn(urgentReview, 'by') : null, medication: agreed(medicationLiaison), crisis: agreed(crisisInterface),
      highRisk: highRisk === true, signs: textsOf(warningSigns), indicators: isObject(safeguarding) ? textsOf(safeguarding['indicators']) : [],
    },
  };
}
