import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { fhirAnswer, type FhirAnswer } from '#libs/intake/fhir/answer.js';
import { receiveReferral } from '#libs/intake/fhir/carry-out.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';
import type { Caller } from '../http/request.js';

/** Takes in referrals as FHIR messages, for the organisation of who sends them. */
@Injectable()
export class ReferralsService {
  constructor(
    private readonly record: DataSource, @Inject(CASE_CLIENT) private readonly cases: CaseClient, @Inject(API_SETTINGS) private readonly settings: ApiSettings,
  ) {}

  /** @throws when the record cannot keep the message: the sender keeps it then, and sends it again */
  async receive({ person }: Caller, bytes: Buffer): Promise<FhirAnswer> {
    const receivedAt = new Date();
    const arrival = { organisation: person.organisation.id, receivedBy: person.id, bytes, receivedAt, answerBy: receivedAt.getTime() + this.settings.commandWaitMs };
    return fhirAnswer(await receiveReferral({ record: this.record, cases: this.cases }, arrival, (error, messageId) => logLine('error', 'intake-not-finished', { messageId, error: nameOf(error) })));
  }
}
