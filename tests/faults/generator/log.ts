import type { LocalPerson } from '#apps/local/issuer.js';
import type { EventKind } from '#libs/contracts/events.js';

/** One request on the wire, as the client saw it. Instants in epoch ms. */
export interface Try {
  readonly at: number;
  readonly until: number;
  /** null: no whole answer came, because the connection broke, the client hung up, or nobody answered in time. */
  readonly status: number | null;
  readonly code?: string | undefined;
  /** Hash of the answer's bytes, where it was a whole one: the same key must be told the same again. */
  readonly answer?: string | undefined;
}

/** Something that was read, and a status that is none of those a reader may be told. */
export interface Read { readonly path: string; readonly status: number; readonly code: string | undefined }

/** How a client behaved about its command. */
export type Manners = 'polite' | 'twice-at-once' | 'hung-up' | 'hung-up-and-left' | 'asked-again' | 'rival' | 'other-body' | 'stranger' | 'to-a-closed-case' | 'last-word';

/** A command of a client under one key, with everything that became of it. `marker` stands in its body and nowhere else. */
export interface Sent {
  readonly number: number;
  readonly who: LocalPerson;
  readonly path: string;
  readonly key: string;
  readonly marker: string;
  readonly manners: Manners;
  readonly caseId: string | null;
  readonly taskId: string | null;
  /** The kind of the one event that carries its marker when it was done; null: it leaves none with words in it. */
  readonly leaves: EventKind | null;
  readonly tries: Try[];
  /** `unknown`: the client left before it heard the answer, so that it may be done once or never. */
  fate: 'done' | 'refused' | 'unknown';
  /** The status and code that settled it. */
  settled?: { readonly status: number; readonly code: string | undefined };
}

export const MARKER = /\bm\d+x\d+\b/g;
/** The markers in anything that can be written as JSON. */
export const markersIn = (value: unknown): string[] => [...new Set(JSON.stringify(value).match(MARKER) ?? [])];
