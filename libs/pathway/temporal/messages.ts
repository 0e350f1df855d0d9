import type { CommandEnvelope, Tail } from '#libs/contracts/commands.js';
import type { CaseEvent, JsonObject, Owners } from '#libs/contracts/events.js';
import type { Beginning } from '../engine.js';

/** The task queue's activities, as the workflow asks for them. */
export interface CaseActivities {
  /** Writes events of a case to the record: inserts what is new, skips what is there. Answers how far the record is whole. */
  recordEvents(request: { caseId: string; events: CaseEvent[] }): Promise<{ stored: number }>;
  /** Who answers for these roles now. Reads only. */
  whoAnswers(request: WhoAnswers): Promise<Answer[]>;
  /** Begins the case that this one asked for under that key: always the same one. */
  beginCase(request: BeginCase): Promise<Beginning>;
  /** Tells the case that began this one how it ended. */
  tellBeginner(request: TellBeginner): Promise<void>;
}
/** `caseId` asks, at `at` by its own clock. */
export interface BeginCase { caseId: string; key: string; pathway: string; organisation: string; rehearsal: boolean; owners: Owners | null; details: JsonObject; at: string }
/** `begun` has ended; `version` is its last event. */
export interface TellBeginner { caseId: string; key: string; begun: string; version: number; rehearsal: boolean; outcome: string }
export interface WhoAnswers {
  caseId: string; organisation: string; owners: Owners | null; at: string;
  /** `everybody`: not the one who answers, but all who are to be told of a system alarm. */
  asked: { rung: number; role: string; person: string | null; everybody?: true }[];
}
export interface Answer { rung: number; person: string | null; why: string; people?: { person: string; why: string }[] }

/** Milliseconds between attempts of what waits for the record. */
export interface Retry { initial: number; most: number }
export const usualRetry: Retry = { initial: 1_000, most: 10_000 };

/** A rehearsal that is brought back begins this many ms before its clock has been moved to its end: whatever it then does at once is done by then. */
export const revivedSettles = 5_000;

/** Updates and query of every case. One update for all commands: buffered updates of different names would not keep their order. */
export type CommandUpdate = (envelope: CommandEnvelope) => Tail;
export type TailQuery = (stored: number) => Tail;

/** Failure types, which stay in plain text: the rule's name is in the details. */
export const REFUSED = 'refused';
export const FAULT = 'fault';
/** The no of a look at the tail: what was asked for is in its details. */
export const TOLD = 'told';

/** Names of workflow types: the pathway's name as a function is named. */
export function workflowType(pathway: string): string {
  return pathway.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
