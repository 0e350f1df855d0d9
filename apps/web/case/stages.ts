import type { JsonObject } from '#libs/contracts/events.js';
import { plainWords } from '../words/labels.js';

/** Where on the pathway a case is, as a line of stages that people know. */
export interface LineStage { stage: string; words: string; is: 'past' | 'passed-over' | 'here' | 'ahead' }

const words: Readonly<Record<string, string>> = {
  preparing: 'Getting ready to leave', 'ready-to-leave': 'Ready to leave', staying: 'Stays in hospital', 'after-leaving': 'After leaving', watching: 'Watching', readmitted: 'Readmitted', learning: 'Learning from a failed discharge', ended: 'Ended early',
  reviewing: 'Review within 72 hours', acting: 'Actions', handover: 'Handover', 'first-contact': 'First contact', closing: 'Closing review', closed: 'Closed', review: 'Read by a person',
  screening: 'Asked for what is missing', triage: 'Triage', oversight: 'Senior oversight', assigning: 'Assigned, not yet accepted', redirecting: 'Redirected, not yet told',
  'with-the-lead': 'With the lead', 'with-the-forum': 'With the forum', telling: 'Outcome told', 'in-force': 'In force', 'past-its-limit': 'Past its limit', ending: 'Ending', sampling: 'Sample looked at', 'summing-up': 'Summed up', 're-audit': 'Asked again', 'within-tolerance': 'Within tolerance', 'beyond-tolerance': 'Beyond tolerance: with senior leadership', assessing: 'Owned, assessed, with a route', managed: 'Reviewed every week', 'coming-back': 'Back in range, not yet for long enough',
  meeting: 'Meets three times a week', 'level-proposed': 'No level declared yet', 'level-2': 'Level 2: under pressure', 'level-3': 'Level 3: severe pressure', 'level-4': 'Level 4: extreme pressure', 'stood-down': 'Stood down',
  threshold: 'Threshold decision', 'stepped-up': 'Stepped up', finishing: 'What is left', looking: 'Looked at', deciding: 'Each theme decided', changing: 'Policy changed',
};
const lines: Readonly<Record<string, readonly string[]>> = {
  'front-door': ['screening', 'triage', 'assigning'], dispute: ['with-the-lead', 'with-the-forum', 'telling'], restriction: ['in-force'], 'quarterly-themes': ['deciding', 'changing'], 'weekly-supervision': ['looking', 'acting'], 'monthly-audit': ['sampling', 'summing-up', 'acting', 're-audit'], 'system-risk': ['within-tolerance'], 'case-risk': ['assessing', 'managed'],
  'flow-meetings': ['meeting'], 'system-pressure': ['level-proposed', 'level-2', 'level-3', 'level-4', 'stood-down'],
  'minimum-safe-discharge': ['preparing', 'ready-to-leave', 'after-leaving', 'watching'], 'rapid-falls-review': ['reviewing', 'acting', 'watching'], 'step-down-tapering': ['handover', 'first-contact', 'closing', 'watching'],
  'step-up': ['threshold', 'stepped-up', 'finishing', 'watching'],
};
/** The stage before which each gate stands. */
export const gateBefore: Readonly<Record<string, string>> = { 'safe to leave': 'ready-to-leave', 'owned and assessed': 'managed' };

export const stageWords = (stage: string): string => words[stage] ?? (/^stage-\d+$/.test(stage) ? `Contacts, stage ${stage.slice(6)}` : plainWords(stage));

/** How many stages a taper has: as handed over, else as its policy says. */
export function taperStages(details: JsonObject, policyTaper: string | number | undefined): number {
  const agreed = details['taper'];
  return Array.isArray(agreed) ? agreed.length : String(policyTaper ?? '').split(', ').filter(Boolean).length;
}

/** The line of a case: its pathway's stages in order, one that lies beside them (it stays, it was readmitted) in its place, and closed at the end. `been`: the stages entered so far, in order. */
export function stageLine({ pathway, stage, closed, been, tapers = 0 }: { pathway: string; stage: string | null; closed: boolean; been: readonly string[]; tapers?: number }): LineStage[] {
  const ordinary = (lines[pathway] ?? []).flatMap((each) => (each === 'closing' ? [...Array.from({ length: tapers }, (_, index) => `stage-${index + 1}`), each] : [each]));
  const present = stage ?? '';
  const known = ordinary.includes(present) || present === '';
  const furthest = Math.max(-1, ...been.map((each) => ordinary.indexOf(each)));
  // What lies beside the line ends it: nothing that lies ahead of it on the line will come.
  const line = known ? ordinary : [...ordinary.slice(0, furthest + 1), present];
  const here = closed ? line.length : line.indexOf(present);
  return [...line, 'closed'].map((each, index) => ({ stage: each, words: stageWords(each), is: index < here ? been.includes(each) ? 'past' : 'passed-over' : index === here ? 'here' : 'ahead' }));
}
