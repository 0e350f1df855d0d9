import type { DataSource } from 'typeorm';
import type { CaseActivities } from '#libs/pathway/temporal/messages.js';
import { writeTail } from '#libs/records/tail-writer.js';

/** Writes what no command carried: the same writer, so that what stands already is skipped. A fault is tried again without end. */
export function recordEvents(record: DataSource): CaseActivities['recordEvents'] {
  return async ({ caseId, events }) => {
    const { stored } = await writeTail(record.manager, caseId, events);
    return { stored };
  };
}
