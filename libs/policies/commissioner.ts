/** What commissioners are told of: each figure with what it counts, of what, and where its standard comes from. `better`: which way is good; `atLeast`: what is hoped for, in per cent, where somebody says so. */
export interface CommissionedMeasure { title: string; part: string; of: string; better: 'more' | 'fewer'; atLeast?: number; source: string; status: 'contract' | 'national' | 'nice' | 'proposed' | 'local' }

const local = { source: 'none found; agreed locally', status: 'local' } as const;

/** In the order in which they are shown. */
export const commissionedMeasures = {
  'follow-up-72h': {
    title: 'Followed up within 72 hours of leaving an inpatient bed', part: 'contacted within 72 hours of the discharge', of: 'people handed over from an inpatient bed whose 72 hours are over', better: 'more', atLeast: 80,
    source: 'NHS Standard Contract Schedule 4A (MHSDS MHS78-80); 80 % is the national ambition', status: 'contract',
  },
  'follow-up-48h': { title: 'Followed up within 48 hours where suicide risk was identified, or nobody assessed it', part: 'contacted within 48 hours of the discharge', of: 'people handed over so whose 48 hours are over', better: 'more', source: 'NICE QS159, statement 4', status: 'nice' },
  'follow-up-7d': { title: 'Followed up within 7 days', part: 'contacted within 7 days of the discharge', of: 'people handed over after a crisis whose 7 days are over', better: 'more', source: 'NICE NG53, 1.6.7-8', status: 'nice' },
  're-presentation-30d': { title: 'Came back within 30 days of the closing review', part: 'back in hospital or crisis care within 30 days', of: 'tapers closed by a review whose 30 days are over, or who came back', better: 'fewer', ...local },
  'failed-discharge': { title: 'Failed discharges', part: 'readmitted within 7 days', of: 'people who left hospital and whose 7 days are over, or who were readmitted', better: 'fewer', ...local },
  'first-visit-missed': { title: 'Missed first visits', part: 'not made in time', of: 'first visits that were due', better: 'fewer', ...local },
  'response-in-time': { title: 'Answered in time after something was seen', part: 'answered by their due time', of: 'tasks that a trigger opened and that were due', better: 'more', ...local },
  'step-up-in-time': { title: 'Step-ups decided in time', part: 'decided by their due time', of: 'threshold decisions that were due', better: 'more', ...local },
  'step-up-rejected': { title: 'Step-ups that were refused', part: 'refused: the threshold is not met', of: 'threshold decisions that were taken', better: 'fewer', ...local },
  'clinical-review-in-time': { title: 'Clinical reviews after a step-up in time', part: 'held by the time that was agreed', of: 'urgent clinical reviews that a step-up agreed and that were due', better: 'more', ...local },
  'triage-in-time': { title: 'Referrals triaged in time', part: 'assigned or redirected by their due time', of: 'referrals that were triaged, or were due to be', better: 'more', ...local },
  redirected: { title: 'Referrals redirected', part: 'redirected by the last decision', of: 'referrals that were decided', better: 'fewer', ...local },
  'crisis-while-waiting': { title: 'In crisis while they waited for triage', part: 'with a crisis before anybody had decided', of: 'referrals received', better: 'fewer', ...local },
  'call-outs-fewer': { title: 'Ambulance call-outs less often than before', part: 'less often while the case was open than in the 90 days before, or not at all', of: 'falls reviews, tapers and step-ups that closed, where call-outs of both times were recorded', better: 'more', ...local },
  'attendances-fewer': { title: 'At an emergency department less often than before', part: 'less often while the case was open than in the 90 days before, or not at all', of: 'falls reviews, tapers and step-ups that closed, where attendances of both times were recorded', better: 'more', ...local },
  'function-improved': { title: 'Functional measures that improved', part: 'better at the last reading than at the first', of: 'measures of closed falls reviews, tapers and step-ups that were read twice or more in the same unit', better: 'more', ...local },
  'use-not-recorded': { title: 'Nothing recorded of the care that was used', part: 'with neither call-outs nor attendances nor a functional measure', of: 'falls reviews, tapers and step-ups that closed', better: 'fewer', ...local },
} as const satisfies Record<string, CommissionedMeasure>;
export type Commissioned = keyof typeof commissionedMeasures;
