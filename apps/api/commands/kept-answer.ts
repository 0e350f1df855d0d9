import type { DataSource, EntityManager } from 'typeorm';
import { finishCommand } from '#libs/records/commands.js';
import type { Answer, OpenedCommand } from './opened.js';

type Keyed = Pick<OpenedCommand, 'updateId'>;

/** Keeps what a command is answered, so that its key hears the same again; where one was kept before, that is the answer. */
export async function keptAnswer(manager: EntityManager, { updateId }: Keyed, httpStatus: number, response: unknown): Promise<Answer> {
  const kept = await finishCommand(manager, updateId, { httpStatus, response });
  return { status: kept.httpStatus, body: kept.response, remember: true };
}

/** A piece of work and what it is answered, in one transaction: both, or neither. `work` gives the answer's body. @throws what the work throws, and then nothing has happened */
export function answeredWhole(record: DataSource, opened: Keyed, httpStatus: number, work: (manager: EntityManager) => Promise<unknown>): Promise<Answer> {
  return record.transaction(async (manager) => keptAnswer(manager, opened, httpStatus, await work(manager)));
}
