import type { z } from 'zod';
import type { JsonObject } from '#libs/contracts/events.js';
import type { PathwayDecision } from '../decision-parts.js';

/** Something that does not fit in what a case is started with: JSON Pointer under /details. */
export interface DetailsGap { pointer: string; code: string; message: string }

/**
 * What a pathway takes from outside: the details that start it, its own triggers, and the evidence that completes each of its steps
 * (a step that a decision completes has none). One file a pathway, listed in all.ts.
 */
export interface PathwayContract {
  pathway: string;
  /** Whom its cases are about: a person, unless it says that there is none. Then it is started without one, and its clinical lead is its accountable lead. */
  subject?: 'patient' | 'system';
  /** A person may have several of its cases open: each is about something of its own. */
  several?: true;
  /** An organisation has one of its cases open at a time. */
  onePerOrganisation?: true;
  /** null: nobody starts it, the system does. */
  details: z.ZodType<JsonObject> | null;
  /** What starts it beside people, or in their place, in words; in their place a hospital message unless said otherwise. */
  startedBy?: string;
  /** A made-up start at `exampleAt`, from which the documents are generated. `of`: what kind of start it is, where that decides what it opens. */
  example?: { of?: string; details: JsonObject };
  /** Beside those of every pathway. */
  triggers: readonly string[];
  evidence: Readonly<Record<string, z.ZodType<JsonObject>>>;
  /** Decisions that only this pathway knows (decisionKind); the others are in decision.ts. */
  decisions?: readonly PathwayDecision[];
  /** What of the details does not fit at the start, though each field is right: against the clock (epoch ms), the policy's numbers, each other. `begun`: another case begins it with what already stands, which is not refused for being late. */
  atStart?(details: JsonObject, now: number, number: (name: string) => string | number | undefined, begun?: boolean): DetailsGap[];
  /** Cases that the details name: whoever starts it must be able to see them. */
  aboutCases?(details: JsonObject): { path: (string | number)[]; caseId: string }[];
  /** People whom the details give something to do: they must be known. */
  peopleNamed?(details: JsonObject): { path: (string | number)[]; person: string }[];
  /** What the permission to start it is called; absent: 'start'. */
  startedAs?: 'start' | 'raise-step-up';
  /** Its person's escalations on other cases are told with its start and its triggers: who comes into crisis again and again is counted across cases. */
  repeatCrisis?: true;
  /** The details with whoever raised it, where the pathway keeps that: a person of the staff, or a partner by a link. */
  raised?(details: JsonObject, by: JsonObject): JsonObject;
  /** People whom this evidence names as owners of what follows from it: they must be known. Paths under /evidence. */
  owners?(step: string, evidence: JsonObject): { path: (string | number)[]; person: string }[];
  /** Drafts of policies that this evidence names: they must be there, of the case's own organisation. Paths under /evidence. */
  drafts?(step: string, evidence: JsonObject): { path: (string | number)[]; draft: string }[];
  /** Cases that this evidence begins: their details must be what their pathway takes. Paths under /evidence. */
  begins?(step: string, evidence: JsonObject): { path: (string | number)[]; pathway: string; details: JsonObject }[];
}

/** When the examples start: Monday 30 November 2026, 09:00 in London. */
export const exampleAt = Date.parse('2026-11-30T09:00:00Z');

/** What somebody did or saw may lie this many ms ahead: clocks differ. */
export const AHEAD = 60_000;
