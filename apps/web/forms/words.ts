import type { Schema } from './schema.js';

/** What the fields of forms are called, and what helps to fill them. By the field's name; where the same name means something else in one step, by step and name. */
interface Words { label: string; hint?: string }

const said: Readonly<Record<string, Words>> = {
  done: { label: 'What was done' }, partnerAnswer: { label: 'What the partner answered' }, finding: { label: 'What you found' }, findings: { label: 'What was found' }, readmitted: { label: 'Was the person readmitted?' },
  gpTold: { label: 'The GP was told' }, partnersTold: { label: 'Partners who were told', hint: 'One a line. Leave it empty if there were none.' }, cancelled: { label: 'What was cancelled', hint: 'Visits, deliveries and letters, one a line.' },
  risks: { label: 'Risks that are open' }, risk: { label: 'The risk' }, consequence: { label: 'What it would lead to', hint: 'How bad it would be, not how likely.' }, nextAt: { label: 'Next review' },
  check: { label: 'How it was checked' }, checkedBy: { label: 'Who checked it', hint: 'Somebody other than whoever did it, where the action asks for that.' },
  visitAt: { label: 'Start of the visit' }, until: { label: 'End' }, provider: { label: 'Who visits' }, acceptedBy: { label: 'Who accepted' }, organisation: { label: 'Organisation' }, noneNeeded: { label: 'None is needed' }, because: { label: 'Why' },
  changes: { label: 'What changed in the medicines', hint: 'Started, stopped and changed, or that nothing changed.' }, supplied: { label: 'The medicines were supplied' }, whoGivesThem: { label: 'Who gives them' },
  items: { label: 'What is in place', hint: 'One a line.' }, deliveryAt: { label: 'Delivery' },
  givenTo: { label: 'Who was given the instructions' }, understood: { label: 'They understood it' }, how: { label: 'How' }, capacity: { label: 'What is noted about capacity', hint: 'Needed where somebody else understood in the person’s place.' },
  confirmed: { label: 'I confirm that all four standards are met' }, contacted: { label: 'Who was contacted' }, who: { label: 'Whom you spoke to' }, contactedAt: { label: 'When' }, askedFor: { label: 'What you asked for' }, response: { label: 'What they answered' },
  leftAt: { label: 'When the person left' }, sentAt: { label: 'When it was sent' }, to: { label: 'To whom' }, visitedAt: { label: 'When the visit was' }, by: { label: 'Who did it' },
  spokeTo: { label: 'Whom you spoke to' }, worry: { label: 'Is there a worry?' }, note: { label: 'Note' }, seenAt: { label: 'When the person was seen' }, reason: { label: 'Why' }, agreed: { label: 'What was agreed' }, change: { label: 'What should change' },
  route: { label: 'Where it went' }, redFlags: { label: 'Red flags', hint: 'One a line. Leave it empty if there were none.' }, antithrombotic: { label: 'Does the person take an anticoagulant or antiplatelet?' }, adviceGivenTo: { label: 'Who was given the advice' },
  someoneWithThem: { label: 'Is somebody with them?' }, riskOfHarmNow: { label: 'Risk of harm now' }, plan: { label: 'Safety-net plan' }, if: { label: 'If this happens' }, call: { label: 'Who to call' }, respondWithin: { label: 'They respond within' },
  reviewAt: { label: 'When the review is' }, attendees: { label: 'Who comes', hint: 'One a line.' }, lateBecause: { label: 'Why it is later than 72 hours', hint: 'Only where it is.' },
  medicationActions: { label: 'Medication review' }, equipmentChanges: { label: 'Equipment' }, hydrationAndNutrition: { label: 'Hydration and nutrition' }, homeSafetyPlan: { label: 'Home safety plan' }, cognition: { label: 'Cognition' },
  lyingStandingBloodPressure: { label: 'Lying and standing blood pressure' }, personsView: { label: 'What the person thinks' }, safeguarding: { label: 'Safeguarding' }, considered: { label: 'Safeguarding was considered' }, concern: { label: 'Is there a concern?' },
  rationale: { label: 'Why' }, heldAt: { label: 'When the review was held' }, actions: { label: 'Actions' }, title: { label: 'What is to be done' }, owner: { label: 'Owner' }, dueAt: { label: 'Due' }, completionCheck: { label: 'How its completion is checked' },
  checkedByAnother: { label: 'Must somebody else check it?' }, immediateSafety: { label: 'What was done so that the person is safe now' }, referredAt: { label: 'When it was referred' }, reference: { label: 'Reference number' }, answer: { label: 'The answer' },
  sharedWith: { label: 'Shared with' }, accepted: { label: 'I accept the person into our care' }, resolution: { label: 'How it was settled' }, handover: { label: 'What was missing' }, formulation: { label: 'Formulation' }, riskHistory: { label: 'Risk history' },
  currentRisks: { label: 'Current risks' }, protectiveFactors: { label: 'Protective factors' }, medication: { label: 'Medication' }, crisisPlan: { label: 'Crisis plan' }, outOfHours: { label: 'Out-of-hours contact' }, legalStatus: { label: 'Legal status' },
  dependants: { label: 'Dependants' }, accommodation: { label: 'Accommodation' }, restrictions: { label: 'Restrictions' }, what: { label: 'What is restricted' }, alternativesConsidered: { label: 'Alternatives that were considered' },
  stepDownPlan: { label: 'How it will be taken back' }, contacts: { label: 'Contacts' }, name: { label: 'Name' }, contact: { label: 'How to reach them' }, mayShare: { label: 'May be told' }, presentation: { label: 'How the person is' },
  warningSigns: { label: 'Early warning signs', hint: 'One a line. Leave it empty if there were none.' }, sign: { label: 'Sign' }, seen: { label: 'Was it seen?' }, sleep: { label: 'Sleep' }, routine: { label: 'Routine' }, safeContacts: { label: 'Safe contacts' },
  practicalSupport: { label: 'Practical support' }, triggers: { label: 'Re-escalation triggers', hint: 'One a line.' }, toPerson: { label: 'The person was told' }, toPartners: { label: 'Partners who were told', hint: 'One a line. Leave it empty if there were none.' },
  outcome: { label: 'What came of it' }, discussedAt: { label: 'When it was discussed' }, learning: { label: 'What was learned' }, proportionate: { label: 'Why it was proportionate' }, impact: { label: 'What it changed for the person' }, decision: { label: 'Decision' },
  goals: { label: 'Goals' }, stability: { label: 'How stable things are' }, handedBackTo: { label: 'Handed back to' },
  // What can be said of any task.
  at: { label: 'When' }, tried: { label: 'What was tried' }, why: { label: 'Why it did not succeed' }, unsafe: { label: 'What is unsafe because of it' }, explained: { label: 'What was explained to them' }, alternative: { label: 'What was offered instead' },
  bestInterests: { label: 'What was decided in their best interests, and who was consulted', hint: 'Needed where the person lacks capacity.' }, for: { label: 'For how long you have it in hand' }, noneBecause: { label: 'Why none' }, notDoneBecause: { label: 'Why not done' }, notNeededBecause: { label: 'Why none is needed' },
};

const inStep: Readonly<Record<string, Words>> = {
  'first-visit-booked/evidence': { label: 'How the first visit is arranged' }, 'restriction-review/evidence': { label: 'What becomes of the restriction' },
  'first-visit-booked/acceptedBy': { label: 'Who accepted, by name' }, 'first-visit-booked/because': { label: 'Why no visit is needed' }, 'first-visit-booked/until': { label: 'End of the visit' }, 'red-flag-instructions-given/how': { label: 'How it was explained and checked' },
  'capacity-response/contactedAt': { label: 'When you contacted them' }, 'person-seen/how': { label: 'How the person was seen' }, 'person-seen/reason': { label: 'Why by phone only', hint: 'Only where it was by phone.' }, 'person-seen/by': { label: 'Who saw the person' },
  'welfare-check/by': { label: 'Who saw the person' }, 'first-visit-done/by': { label: 'Who visited' }, 'visit-to-explain/by': { label: 'Who visited' }, 'visit-to-explain/visitedAt': { label: 'When the visit was' }, 'left-before-safe-response/contacted': { label: 'Who was contacted' },
  'contact/warningSigns': { label: 'Early warning signs', hint: 'Each sign of the person’s plan, seen or not.' }, 'restriction-review/until': { label: 'In force until' }, 'restriction-review/reviewAt': { label: 'Next review' }, 'handover-completed/until': { label: 'In force until' },
  'handover-completed/reviewAt': { label: 'Next review' }, 'handover-completed/because': { label: 'Why it is restricted' }, 'urgent-clinical-check/by': { label: 'Who checked the person' }, 'care-plan-sent/to': { label: 'Which practice' }, 'gp-summary-sent/to': { label: 'Which practice' },
  'medicines-reconciled/supplied': { label: 'The medicines were supplied' }, 'departure/leftAt': { label: 'When the person left' }, 'safety-call/how': { label: 'How' }, 'safety-call/note': { label: 'What the worry is', hint: 'Where there is one.' },
  'equipment-in-place/noneNeeded': { label: 'No equipment is needed' }, 'equipment-in-place/deliveryAt': { label: 'When it was or will be delivered' },
  'declined/by': { label: 'Who said no' }, 'declined/capacity': { label: 'Capacity for this decision' }, 'assign/to': { label: 'Who is to do it' }, 'assign/reason': { label: 'Why them' }, 'acknowledge/note': { label: 'What you are doing about it' }, 'attempt/at': { label: 'When it was tried' },
  'hand-over/acceptedBy': { label: 'Who has taken it over' }, 'hand-over/reason': { label: 'Why it is handed over' }, 'unmet/reason': { label: 'Why it cannot be met' }, 'move/dueAt': { label: 'New due time' }, 'move/reason': { label: 'Why it is moved' }, 'reopen/reason': { label: 'Why it is not done after all' },
  'action/checkedBy': { label: 'Who checked it', hint: 'Where the action asks for another person, not whoever did it.' }, 'trigger-response/done': { label: 'What was done about it' },
};

const choices: Readonly<Record<string, string>> = {
  person: 'The person', carer: 'Who cares for them', 'receiving-place': 'The receiving place', family: 'Family', partner: 'Partner organisations', 'discharge-hub': 'Discharge hub', 'system-capacity-route': 'System capacity route',
  none: 'No worry', today: 'Yes: somebody should see the person today', urgent: 'Yes, urgent', 999: '999 was called', visit: 'In person', phone: 'By phone', ed: 'Emergency department', ucr: 'Urgent community response', seen: 'Seen where they were', yes: 'Yes', no: 'No', unknown: 'Not known',
  'accept-as-is': 'Accepted as it is', 'other-lead': 'Another lead takes it', 'back-to-crisis-team': 'Back to the crisis team', 'entered-by-hand': 'Entered by hand', reprocessed: 'Sent again and read', 'not-relevant': 'Not relevant',
  presumed: 'Presumed: nothing suggests otherwise', assessed: 'Assessed, and present', lacking: 'Assessed, and lacking', continue: 'It goes on as it is', modify: 'It is changed', 'step-down': 'It is taken back',
};
const inStepChoices: Readonly<Record<string, string>> = { 'urgent-clinical-check/999': '999', 'urgent-clinical-check/phone': 'Advice by phone' };

/** What each of several shapes is called, by the first field that it asks for, or what it is. */
const branches: Readonly<Record<string, string>> = {
  visitAt: 'A visit is booked', acceptedBy: 'Accepted by name, where they go', noneNeeded: 'No visit is needed', noneBecause: 'None was needed', notDoneBecause: 'It was not done', notNeededBecause: 'No action is needed', text: 'Say what', list: 'Line by line',
};
const inStepBranches: Readonly<Record<string, string>> = { 'stabilisation-agreed/list': 'Actions were agreed', 'crisis-plan-reviewed/text': 'In words', 'mayShare/text': 'Only this' };

/** What one row of a list is called. */
const rows: Readonly<Record<string, string>> = { actions: 'Action', plan: 'Line of the plan', restrictions: 'Restriction', contacts: 'Contact', risks: 'Risk', warningSigns: 'Sign', sleep: 'Action', routine: 'Action', safeContacts: 'Action', practicalSupport: 'Action' };
export const rowWords = (key: string): string => rows[key] ?? 'Row';

/** `first-visit-booked` as words, where nothing better is known. */
export const plainWords = (name: string): string => {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('-', ' ').toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
};

export const hasWords = (step: string, key: string): boolean => Object.hasOwn(inStep, `${step}/${key}`) || Object.hasOwn(said, key);
export const hasChoiceWords = (step: string, value: string): boolean => Object.hasOwn(inStepChoices, `${step}/${value}`) || Object.hasOwn(choices, value);
export const fieldWords = (step: string, key: string): Words => inStep[`${step}/${key}`] ?? (Object.hasOwn(said, key) ? said[key]! : { label: plainWords(key) });
export const choiceWords = (step: string, _key: string, value: string): string => inStepChoices[`${step}/${value}`] ?? (Object.hasOwn(choices, value) ? choices[value]! : plainWords(value));

export function branchWords(step: string, key: string, branch: Schema): string {
  if (branch.const === true) return 'Yes';
  if (branch.const === false) return 'No';
  const parts = Object.entries(branch.properties ?? {});
  const fixed = parts.find(([, part]) => part.const !== undefined && part.const !== true);
  if (fixed) return choiceWords(step, fixed[0], String(fixed[1].const));
  const by = parts[0]?.[0] ?? (branch.type === 'array' ? 'list' : 'text');
  return inStepBranches[`${step}/${by}`] ?? inStepBranches[`${key}/${by}`] ?? branches[by] ?? plainWords(by);
}
