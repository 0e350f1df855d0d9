import pg from 'pg';

/** A statement is kept by the server from its second time on a connection on, and no more of them than so many: each takes some memory of each connection. */
const MOST_KEPT = 100;
/** A column was added below a kept statement that reads all of them: it is planned anew under another name. */
const OUTGROWN = 'cached plan must not change result type';

/**
 * A connection that is given up when a query gets no answer in time. Otherwise it would go back to the pool with that query still
 * running and its rollback never sent, and the next user would write into a transaction that nobody commits. What is asked again and again is planned once a connection: planning took
 * more of the server than carrying out.
 */
export class RecordClient extends pg.Client {
  /** What it was lost by, once it is. */
  lost: Error | undefined;
  /** By the words of a statement: the name that the server keeps it by, null after its first time. */
  private readonly kept = new Map<string, string | null>();
  private named = 0;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.once('error', (error) => { this.lost = error; });
    const query = this.query.bind(this) as (...given: unknown[]) => unknown;
    const watched = (...given: unknown[]): unknown => {
      const answer = query(...this.keeping(given));
      if (answer instanceof Promise) answer.catch((error: unknown) => { this.giveUpAfter(error); this.outgrown(error, given[0]); });
      return answer;
    };
    Object.assign(this, { query: watched });
  }

  private keeping(given: unknown[]): unknown[] {
    const [text, values, ...more] = given;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return given;
    const name = this.nameOf(text);
    return name === null ? given : [{ name, text, values }, ...more];
  }

  private nameOf(text: string): string | null {
    const known = this.kept.get(text);
    if (known !== null) {
      // Statements that are never asked again fill no memory here either.
      if (known === undefined && this.kept.size < 5 * MOST_KEPT) this.kept.set(text, null);
      return known ?? null;
    }
    if (this.named >= MOST_KEPT) return null;
    this.named += 1;
    const name = `kept ${this.named}`;
    this.kept.set(text, name);
    return name;
  }

  private outgrown(error: unknown, text: unknown): void {
    if (error instanceof Error && error.message === OUTGROWN && typeof text === 'string') this.kept.set(text, null);
  }

  private giveUpAfter(error: unknown): void {
    if (error instanceof Error && error.message === 'Query read timeout') (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
