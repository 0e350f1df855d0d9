import { CoverRow, Leave } from './absence.js';
import { Admission } from './admission.js';
import { Call } from './call.js';
import { Case } from './case.js';
import { CaseClaim } from './case-claim.js';
import { CaseEventRow } from './case-event.js';
import { CaseOrganisation } from './case-organisation.js';
import { CommandRow } from './command.js';
import { ContactCode } from './contact-code.js';
import { ContactMethod } from './contact-method.js';
import { DecisionTrace, DecisionTraceAct } from './decision-trace.js';
import { DirectoryChange } from './directory-change.js';
import { Escalation } from './escalation.js';
import { Heartbeat } from './heartbeat.js';
import { HuddleWalk } from './huddle-walk.js';
import { Identity } from './identity.js';
import { Link } from './link.js';
import { KeptForm } from './kept-form.js';
import { Message } from './message.js';
import { NoticeTurn } from './notice-turn.js';
import { Notice } from './notice.js';
import { Organisation } from './organisation.js';
import { PageSetting } from './page-setting.js';
import { Patient } from './patient.js';
import { PatientIdentifier } from './patient-identifier.js';
import { PatientSearch } from './patient-search.js';
import { PersonRole } from './person-role.js';
import { PersonRow } from './person.js';
import { RaisingLinkRow, RaisingRow } from './raising-link.js';
import { Reassignment, ReassignmentItem } from './reassignment.js';
import { PolicyApproval, PolicyDraft, PolicyRelease } from './policy-release.js';
import { PolicyRehearsal } from './policy-rehearsal.js';
import { IndicatorMessage, IndicatorReading, IndicatorSecret, IndicatorSource, LevelProposal, OrganisationClaim, SystemParticipant } from './pressure.js';
import { RecordHalt } from './record-halt.js';
import { Refusal } from './refusal.js';
import { RotaOverride, RotaRow } from './rota.js';
import { StaffMail } from './staff-mail.js';
import { SavedView } from './saved-view.js';
import { SessionRow } from './session.js';
import { ScenarioQuestion } from './scenario-question.js';
import { ScenarioRehearsal } from './scenario-rehearsal.js';
import { SystemAlarm, SystemAlarmClosing } from './system-alarm.js';
import { Task } from './task.js';
import { Team, TeamMember } from './team.js';
import { UnreachedCall } from './unreached-call.js';
import { WatchdogAlarm } from './watchdog-alarm.js';
import { Webhook, WebhookDelivery, WebhookLane, WebhookSecret } from './webhook.js';

/** Every table of the record. */
export const entities = [
  Admission, Call, Case, CaseClaim, CaseEventRow, CaseOrganisation, CommandRow, ContactMethod, Escalation, Heartbeat, HuddleWalk, Identity, Message, Notice, NoticeTurn, Organisation, Patient, PatientIdentifier,
  PatientSearch, PersonRole, PersonRow, RecordHalt, Refusal, SystemAlarm, SystemAlarmClosing, Task, UnreachedCall, WatchdogAlarm,
  PolicyRehearsal, PolicyDraft, PolicyApproval, PolicyRelease, DecisionTrace, DecisionTraceAct, ScenarioQuestion, ScenarioRehearsal,
  // A system under pressure.
  IndicatorMessage, IndicatorReading, IndicatorSecret, IndicatorSource, LevelProposal, OrganisationClaim, SystemParticipant,
  // The pages.
  KeptForm, PageSetting, SavedView, SessionRow,
  // The directory of duty.
  ContactCode, CoverRow, DirectoryChange, Leave, Reassignment, ReassignmentItem, RotaOverride, RotaRow, Team, TeamMember,
  // What leaves the house.
  Link, RaisingLinkRow, RaisingRow, StaffMail, Webhook, WebhookDelivery, WebhookLane, WebhookSecret,
];
