import { ago, owners } from './falls.js';

const text = 'as written in the notes';
/** The minimum dataset, whole. */
export const handover = {
  formulation: text, riskHistory: text, currentRisks: text, protectiveFactors: text, medication: text, crisisPlan: 'ring Mo when sleep goes', outOfHours: '111, option 2', legalStatus: 'informal', dependants: 'none', accommodation: 'own flat',
  restrictions: [], contacts: [{ name: 'Mo', contact: 'next door', mayShare: true }],
};

/** The body of a taper's start, some hours after the discharge. */
export function taperOf(patient: unknown, change: Record<string, unknown> = {}, details: Record<string, unknown> = {}, hours = 3): Record<string, unknown> {
  return {
    pathway: 'step-down-tapering', patient, organisation: 'riverside', owners,
    details: { crisisTeam: 'North crisis team: Chris, Cleo', dischargedAt: ago(hours), from: 'crisis-team', handover, suicideRisk: 'not-identified', safeguarding: { indicators: [] }, ...details }, ...change,
  };
}

/** The decision of a step-up review with its escalation summary. */
export const stepUpReview = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  kind: 'step-up-review', question: 'Step up?', options: [{ option: 'see her more often' }, { option: 'leave it', doNothing: true, rejectedBecause: 'sleep has gone' }], chosen: 'see her more often', riskAccepted: 'she tires of us',
  proportionateBecause: 'two weeks', personsView: 'agrees', actions: [], safetyNet: [{ if: 'no sleep again', call: 'the crisis line', respondWithin: 'PT4H' }], outcome: 'hold',
  summary: { whatChanged: 'no sleep', currentRisks: 'low', protectiveFactors: 'Mo', alreadyDone: 'rang', requested: 'a visit', urgency: { notKnownBecause: 'not seen yet' } }, outOfHours: '111', mdtAt: ago(-48), ...change,
});
