import { hintOf, isLabelled, labelOf, optionWords, plainWords } from '../words/labels.js';
import { directoryChoices, directoryWords } from './directory-words.js';
import type { Schema } from './schema.js';

/** What fields are called in the form of a step, where that differs from what they are called everywhere (apps/web/words/labels.ts). */
interface Words { label: string; hint?: string }

const inStep: Readonly<Record<string, Words>> = {
  'me-cover/by': { label: 'Who is to cover for you' }, 'me-cover/from': { label: 'From' }, 'me-cover/until': { label: 'Until' }, 'me-leave/from': { label: 'From' }, 'me-leave/until': { label: 'Until' },
  ...directoryWords,
  'alarm/done': { label: 'What was done' }, 'meeting-joined/who': { label: 'Who joined' }, 'meeting-joined/joined': { label: 'I have joined' }, 'level-decision/because': { label: 'Why this level and no other' }, 'aid-offered/deliveryAt': { label: 'When it is there' },
  'flow-meeting/evidence': { label: 'What became of the meeting' }, 'flow-meeting/missing': { label: 'Who was missing', hint: 'One a line. Leave empty when nobody was.' }, 'meetings-cancelled/findings': { label: 'Why they are cancelled' }, 'meetings-cancelled/change': { label: 'What is done otherwise from now on' }, 'start/notBefore': { label: 'From when the teams meet', hint: 'Leave empty for the next of the days.' },
  'safeguarding-route/asked': { label: 'What was asked, and what the person said' }, 'safeguarding-route/to': { label: 'Referred to whom' }, 'safeguarding-route/seenAt': { label: 'When the person was seen' }, 'safeguarding-route/noneBecause': { label: 'Why there is no referral' },
  'review-booked/reviewAt': { label: 'When the review is' },
  'weekly-review/consequence': { label: 'What it would lead to', hint: 'How bad it would be, not how likely.' }, 'acknowledge/for': { label: 'For how long you have it in hand' }, 'declined/explained': { label: 'What was explained to them' },
  'declined/alternative': { label: 'What was offered instead' }, 'declined/bestInterests': { label: 'What was decided in their best interests, and who was consulted', hint: 'Needed where the person lacks capacity.' },
  'unmet/unsafe': { label: 'What is unsafe because of it' }, 'attempt/tried': { label: 'What was tried' }, 'red-flag-instructions-given/capacity': { label: 'What is noted about capacity', hint: 'Needed where somebody else understood in the person’s place.' },
  'red-flag-instructions-given/givenTo': { label: 'Who was given the instructions' }, 'red-flag-instructions-given/understood': { label: 'They understood them' }, 'standards-confirmed/confirmed': { label: 'I confirm that all four standards are met' },
  'first-visit-booked/visitAt': { label: 'Start of the visit' },
  'first-visit-booked/evidence': { label: 'How the first visit is arranged' }, 'status-update/changes': { label: 'What changed' }, 'monthly-governance-review/evidence': { label: 'What the meeting decided' }, 'monthly-governance-review/nextAt': { label: 'Next review' }, 'risk-stands-still/change': { label: 'What is done otherwise from now on' }, 'risk-owned/accepted': { label: 'I own this risk' }, 'risk-route/route': { label: 'Who is called, in order', hint: 'One a line, one at least.' }, 'risk-review/evidence': { label: 'What becomes of the risk' }, 'risk-review/nextAt': { label: 'Next review' }, 'risk-assessment/reviewAt': { label: 'First review' }, 'start/title': { label: 'What it is called', hint: 'A few words by which everybody knows it.' }, 'start/impact': { label: 'What it does to people' }, 'start/route': { label: 'Forum that decides when the lead does not' },
  'senior-review/proportionate': { label: 'Is it proportionate?' }, 'restriction-review/evidence': { label: 'What becomes of the restriction' },
  'first-visit-booked/acceptedBy': { label: 'Who accepted, by name' }, 'first-visit-booked/because': { label: 'Why no visit is needed' }, 'first-visit-booked/until': { label: 'End of the visit' }, 'red-flag-instructions-given/how': { label: 'How it was explained and checked' },
  'capacity-response/contactedAt': { label: 'When you contacted them' }, 'person-seen/how': { label: 'How the person was seen' }, 'person-seen/reason': { label: 'Why by phone only', hint: 'Only where it was by phone.' }, 'person-seen/by': { label: 'Who saw the person' },
  'welfare-check/by': { label: 'Who saw the person' }, 'first-visit-done/by': { label: 'Who visited' }, 'visit-to-explain/by': { label: 'Who visited' }, 'visit-to-explain/visitedAt': { label: 'When the visit was' }, 'left-before-safe-response/contacted': { label: 'Who was contacted' },
  'contact/warningSigns': { label: 'Early warning signs', hint: 'Each sign of the person’s plan, seen or not.' }, 'restriction-review/until': { label: 'In force until' }, 'restriction-review/reviewAt': { label: 'Next review' }, 'handover-completed/until': { label: 'In force until' },
  'handover-completed/reviewAt': { label: 'Next review' }, 'handover-completed/because': { label: 'Why it is restricted' }, 'urgent-clinical-check/by': { label: 'Who checked the person' }, 'care-plan-sent/to': { label: 'Which practice' }, 'gp-summary-sent/to': { label: 'Which practice' },
  'medicines-reconciled/supplied': { label: 'The medicines were supplied' }, 'departure/leftAt': { label: 'When the person left' }, 'safety-call/how': { label: 'How' }, 'safety-call/note': { label: 'What the worry is', hint: 'Where there is one.' },
  'equipment-in-place/noneNeeded': { label: 'No equipment is needed' }, 'equipment-in-place/deliveryAt': { label: 'When it was or will be delivered' },
  'declined/by': { label: 'Who said no' }, 'declined/capacity': { label: 'Capacity for this decision' }, 'assign/to': { label: 'Who is to do it' }, 'assign/reason': { label: 'Why them' }, 'acknowledge/note': { label: 'What you are doing about it' }, 'attempt/at': { label: 'When it was tried' },
  'hand-over/acceptedBy': { label: 'Who has taken it over' }, 'hand-over/reason': { label: 'Why it is handed over' }, 'unmet/reason': { label: 'Why it cannot be met' }, 'move/dueAt': { label: 'New due time' }, 'move/reason': { label: 'Why it is moved' }, 'reopen/reason': { label: 'Why it is not done after all' },
  'risk-decision/because': { label: 'Why something is unmet', hint: 'Where it is capacity, somebody has to answer to the hub the same day.' }, 'risk-decision/unmetDueAt': { label: 'By when what is unmet will be there', hint: 'Needed where the person goes with the risk accepted.' },
  'risk-decision/plannedDischargeAt': { label: 'New planned discharge', hint: 'Needed where the discharge is postponed, and only then.' }, 'risk-decision/mitigations': { label: 'What makes it safer', hint: 'One a line, one at least.' },
  'readiness-review/toStage': { label: 'To which stage', hint: 'Needed for stepping up, and only then. Stage 1 has the most contacts.' }, 'step-up-review/toStage': { label: 'To which stage', hint: 'Needed for stepping up, and only then. Stage 1 has the most contacts.' },
  'step-up-review/outOfHours': { label: 'Whom to call out of hours' },
  ...Object.fromEntries(['decision-huddle', 'live-case-supervision', 'ownership-review'].flatMap((step) => Object.entries<Words>({
    lookedAt: { label: 'The cases', hint: 'Something is said of each. Leave names out: the cases have them.' }, findings: { label: 'What was found', hint: 'Where there was nothing to look at, say so.' }, actions: { label: 'What is to change' }, noActionBecause: { label: 'If nothing is done about it, why', hint: 'Only where something is to change' },
    heldAt: { label: 'When you met' },
  }).map(([key, words]) => [`${step}/${key}`, words] as const))),
  'ownership-review/how': { label: 'Why it is clear, or how it was or is put right' },
  ...Object.fromEntries(['threshold-decision', 'mdt-review'].flatMap((step) => Object.entries<Words>({
    plan: { label: 'The plan', hint: 'For stepping up, and only then. Each part is agreed, or it is said why it is not needed.' }, formulation: { label: 'What is going on', hint: 'In plain words' }, every: { label: 'One contact every', hint: 'Whole days or weeks' }, for: { label: 'For', hint: 'Whole days or weeks' },
    by: { label: 'By when' }, with: { label: 'With whom' }, about: { label: 'About what' }, service: { label: 'Which service' }, outOfHours: { label: 'What is to be done out of hours' }, mdtAt: { label: 'When the team looks at it', hint: 'Before the last contact' }, warningSigns: { label: 'Signs that ask for this decision again', hint: 'One a line. Seen at a contact, they call by themselves.' },
    rejection: { label: 'Why it is not stepped up', hint: 'Where the threshold is not met, and only then. Whoever raised it reads this.' }, reason: { label: 'Why not' }, safeguarding: { label: 'Safeguarding', hint: 'Only where there are indicators' },
    reviewAt: { label: 'When the team looks at it again', hint: 'For holding the plan, and only then' }, steppedDown: { label: 'Stepping down', hint: 'For stepping down, and only then' },
  }).map(([key, words]) => [`${step}/${key}`, words] as const))),
  'post-escalation-review/safeguarding': { label: 'Safeguarding actions', hint: 'What was done, or that none was needed' }, 'post-escalation-review/planUpdated': { label: 'What changed in the plan' }, 'crisis-interface/service': { label: 'Which service' }, 'raise/dangerNow': { label: 'Is somebody in danger now?', hint: 'If so, ring 999 first' }, 'start/dangerNow': { label: 'Is somebody in danger now?', hint: 'If so, ring 999 first' }, 'raiser-told/how': { label: 'How they were told' },
  'raising-link/name': { label: 'Name of the partner' }, 'raising-link/organisation': { label: 'Where they work' }, 'raise/reportedBy': { label: 'Who told you', hint: 'Where it was somebody else' },
  'start/kind': { label: 'What happened' }, 'start/occurredAt': { label: 'When it happened', hint: 'Of two falls the second. The 72 hours run from here.' }, 'start/note': { label: 'What happened, in words' }, 'start/dischargePathway': { label: 'Discharge pathway' },
  'start/every': { label: 'One contact every', hint: 'Whole days or weeks.' }, 'start/for': { label: 'For', hint: 'Whole days or weeks.' }, 'start/indicators': { label: 'Safeguarding indicators', hint: 'One a line. Leave empty when there are none.' },
  'case-owner/role': { label: 'Which role' }, 'case-owner/person': { label: 'Who takes it on' }, 'case-owner/offer': { label: 'Ask them first?', hint: 'Yes: it is theirs once they accept. No: it is theirs at once.' }, 'case-owner/reason': { label: 'Why it is handed over' },
  'case-replan/reason': { label: 'Why the plan moves' }, 'case-replan/plannedDischargeAt': { label: 'New planned discharge' }, 'case-replan/dischargedAt': { label: 'New time of the discharge' }, 'case-identity/reason': { label: 'Why it is corrected' },
  'case-end/because': { label: 'Why it ends' }, 'case-end/at': { label: 'When that was' }, 'case-end/acceptedBy': { label: 'Who has accepted what is open', hint: 'Needed where the person moved away or was transferred.' }, 'case-trigger/note': { label: 'What was seen, in words' },
  'triage-huddle/of': { label: 'Whom to ask' }, 'senior-oversight/of': { label: 'Whom to ask' }, 'triage-huddle/question': { label: 'What makes it borderline' }, 'senior-oversight/question': { label: 'The question' }, 'start/reason': { label: 'Why the person is referred, and why now' }, 'start/name': { label: 'Name' },
  'service-accepts/accepted': { label: 'I accept the person for this service' }, 'redirect/to': { label: 'Where to, or told to whom' }, 'redirect/rationale': { label: 'Why the person is redirected' }, 'clarification-call/contactedAt': { label: 'When you rang' }, 'restriction-not-begun/resolution': { label: 'What became of it' }, 'assignment-refused/to': { label: 'Who has the person now' },
  'action/checkedBy': { label: 'Who checked it', hint: 'Where the action asks for another person, not whoever did it.' }, 'trigger-response/done': { label: 'What was done about it' },
};

const choices: Readonly<Record<string, string>> = {
  MO: 'Monday', TU: 'Tuesday', WE: 'Wednesday', TH: 'Thursday', FR: 'Friday', SA: 'Saturday', SU: 'Sunday', email: 'Email', sms: 'Text message',
  person: 'The person', carer: 'Who cares for them', 'receiving-place': 'The receiving place', family: 'Family', partner: 'Partner organisations', 'discharge-hub': 'Discharge hub', 'system-capacity-route': 'System capacity route',
  none: 'No worry', today: 'Yes: somebody should see the person today', urgent: 'Yes, urgent', 999: '999 was called', visit: 'In person', phone: 'By phone', ed: 'Emergency department', ucr: 'Urgent community response', seen: 'Seen where they were', yes: 'Yes', no: 'No', unknown: 'Not known',
  'accept-as-is': 'Accepted as it is', 'other-lead': 'Another lead takes it', 'back-to-crisis-team': 'Back to the crisis team', 'entered-by-hand': 'Entered by hand', reprocessed: 'Sent again and read', 'not-relevant': 'Not relevant',
  presumed: 'Presumed: nothing suggests otherwise', assessed: 'Assessed, and present', lacking: 'Assessed, and lacking', continue: 'It goes on as it is', modify: 'It is changed', 'step-down': 'It is taken back',
};
const inStepChoices: Readonly<Record<string, string>> = {
  ...directoryChoices, 'threshold-decision/step-up': 'The threshold is met: step up', 'threshold-decision/not-met': 'Not met', 'readiness-review/step-down': 'Step down', 'mdt-review/step-up': 'Step up further', 'mdt-review/hold': 'Hold the plan', 'mdt-review/step-down': 'Step down', 'urgent-clinical-check/999': '999', 'urgent-clinical-check/phone': 'Advice by phone', 'flow-meeting/held': 'It was held', 'flow-meeting/cancelled': 'It is cancelled', 'flow-meeting/ended': 'It was the last: they do not meet any more', 'start/0': '0: home, without new support', 'start/1': '1: home, with support', 'start/2': '2: a bed for rehabilitation', 'start/3': '3: a care home, or complex care' };

/** What each of several shapes is called, by the first field that it asks for, or what it is. */
const branches: Readonly<Record<string, string>> = {
  by: 'It is agreed', with: 'It is agreed', service: 'It is asked', problem: 'There was one', unchangedBecause: 'They do not change',
  visitAt: 'A visit is booked', acceptedBy: 'Accepted by name, where they go', noneNeeded: 'No visit is needed', noneBecause: 'None was needed', notDoneBecause: 'It was not done', notNeededBecause: 'No action is needed', text: 'Say what', list: 'Line by line',
};
const inStepBranches: Readonly<Record<string, string>> = { 'stabilisation-agreed/list': 'Actions were agreed', 'start/list': 'These', 'crisis-plan-reviewed/text': 'In words', 'mayShare/text': 'Only this' };

/** What one row of a list is called. */
const rows: Readonly<Record<string, string>> = { functional: 'Measure', options: 'Option', safetyNet: 'Line', taper: 'Stage', actions: 'Action', lookedAt: 'Case', plan: 'Line of the plan', restrictions: 'Restriction', contacts: 'Contact', risks: 'Risk', rules: 'Rule', people: 'Turn', warningSigns: 'Sign', sleep: 'Action', routine: 'Action', safeContacts: 'Action', practicalSupport: 'Action' };
export const rowWords = (key: string): string => rows[key] ?? 'Row';

/** What a field is called in the form of a step, where that differs. */
export const labelInStep = (step: string, key: string): string | undefined => inStep[`${step}/${key}`]?.label;
export const hasWords = (step: string, key: string): boolean => Object.hasOwn(inStep, `${step}/${key}`) || isLabelled('', key);
/** Where one name stands for two things in a form, the field above it says which. */
export function fieldWords(step: string, key: string, pointer = ''): Words {
  const hint = hintOf('', key);
  return inStep[`${step}/${pointer.split('/').at(-2) ?? ''}/${key}`] ?? inStep[`${step}/${key}`] ?? { label: labelOf('', key), ...(hint === undefined ? {} : { hint }) };
}
export const choiceWords = (step: string, value: string): string => inStepChoices[`${step}/${value}`] ?? (Object.hasOwn(choices, value) ? choices[value]! : optionWords(value));

export function branchWords(step: string, key: string, branch: Schema): string {
  if (branch.const === true) return 'Yes';
  if (branch.const === false) return 'No';
  if (typeof branch.const === 'string') return choiceWords(step, branch.const);
  const parts = Object.entries(branch.properties ?? {});
  const fixed = parts.find(([, part]) => part.const !== undefined && part.const !== true);
  if (fixed) return choiceWords(step, String(fixed[1].const));
  const by = parts[0]?.[0] ?? (branch.type === 'array' ? 'list' : 'text');
  return inStepBranches[`${step}/${by}`] ?? inStepBranches[`${key}/${by}`] ?? branches[by] ?? plainWords(by);
}
