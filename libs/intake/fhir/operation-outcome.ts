import type { OperationOutcome, OperationOutcomeIssue } from '@medplum/fhirtypes';

/** What an HTTP status is called by those who send referrals (Booking and Referral Standard), and by FHIR. */
const codes: Readonly<Record<number, [string, OperationOutcomeIssue['code']]>> = {
  400: ['REC_BAD_REQUEST', 'invalid'], 401: ['REC_UNAUTHORIZED', 'login'], 403: ['REC_FORBIDDEN', 'forbidden'], 404: ['REC_NOT_FOUND', 'not-found'], 405: ['REC_BAD_REQUEST', 'not-supported'], 409: ['REC_CONFLICT', 'conflict'],
  413: ['REC_BAD_REQUEST', 'too-long'], 415: ['REC_BAD_REQUEST', 'not-supported'], 422: ['REC_UNPROCESSABLE_ENTITY', 'processing'], 429: ['REC_TOO_MANY_REQUESTS', 'throttled'], 503: ['REC_UNAVAILABLE', 'transient'],
};

/** An answer that is no message. `id`: by which we find it again; `diagnostics`: a sentence for people, without a word of the message. */
export function operationOutcome(id: string, status: number, diagnostics: string, more: readonly OperationOutcomeIssue[] = []): OperationOutcome {
  const meta = { profile: ['https://fhir.hl7.org.uk/StructureDefinition/UKCore-OperationOutcome'] };
  if (status < 300) return { resourceType: 'OperationOutcome', id, meta, issue: [{ severity: 'information', code: 'informational', diagnostics }] };
  const [code, kind] = codes[status] ?? ['REC_SERVER_ERROR', 'exception'];
  return { resourceType: 'OperationOutcome', id, meta, issue: [{ severity: 'error', code: kind, details: { coding: [{ system: 'https://fhir.nhs.uk/Codesystem/http-error-codes', code }] }, diagnostics }, ...more] };
}
