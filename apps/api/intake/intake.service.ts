import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { receiveMessage, type IntakeAnswer } from '#libs/intake/carry-out.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';
import type { Caller } from '../http/request.js';

/** Takes in what hospitals send, for the organisation of who sends it. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly record: DataSource, @Inject(CASE_CLIENT) private readonly cases: CaseClient, @Inject(API_SETTINGS) private readonly settings: ApiSettings,
  ) {}

  /** @throws when the record cannot keep the message: the sender keeps it then, and sends it again */
  receive({ person }: Caller, bytes: Buffer): Promise<IntakeAnswer> {
    const receivedAt = new Date();
    const arrival = { organisation: person.organisation.id, receivedBy: person.id, bytes, receivedAt, answerBy: receivedAt.getTime() + this.settings.commandWaitMs };
    return receiveMessage({ record: this.record, cases: this.cases }, arrival, (error, messageId) => logLine('error', 'intake-not-finished', { messageId, error: nameOf(error) }));
  }
}
