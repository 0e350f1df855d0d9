/** A FHIR message from its bytes to what it means here. Nothing is guessed silently: `flags` names what was odd, `unreadable` what somebody has to look at. */
import type { OperationOutcomeIssue } from '@medplum/fhirtypes';
import type { JsonObject } from '#libs/contracts/events.js';
import { shortened, type HospitalPatient, type Unreadable } from '../hospital-message.js';
import { asList, asObject, at, conceptWords, cut, nameWords, ofType, referred, telecomWords, typeOf, uuidOf, words, type Entry, type Loose } from './bundle.js';
import { issuesOf } from './definitions.js';
import { readPatient } from './read-patient.js';

/** What a message asks of us; null: nothing that we know. */
export type Asks = 'new' | 'update' | 'cancel';
export interface FhirMessage {
  asks: Asks | null;
  /** The event as it came, for people to read. */
  event: string;
  /** Why it cannot be used as it stands: not JSON, no message, or an event that is not ours. null: it can. */
  unusable: 'not-json' | 'not-a-message' | 'unknown-event' | 'no-referral' | null;
  issues: OperationOutcomeIssue[];
  flags: string[]; unreadable: Unreadable[];
  sender: { application: string; facility: string }; controlId: string;
  patient: HospitalPatient | null; dead: boolean;
  /** By which names the referral may be spoken of again. */
  referral: string[];
  /** What the front door's case begins with, but for when it was received and by which message. */
  told: { referredBy: JsonObject; urgency: 'routine' | 'urgent'; requested?: string; dataset: JsonObject };
  bundle: Loose; entries: Entry[]; focus: Entry | undefined;
  text: string;
}

const REQUEST = 'servicerequest-request';
const LONG = 10_000;
const DAY = 86_400_000;

/** Any bytes give some message. `strict`: the text must be UTF-8, as JSON is. */
export async function readFhirMessage(bytes: Uint8Array): Promise<FhirMessage> {
  const text = Buffer.from(bytes).toString('utf8');
  let bundle: unknown;
  try { bundle = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)); } catch { return nothing(text, 'not-json'); }
  const entries = asList(at(bundle, 'entry')).map((entry): Entry => ({ fullUrl: words(at(entry, 'fullUrl')), resource: asObject(at(entry, 'resource')) }));
  const header = ofType(entries, 'MessageHeader')[0]?.resource;
  const read = { ...nothing(text, 'not-a-message'), bundle: asObject(bundle), entries };
  if (at(bundle, 'resourceType') !== 'Bundle' || at(bundle, 'type') !== 'message' || !header) return { ...read, issues: await issuesOf(asObject(bundle)) };
  const event = words(at(header, 'eventCoding', 'code')) || words(header['eventUri']);
  const identified = {
    ...read, event, issues: await issuesOf(asObject(bundle)), controlId: words(at(bundle, 'identifier', 'value')) || words(at(bundle, 'id')) || words(header['id']),
    sender: { application: shortened(words(at(header, 'source', 'software')) || words(at(header, 'source', 'name'))), facility: shortened(words(at(header, 'source', 'endpoint'))) },
  };
  if (event !== REQUEST) return { ...identified, unusable: 'unknown-event' };
  const focus = referred(entries, asList(header['focus'])[0]) ?? ofType(entries, 'ServiceRequest')[0];
  if (!focus || typeOf(focus) !== 'ServiceRequest') return { ...identified, unusable: 'no-referral' };
  return referralOf(identified, header, focus);
}

function referralOf(read: FhirMessage, header: Loose, focus: Entry): FhirMessage {
  const { entries } = read;
  const request = focus.resource;
  const subject = referred(entries, request['subject']) ?? ofType(entries, 'Patient')[0];
  const { patient, dead, flags, unreadable } = readPatient(subject, read.sender.facility || read.sender.application);
  const asks = asksFor(words(at(header, 'reason', 'coding', 'code')), words(request['status']));
  return {
    ...read, unusable: null, focus, asks, patient, dead, flags: [...flags, ...(asks === null ? ['reason-unknown'] : []), ...(read.issues.length > 0 ? ['not-as-fhir-says'] : [])],
    unreadable: [...unreadable, ...read.issues.slice(0, 20).map((issue): Unreadable => ({ field: issue.expression?.[0] ?? 'Bundle', value: '', rule: shortened(issue.details?.text ?? issue.code) }))],
    referral: [...new Set([...asList(request['identifier']).map((each) => `${words(at(each, 'system'))}|${words(at(each, 'value'))}`).filter((each) => each !== '|'), words(request['id']), uuidOf(focus)])].filter((each) => each !== '').map((each) => cut(each, 300)),
    told: toldBy(read, request, entries, subject?.resource),
  };
}

/** A cancellation is an update of a request that is no longer active; a message that deletes one is the same. Another reason is none that we know: it is read as new, and somebody looks. */
function asksFor(reason: string, status: string): Asks | null {
  if (reason === 'delete' || ['revoked', 'entered-in-error'].includes(status)) return 'cancel';
  return reason === 'new' || reason === 'update' ? reason : null;
}

function toldBy(_read: FhirMessage, request: Loose, entries: readonly Entry[], patient: Loose | undefined): FhirMessage['told'] {
  const requester = referred(entries, request['requester'])?.resource;
  const role = ofType(entries, 'PractitionerRole').find(({ resource }) => referred(entries, resource['practitioner'])?.resource === requester)?.resource;
  const organisation = referred(entries, role?.['organization'] ?? requester?.['organization'])?.resource ?? referred(entries, at(ofType(entries, 'MessageHeader')[0]?.resource, 'sender'))?.resource;
  const line = (text: string): string => cut(text.replaceAll(/\s+/g, ' '), 500) || 'not said';
  const all = (type: string, part: string): string[] => ofType(entries, type).map(({ resource }) => conceptWords(resource[part])).filter((each) => each !== '');
  const plans = ofType(entries, 'CarePlan').flatMap(({ resource }) => [words(resource['description']), ...asList(resource['activity']).flatMap((activity) => asList(at(activity, 'outcomeCodeableConcept')).map(conceptWords))]);
  const reason = [...asList(request['reasonCode']).map(conceptWords), ...asList(request['note']).map((note) => words(at(note, 'text'))), words(request['patientInstruction']), ...all('Observation', 'code'), ...all('Condition', 'code'), ...plans];
  const part = (name: string, said: readonly string[]): JsonObject => { const text = cut([...new Set(said)].filter((each) => each !== '').join('\n'), LONG); return text === '' ? {} : { [name]: text }; };
  return {
    referredBy: { name: line(nameWords(requester) || words(organisation?.['name'])), organisation: line(words(organisation?.['name'])), contact: line(telecomWords(requester, role, organisation) || words(at(at(ofType(entries, 'MessageHeader')[0]?.resource, 'source'), 'contact', 'value'))) },
    urgency: isUrgent(request) ? 'urgent' : 'routine',
    ...requestedBy(request),
    dataset: {
      ...part('reason', reason), ...part('currentRisks', all('Flag', 'code')), ...part('medication', [...all('MedicationStatement', 'medicationCodeableConcept'), ...all('MedicationRequest', 'medicationCodeableConcept')]),
      ...part('reachedBy', [telecomWords(patient), ...asList(patient?.['contact']).map((contact) => [nameWords({ name: [at(contact, 'name')] }), telecomWords(asObject(contact))].filter((each) => each !== '').join(', '))]),
      ...part('gp', asList(patient?.['generalPractitioner']).map((each) => words(referred(entries, each)?.resource['name']) || nameWords(referred(entries, each)?.resource))),
    },
  };
}

const requestedBy = (request: Loose): { requested?: string } => {
  const asked = cut([...asList(request['category']), request['code']].map(conceptWords).filter((each) => each !== '').join('; '), LONG);
  return asked === '' ? {} : { requested: asked };
};

/** Said to be, or wanted within a day of when it was asked for. */
function isUrgent(request: Loose): boolean {
  if (['urgent', 'asap', 'stat'].includes(words(request['priority']))) return true;
  const end = Date.parse(words(at(request['occurrencePeriod'], 'end')));
  const asked = Date.parse(words(request['authoredOn'])) || Date.parse(words(at(request['occurrencePeriod'], 'start')));
  return end - asked < DAY;
}

const nothing = (text: string, unusable: FhirMessage['unusable']): FhirMessage => ({
  asks: null, event: '', unusable, issues: [], flags: [], unreadable: [], sender: { application: '', facility: '' }, controlId: '', patient: null, dead: false, referral: [],
  told: { referredBy: {}, urgency: 'routine', dataset: {} }, bundle: {}, entries: [], focus: undefined, text: words(text),
});
