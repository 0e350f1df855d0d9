import { Permission } from '#apps/api/access/permission.js';
import { Problem } from '#apps/api/http/problem.js';
import { escalationFacts } from '#libs/records/stored.js';
import type { Action } from '#libs/security/permissions.js';
import type { Visit } from '../visit.js';

const actions = ['acknowledge', 'claim', 'climb', 'outcome', 'assign'] as const satisfies readonly Action[];
export type Doing = (typeof actions)[number];

/** What the person may do about a climb, by the same table as the commands themselves, covers and rotas considered: what is not theirs is not offered. */
export async function mayDoAbout(visit: Visit, escalationId: string): Promise<ReadonlySet<Doing>> {
  const facts = await escalationFacts(visit.manager, escalationId);
  if (!facts) return new Set();
  const permission = new Permission(visit.manager.dataSource);
  const target = { on: 'escalation', case: facts.task.case, task: facts.task, escalation: facts } as const;
  const allowed = await Promise.all(actions.map(async (action): Promise<Doing[]> => {
    try {
      await permission.check(visit.caller, action, target);
      return [action];
    } catch (error) {
      if (error instanceof Problem) return [];
      throw error;
    }
  }));
  return new Set(allowed.flat());
}
