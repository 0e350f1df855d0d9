import type { PayloadKey } from '#libs/security/payloads/payload-keys.js';
import type { Rate } from '../http/rate-limit.js';
import type { Patience } from '../http/wire.js';

/** What the API needs to know of where it runs. Times in ms. */
export interface ApiSettings {
  local: boolean;
  /** How long a command may wait for the case and the record before something is answered (COMMAND_WAIT). */
  commandWaitMs: number;
  /** How long an advance waits before it says `pending`. */
  advanceWaitMs: number;
  rate: Rate;
  /** How long a sender may take; `patience` of wire.ts unless given. */
  patience?: Patience;
  /** PAYLOAD_KEYS: what links are signed and secrets of webhooks are sealed with. */
  keys: readonly PayloadKey[];
  /** NOTIFY_RECEIPT_TOKEN: what GOV.UK Notify proves itself with; without it no receipts are taken. */
  receiptToken?: string | undefined;
  /** Where the local mailbox is read; local mode only. */
  localServicesUrl?: string | undefined;
  smtpUrl?: string | undefined;
  /** Where the watchdog answers for itself. */
  watchdogUrl?: string | undefined;
  /** Asks the issuer for its keys; used by the readiness. */
  issuerAnswers?: (() => Promise<boolean>) | undefined;
}
/** Injection tokens of what has no class. */
export const API_SETTINGS = Symbol('ApiSettings');
export const CASE_CLIENT = Symbol('CaseClient');
/** The record as reports read it: few connections and a long patience, so that a report of a year takes none that somebody needs who waits for an answer. */
export const REPORTS_RECORD = Symbol('ReportsRecord');
