import type { Bundle, OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';
import { caseIdOf } from '#libs/kin/case-id.js';
import { asList, asObject, at, referred, uuidOf, words, type Entry, type Loose } from './bundle.js';
import type { AnsweredReferral, ReferralAnswer } from './carry-out.js';
import type { FhirMessage } from './read-message.js';
import { operationOutcome } from './operation-outcome.js';

export interface FhirAnswer { status: number; body: Bundle | OperationOutcome }

/** Why a message cannot be used as it stands, and what the sender hears. Where the fault is ours, it is taken all the same. */
const reasons: Readonly<Record<string, [number, string]>> = {
  'not-json': [400, 'The body is not JSON in UTF-8.'], 'not-a-message': [400, 'The body is no FHIR Bundle of type message with a MessageHeader.'],
  'unknown-event': [422, 'This event is not processed here: send servicerequest-request.'], 'no-referral': [422, 'The message has no ServiceRequest in its focus.'],
  'person-not-known': [422, 'The message does not say who the person is: an NHS number, or a name with a date of birth.'], 'person-died': [422, 'The message says that the person has died.'],
  'referral-not-known': [422, 'No referral of that identity is known here.'], 'referral-not-current': [409, 'The referral is no longer current here.'],
  'identity-mismatch': [409, 'The NHS number is known here with another date of birth.'], 'identity-incomplete': [422, 'The message does not say enough about the person.'], 'no-named-owners': [202, 'Nobody answers for the front door at the moment.'],
};

/** What is answered: a message where the referral is with somebody by name, else an OperationOutcome. Asked again it is the same, to the byte. */
export function fhirAnswer({ answer, message, receivedAt }: AnsweredReferral): FhirAnswer {
  const kept = `It is kept as ${answer.messageId}`;
  if (answer.pending) return { status: 202, body: operationOutcome(answer.messageId, 202, `${kept} and acted on as soon as that can be done. The same message again asks again.`) };
  if (answer.outcome !== 'review-opened') return { status: 200, body: responseMessage(answer, message, receivedAt) };
  const [status, sentence] = reasons[answer.because ?? ''] ?? [422, 'It cannot be processed as it stands.'];
  return { status, body: operationOutcome(answer.messageId, status, `${sentence} ${kept}, and somebody of the hub reads it.`, message.issues.slice(0, 20).map(plainly)) };
}
/** Where it is, and what; nothing of what stands there. */
const plainly = ({ severity, code, details, expression }: OperationOutcomeIssue): OperationOutcomeIssue => ({ severity, code, ...(details?.text ? { details: { text: details.text.replace(/(got|"value":) ?"[^"]*"/g, '$1 …') } } : {}), ...(expression ? { expression } : {}) });

/** The response as those who send it write theirs: `response` names the bundle that is answered, the focus is the referral, which carries our case as an identifier. */
function responseMessage(answer: ReferralAnswer, { bundle, entries, focus }: FhirMessage, receivedAt: Date): Bundle {
  const header = entries.find(({ resource }) => resource['resourceType'] === 'MessageHeader')!.resource;
  const destination = asObject(asList(header['destination'])[0]);
  const [id, headerId] = [caseIdOf('fhir-response', answer.messageId), caseIdOf('fhir-response-header', answer.messageId)];
  const request = { ...focus!.resource, id: uuidOf(focus!) || words(focus!.resource['id']) || answer.caseId!, identifier: [...asList(focus!.resource['identifier']), { system: 'urn:handrail:case', value: answer.caseId! }] };
  const named = [referred(entries, focus!.resource['subject']), referred(entries, header['sender']), referred(entries, destination['receiver'])].filter((entry): entry is Entry => entry !== undefined);
  const eventSystem = words(at(header, 'eventCoding', 'system'));
  return {
    resourceType: 'Bundle', id, meta: { lastUpdated: receivedAt.toISOString(), profile: ['https://fhir.nhs.uk/StructureDefinition/BARSBundleMessage'] }, type: 'message', timestamp: receivedAt.toISOString(),
    entry: [
      { fullUrl: `urn:uuid:${headerId}`, resource: without({
        resourceType: 'MessageHeader', id: headerId, eventCoding: without({ system: eventSystem || undefined, code: 'servicerequest-response' }),
        destination: [without({ endpoint: words(at(header, 'source', 'endpoint')) || 'urn:unknown', receiver: header['sender'] })], sender: destination['receiver'],
        source: { name: 'Handrail', endpoint: words(destination['endpoint']) || 'urn:handrail' }, reason: header['reason'], response: { identifier: words(bundle['id']) || words(header['id']) || answer.messageId, code: 'ok' }, focus: [{ reference: focus!.fullUrl }],
      }) },
      { fullUrl: focus!.fullUrl, resource: request },
      ...[...new Set(named)].map(({ fullUrl, resource }) => ({ fullUrl, resource })),
    ],
  } as unknown as Bundle;
}
const without = (fields: Loose): Loose => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
