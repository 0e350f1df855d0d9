import pg from 'pg';

/**
 * A connection that is given up when a query gets no answer in time. Otherwise it would go back to the pool with that query still
 * running and its rollback never sent, and the next user would write into a transaction that nobody commits.
 */
export class RecordClient extends pg.Client {
  /** What it was lost by, once it is. */
  lost: Error | undefined;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.once('error', (error) => { this.lost = error; });
    const query = this.query.bind(this) as (...given: unknown[]) => unknown;
    const watched = (...given: unknown[]): unknown => {
      const answer = query(...given);
      if (answer instanceof Promise) answer.catch((error: unknown) => { this.giveUpAfter(error); });
      return answer;
    };
    Object.assign(this, { query: watched });
  }

  private giveUpAfter(error: unknown): void {
    if (error instanceof Error && error.message === 'Query read timeout') (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}
