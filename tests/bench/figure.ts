/** What is aimed at: of the ratio of ours to the control's, or of our own value where the control says nothing. */
export type Aim =
  | { readonly of: 'ratio' | 'value'; readonly is: 'at most' | 'at least'; readonly than: number }
  | { readonly of: 'value'; readonly is: 'exactly'; readonly than: number };

export interface Line {
  readonly name: string;
  readonly unit: string;
  readonly aim?: Aim;
}

/** What one round found on one line; `control` is missing where nothing stands beside it. */
export interface Reading { readonly line: Line; readonly ours: number; readonly control?: number }

/**
 * One figure of the table, on servers of its own, beside its control in the same run. `open` starts what it needs, `measure` is called once a round, `check` throws unless everything that was answered is there afterwards,
 * `close` ends whatever was started, whatever happened before.
 */
export interface Figure {
  readonly name: string;
  /** What the reader must know to read it: what was made smaller, and how. Said after it was measured. */
  readonly remarks: readonly string[];
  open(): Promise<void>;
  measure(round: number): Promise<Reading[]>;
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Says one line of progress. */
export type Tell = (line: string) => void;
