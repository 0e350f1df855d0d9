/** What fields are called, by their own name or, where that says something else there, by 'parent/name'. The second is a hint. */
type Label = readonly [label: string, hint?: string];

const labels: Readonly<Record<string, Label>> = {
  // A start, and who it is about.
  ward: ['Ward'], plannedDischargeAt: ['Planned discharge'], dischargePathway: ['Discharge pathway', '0: home without new support. 1: home with support. 2: a bed for rehabilitation. 3: a care home or complex care.'],
  destination: ['Where the person goes to'], receiving: ['Who receives the person', 'Where somebody has accepted them already'], livesAlone: ['Does the person live alone?'], endOfLife: ['Is the person at the end of life?'],
  trigger: ['What happened'], 'trigger/kind': ['What happened'], 'trigger/occurredAt': ['When it happened', 'Of two falls the second. The 72 hours run from here.'], earlierAt: ['When the first fall was', 'Only for two falls in a week'],
  where: ['Where it happened'], crisisTeam: ['Crisis team that hands over'], dischargedAt: ['Discharge'], from: ['Where the person leaves from'], suicideRisk: ['Suicide risk'],
  'safeguarding/indicators': ['Safeguarding indicators', 'One a line. Leave empty when there are none.'], taper: ['Contacts', 'How often the person is seen, stage by stage. Leave out to use the policy’s own plan.'],
  'taper/every': ['One contact every'], 'taper/for': ['For'], incompleteBecause: ['Why the handover is not complete', 'Only where something of the handover is missing'],
  nhsNumber: ['NHS number', '10 digits, for example 999 000 0018'], name: ['Name'], dateOfBirth: ['Date of birth', 'For example 9 3 1941'], interpreter: ['Interpreter', 'Which language, or yes or no'],
  format: ['Format', 'How they need what is written: large print, easy read'], advocate: ['Advocate', 'Who, or yes or no'], needs: ['What the person needs'], relation: ['Relation to the person'],
  safeToContact: ['Safe to ring?', 'Yes, no, or when and how'], contacts: ['Whom to be in touch with'], clinicalLead: ['Clinical lead'], coordinator: ['Coordinator'], escalationOwner: ['Escalation owner'],
  pathway: ['Pathway'], organisation: ['Organisation'],
  // The minimum dataset of a handover.
  handover: ['What the crisis team hands over'], formulation: ['Formulation', 'How the crisis came about, in a few sentences'], riskHistory: ['Risk history'], currentRisks: ['Current risks'], protectiveFactors: ['Protective factors'],
  medication: ['Medication'], crisisPlan: ['Crisis plan'], outOfHours: ['Out of hours', 'Whom to call, and how'], legalStatus: ['Legal status'], dependants: ['Dependants'], accommodation: ['Accommodation'],
  restrictions: ['Restrictions in force'], what: ['What'], alternativesConsidered: ['Alternatives considered'], until: ['Until'], reviewAt: ['Review'], stepDownPlan: ['Plan to step it down'], mayShare: ['May we share?', 'Yes, no, or what'],
  // Disputes and restrictions.
  'details/title': ['What it is called', 'A few words by which everybody knows it'], description: ['What it is about'], context: ['How it came about'], 'details/impact': ['What it does to people'], initiatingAgency: ['Agency that raises it'],
  otherAgencies: ['Other agencies', 'One a line'], 'details/route': ['Forum that decides when the lead does not'], caseId: ['Case that it is about', 'Its id, as its address has it'], theme: ['Theme', 'By which it is counted among others'], lesson: ['What was learned'],
  protocolChange: ['What changes because of it'], acknowledgedBy: ['Who acknowledged it'], acknowledgedAt: ['When they acknowledged it'], doneAboutTheRisk: ['What is done about the risk meanwhile'], stepDownWhen: ['What would end it'],
  // The monthly audit.
  month: ['Month'], figures: ['What was counted'], candidates: ['Cases to choose from'], seed: ['Seed of the sample'], responsesInTime: ['Answers to triggers in time'], actionsInTime: ['Agreed actions in time'], handoversComplete: ['Handovers with nothing missing'],
  decisionsWhole: ['Decisions with every part'], ownedClearly: ['Open tasks with one owner who is there'], restrictionsInTime: ['Restrictions reviewed in time'], escalationsActedOn: ['Escalations on which somebody acted before a second call'], cohort: ['Repeat-crisis cohort'],
  callsAnswered: ['Calls for which somebody held the role'], decisions: ['Decisions'], scenariosSafe: ['Scenarios of supervision answered safely'], restrictionsOverdue: ['Restrictions whose review is overdue at the end'], casesOpenedOrClosed: ['Cases opened or closed'], of: ['Of'], percent: ['Per cent'], middle: ['Middle'], longest: ['Longest'],
  triggersAnswered: ['Were triggers answered in time?'], actionsDone: ['Were agreed actions done?'], decisionsComplete: ['Do decisions say why?'], ownershipClear: ['Was it always clear whose it was?'], restrictionsReviewed: ['Were restrictions reviewed?'],
  changed: ['Has it changed?'], 'audit-summary/question': ['The question that is asked again'],
  // The supervision of a week.
  week: ['Week from'], edgeCandidates: ['Edge cases of the week'], edgeCases: ['Edge cases for the huddle'], liveCandidates: ['Live cases that are contested or change quickly'], liveCases: ['Live cases for supervision'], unclearCandidates: ['Cases whose ownership is not clear'], unclearOwnership: ['Whose are these?'],
  lookedAt: ['Cases'], whyEscalated: ['Why it was escalated, or was not'], evidenceRecorded: ['What evidence was recorded'], whatFollowed: ['What response there was'], conclusion: ['What is concluded'], reflection: ['What the supervisor thinks of it'], ifItChanges: ['What we would do today if it changes'],
  // The quarterly themes.
  quarter: ['Quarter'], themes: ['Themes'], escalations: ['Escalations'], casesEscalated: ['Cases with one'], lessons: ['What disputes taught'], protocolChanges: ['What is to change'], count: ['How often'], share: ['Per cent of all'], draft: ['Draft of a policy', 'The end of its address: draft the change first, from the page of the themes'], became: ['What became of it'],
  // Risks.
  status: ['How it stands'], rating: ['How bad it would be', 'Its consequence, never how likely it is'], governance: ['Forum that reviews it'], mitigation: ['What is done about it'], 'mitigation/plan': ['The plan'], indicator: ['Indicator'], 'indicator/name': ['What is counted'],
  computed: ['Reckoned from our own record', 'Leave out where somebody enters it'], range: ['It should be'], tolerance: ['So much'], 'details/reviewAt': ['First review'], value: ['What was read'], readAt: ['When it was read'], actionsTaken: ['What was done'], category: ['Kind of risk', 'What concerns safeguarding is referred, and not written here'], severity: ['How bad it would be', 'Its consequence, never how likely it is'], immediateAction: ['What is done at once'], leadAgency: ['Lead agency'], partners: ['Partners who do something about it'], 'details/partners': ['Partners who do something about it', 'The risk stays its owner’s'], agency: ['Agency'], 'partners/asked': ['What they are asked to do'],
  leadsTold: ['Which leads were told', 'One a line'], toldAt: ['When they were told'], contributions: ['What partners brought', 'One a line. Leave empty where there was nothing.'], noActionBecause: ['If nothing is done, why', 'Only where it became worse'], contribution: ['What was contributed'], emergingIssues: ['What is new'], agendaItem: ['Agenda item', 'The words under which it was discussed'],
  // A referral, its triage and what becomes of it.
  missing: ['What is not known'], proposals: ['What the thresholds propose'], borderline: ['Is it borderline?'], says: ['What it says'],   receivedAt: ['When the referral reached us', 'The triage counts from here.'], referredBy: ['Who referred'], 'referredBy/name': ['Name of who referred'], 'referredBy/organisation': ['Their organisation'], 'referredBy/contact': ['How to reach them'],
  dataset: ['The minimum dataset', 'Leave out what nobody has said: somebody rings and asks.'], 'dataset/reason': ['Why the person is referred, and why now'], 'dataset/currentRisks': ['What could go badly wrong now'], 'dataset/protectiveFactors': ['What and who keeps the person safe'],
  'dataset/safeguarding': ['Anybody at risk beside or because of the person', 'Children too'], 'dataset/personsView': ['What the person wants', 'And whether they know of the referral'], reachedBy: ['How the person is safely reached'], history: ['What happened before'], livingSituation: ['Where and with whom the person lives'], gp: ['GP'],
  facts: ['What is known of the person', 'Only what is said for certain'], dangerNow: ['Is anybody’s life in danger now?'], inHospital: ['Is the person in a hospital bed?'], leftCrisisCare: ['Did the person leave crisis care in the last two weeks?', 'A ward, a crisis team, an emergency department after a crisis'],
  underOurCare: ['Does a team of ours see the person already?'], gettingWorse: ['Is the person getting worse?'], fell: ['Two falls in a week, a head injury, or new confusion?'], severeOrComplex: ['Severe or complex needs that last?'], mildToModerate: ['Low mood or worry, without serious risk?'], substanceUse: ['Are drink or drugs the main need?'],
  careNeedsOnly: ['Does the person need help with daily living only?'], under18: ['Is the person under 18?'], livesElsewhere: ['Does the person live in another area?'], asked: ['What was asked', 'One a line'], present: ['Who was there', 'One a line'], service: ['Service'], 'to/pathway': ['Pathway'], leadProfessional: ['Lead professional', 'Leads the case, or accepts for the service'],
  details: ['What the pathway begins with'], rule: ['The rule that is followed'], departure: ['Why no rule is followed'], ask: ['What is to be asked', 'One a line'], weighed: ['What else was weighed', 'Doing nothing too'], firstStep: ['What happens first'],
  signposting: ['Signposting'], 'signposting/to': ['Where to'], personAgrees: ['Does the person agree?'], stillReachedBy: ['How the person reaches us until then'], urgentRoutes: ['Urgent routes'], communicated: ['Whom to call in an emergency has been told'], 'urgentRoutes/to': ['Told to whom', 'One a line'], which: ['Which they are'], referrerTold: ['Who of the referrers was told'],
  withdrawn: ['Is the referral withdrawn?'],
  // A system under pressure.
  situation: ['What is seen'], participants: ['People of partners', 'Whom to call to every meeting, and to ask for aid'], effect: ['What came of it'], sends: ['Whom they send instead'], joined: ['Who joined', 'One a line'], discussed: ['What was discussed'],
  paidBy: ['Who pays for it'], agreedWith: ['With whom it was agreed'], receivedBy: ['Who received it'], told: ['Who was told the answer'], cardChange: ['What changes in the card'], worked: ['What worked'], didNot: ['What did not'], planChange: ['What changes in the plan'],
  actionsThen: ['What becomes of what is open', 'Where the level is lower than before'], about: ['Which step of an action card', 'Only where it is about one'],
  // What several forms ask.
  reason: ['Reason'], note: ['Note'], text: ['Note'], because: ['Why'], at: ['When'], kind: ['What was seen'], occurredAt: ['When it happened'], reportedBy: ['Who told us'], sign: ['Which warning sign', 'In the words of the person’s plan'],
  acceptedBy: ['Who accepted'], 'acceptedBy/name': ['Name of who accepted'], 'acceptedBy/organisation': ['Organisation that accepted'], 'acceptedBy/contact': ['How to reach them'], contact: ['How to reach them'], role: ['Role'], person: ['Person'],
  tried: ['What was tried'], why: ['Why it did not succeed'], dueAt: ['Due'], title: ['What is to be done'], owner: ['Who'], completionCheck: ['How we know that it is done'], checkedByAnother: ['Must somebody else check it?'],
  actions: ['Actions'], safetyNet: ['Safety net', 'If this happens, who to call, and how soon they answer'], if: ['If'], call: ['Call'], respondWithin: ['They answer within'], plan: ['Plan'],
  // Decisions.
  question: ['The question that is decided'], options: ['Options considered'], option: ['Option'], doNothing: ['Do nothing'], rejectedBecause: ['Why it was not chosen'], chosen: ['Which option is chosen'], riskAccepted: ['Risk that is accepted'],
  proportionateBecause: ['Why that is proportionate'], personsView: ['What the person thinks of it'], outcome: ['Outcome'], unsafe: ['What is unsafe'], mitigations: ['What makes it safer', 'One a line'], unmetDueAt: ['When what is unmet will be there'],
  toStage: ['To which stage', '1 is the stage with the most contacts'], mdtAt: ['Meeting of the team'], summary: ['Escalation summary'], whatChanged: ['What changed'], alreadyDone: ['What was already done'], requested: ['What is requested'],
  urgency: ['How urgent'], notKnownBecause: ['If it is not known, why'],
  // A step-up: the script, the plan, what is agreed of it, and the review after an escalation.
  alreadyTried: ['What was tried already'], 'raised/dangerNow': ['Is somebody in danger now?'], highRisk: ['Is it high risk?', 'Then the named escalation owner reviews it within the week'],
  cadence: ['How often the person is seen'], 'cadence/every': ['One contact every'], 'cadence/for': ['For'], urgentReview: ['Urgent clinical review'], 'urgentReview/by': ['By when'], with: ['With whom'], medicationLiaison: ['Medication'], 'medicationLiaison/about': ['About what'],
  crisisInterface: ['Crisis service'], 'crisisInterface/service': ['Which service'], 'plan/warningSigns': ['Signs that call for the decision again', 'One a line. Seen once at a contact, they call by themselves.'], rejection: ['Why it is not stepped up', 'Whoever raised it is told this'], whatWouldChange: ['What would change that'],
  steppedDown: ['Stepping down'], criteriaMet: ['Which criteria are met'], handedTo: ['Who looks after the person now'], theirView: ['What they said to it'], read: ['I have read it'], problem: ['What went wrong with the partner'], contingency: ['What is to be done out of hours'],
  crisisAvoidance: ['What was done to avoid a crisis'], planUpdated: ['What changed in the plan'], contactCadence: ['How contacts change'], unchangedBecause: ['If they do not, why'], interfaceProblem: ['A problem with a partner'], escalatedTo: ['To whom it was taken'], escalatedAt: ['When'],
  'raised/name': ['Raised by'], 'raised/organisation': ['Of'], 'raised/person': ['Who that is here'], escalatedBefore: ['Escalated before, on other cases'], open: ['Left open'],
  stepDownCriteria: ['What allows to step down', 'One a line'], knownAs: ['What the page calls the person', 'Initials, or a word that only the partner understands. No name, no date of birth.'],
  // Evidence.
  done: ['What was done'], partnerAnswer: ['What the partner answered'], finding: ['What was found'], readmitted: ['Was the person readmitted?'], gpTold: ['The GP has been told'], partnersTold: ['Partners told', 'One a line'],
  cancelled: ['What was cancelled', 'One a line'], risks: ['Risks'], risk: ['Risk'], consequence: ['What it would mean'], nextAt: ['Next review'], check: ['How it was checked'], checkedBy: ['Who checked it'],
  visitAt: ['Visit'], provider: ['Who visits'], noneNeeded: ['None is needed'], changes: ['What changed in the medicines'], supplied: ['The medicines have been supplied'], whoGivesThem: ['Who gives them'],
  items: ['What is in place', 'One a line'], deliveryAt: ['Delivery'], givenTo: ['To whom'], understood: ['It was understood'], how: ['How'], capacity: ['Capacity', 'Noted where the person was not the one who understood'],
  confirmed: ['All of it is confirmed'], contacted: ['Who was contacted'], who: ['Who answered'], contactedAt: ['When'], askedFor: ['What was asked for'], response: ['What they answered'], leftAt: ['When the person left'],
  sentAt: ['When it was sent'], to: ['To whom'], visitedAt: ['When the person was visited'], by: ['By whom'], spokeTo: ['Who was spoken to'], worry: ['Is there a worry?'], seenAt: ['When the person was seen'], findings: ['What was found'],
  agreed: ['What was agreed'], change: ['What changes'], route: ['Route'], redFlags: ['Red flags', 'One a line. Leave empty when there are none.'], antithrombotic: ['Does the person take blood thinners?'],
  adviceGivenTo: ['Who was given advice'], someoneWithThem: ['Is somebody with them?'], riskOfHarmNow: ['Risk of harm now'], attendees: ['Who takes part', 'One a line'], lateBecause: ['Why it is later than the 72 hours', 'Only where it is'],
  medicationActions: ['Medicines'], noneBecause: ['If nothing, why'], equipmentChanges: ['Equipment'], hydrationAndNutrition: ['Drinking and eating'], homeSafetyPlan: ['Safety at home'], cognition: ['Cognition'], notDoneBecause: ['If not done, why'],
  lyingStandingBloodPressure: ['Lying and standing blood pressure'], safeguarding: ['Safeguarding'], considered: ['Safeguarding was considered'], concern: ['Is there a concern?'], rationale: ['Why'], heldAt: ['When it was held'],
  immediateSafety: ['What makes the person safe now'], referredAt: ['When it was referred'], reference: ['Reference'], whichContact: ['Which contact'], answer: ['Answer'], sharedWith: ['Shared with'], accepted: ['I accept the handover'], resolution: ['What becomes of it'],
  presentation: ['How the person is'], warningSigns: ['Warning signs', 'One a line'], 'warningSigns/sign': ['Sign'], seen: ['Was it seen?'], sleep: ['Sleep'], routine: ['Routine'], safeContacts: ['Safe contacts'], practicalSupport: ['Practical support'],
  notNeededBecause: ['If none is needed, why'], triggers: ['What brings the person back', 'One a line'], toPerson: ['The person has been told'], toPartners: ['Partners told', 'One a line'], discussedAt: ['When it was discussed'], learning: ['What was learned'],
  proportionate: ['Why it is proportionate'], impact: ['What it meant for the person'], decision: ['Decision'], goals: ['Goals'], stability: ['Stability'], handedBackTo: ['Handed back to'], indicators: ['Indicators', 'One a line'],
};

const ofField = (at: string, name: string): Label | undefined => {
  const [parent] = at.split('/').filter((step) => step !== '' && !/^\d+$/.test(step)).slice(-2);
  return (Object.hasOwn(labels, `${parent}/${name}`) ? labels[`${parent}/${name}`] : undefined) ?? (Object.hasOwn(labels, name) ? labels[name] : undefined);
};
/** A name of ours as words, where nobody has written any: 'someoneWithThem' is 'Someone with them'. */
export function plainWords(name: string): string {
  const words = name.replaceAll(/[-_]/g, ' ').replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
export const labelOf = (at: string, name: string): string => ofField(at, name)?.[0] ?? plainWords(name);
export const hintOf = (at: string, name: string): string | undefined => ofField(at, name)?.[1];
/** Is there a label for it? For the test that no form shows a name of ours. */
export const isLabelled = (at: string, name: string): boolean => ofField(at, name) !== undefined;

const options: Readonly<Record<string, string>> = {
  '999': '999', ed: 'Emergency department', ucr: 'Urgent community response', 'go-with-risk': 'Go, with the risk accepted', postpone: 'Postpone the discharge', stay: 'Stay in hospital', 'offer-again': 'Offer it again', accept: 'Accept the person’s no',
  'two-falls-in-a-week': 'Two falls in a week', 'non-attendance': 'Non-attendance', 'not-identified': 'Looked for and not identified', 'not-assessed': 'Not assessed', inpatient: 'Inpatient mental health bed', 'crisis-team': 'Crisis team', 'other-area': 'Another area',
  'visit-in-pairs': 'Visit in pairs', family: 'Family', 'mental-health-act-assessment': 'Mental Health Act assessment', 'accept-disengagement': 'Accept that the person does not want contact', 'back-to-crisis-team': 'Back to the crisis team',
  clinical: 'A clinical reason', capacity: 'Capacity: something or somebody is not available', declined: 'The person said no', seen: 'Seen', died: 'The person has died', 'wrong-person': 'It is the wrong person', 'entered-in-error': 'It was entered in error',
  'moved-away': 'The person has moved away', transferred: 'The person was transferred', 're-presentation': 'Re-presentation', 'left-before-safe': 'Left before it was safe', 'minimum-safe-discharge': 'Minimum safe discharge',
  'no-fixed-address': 'No fixed address', 'go-on': 'It goes on', 'at-most': 'At most', 'at-least': 'At least', 'system-risk': 'System risk', 'case-risk': 'Risk of a case', 'self-harm': 'Self-harm', 'mental-health': 'Mental health', 'closed-by-governance': 'Closed by governance', yes: 'Yes', no: 'No',
  assign: 'Assign a pathway, or a service of ours', redirect: 'Redirect to another service', clarify: 'Ask somebody first', 'senior-oversight': 'Ask somebody senior: it is borderline',
  'quarterly-themes': 'Quarterly themes', 'weekly-supervision': 'Weekly supervision', 'as-agreed': 'As the guide says', otherwise: 'It should have been decided otherwise', 'guide-unclear': 'The guide is not clear about it', 'localities-differ': 'Localities differ, and have reason to', 'goes-on': 'It goes on as it is', 'something-changes': 'Something is to change', clear: 'It is clear whose it is', 'put-right': 'It was put right', 'to-be-put-right': 'It is to be put right', 'changes-agreed': 'Changes were agreed, and done', 'nothing-to-change': 'Nothing had to change', 'nothing-to-look-at': 'There was nothing to look at', 'change-policy': 'Change the policy', 'no-change': 'Leave the policy as it is',
  'given-to-the-open-case': 'Given to whoever has the open case', 'started-by-hand': 'Started by hand', 'triaged-again': 'To be triaged again',
};
/** What one of several is called. */
export const optionWords = (option: string | number): string => (Object.hasOwn(options, String(option)) ? options[String(option)]! : plainWords(String(option)));
