/** What the watchdog raises an alarm for. `database-away` is the one that no row can be written of while it lasts; `webhook-off` the one that says nothing of calls. */
export const kinds = [
  'call-missing', 'call-unanswered', 'call-unlisted', 'calls-held', 'not-reckoned', 'worker-silent', 'record-behind', 'record-halted', 'notices-waiting', 'temporal-away', 'api-away', 'database-away', 'clocks-differ',
  'duty-empty', 'alarm-unheard', 'webhook-off',
] as const;
export type Kind = (typeof kinds)[number];

/** Trouble that stands now, and has stood for as long as its kind is given. `says`: one line of ids, instants and words of policies; it leaves by mail. */
export interface Finding { kind: Kind; subject: string; says: string; since: number }

/**
 * What one look found, of these kinds. What it did not look at stays as it was: silence about it is no all-clear. `early`: trouble that this watchdog has not watched for long enough to raise an alarm for it, as
 * after its own start; an alarm that stands for it already is not over.
 */
export interface Looked { kinds: readonly Kind[]; findings: readonly Finding[]; early?: readonly Finding[] }
