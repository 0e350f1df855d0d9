import type { EntityManager } from 'typeorm';

/** Runs in the caller's transaction where there is one, else in one of its own. */
export function inTransaction<Result>(manager: EntityManager, run: (manager: EntityManager) => Promise<Result>): Promise<Result> {
  return manager.queryRunner?.isTransactionActive ? run(manager) : manager.transaction(run);
}

/** Rows of a statement that is written by hand. */
export async function rows<Row>(manager: EntityManager, sql: string, parameters: unknown[] = []): Promise<Row[]> {
  const answer = await manager.query<Row[] | [Row[], number]>(sql, parameters);
  // TypeORM adds the number of rows to those that an update or delete returns.
  return answer.length === 2 && Array.isArray(answer[0]) ? answer[0] : (answer as Row[]);
}

export async function firstRow<Row>(manager: EntityManager, sql: string, parameters: unknown[] = []): Promise<Row | null> {
  return (await rows<Row>(manager, sql, parameters))[0] ?? null;
}
