import { Permission } from '#apps/api/access/permission.js';
import { Problem } from '#apps/api/http/problem.js';
import { caseFacts, type CaseFacts } from '#libs/records/stored.js';
import type { Action } from '#libs/security/permissions.js';
import type { Visit } from '../visit.js';

/** Which of these the person may do on the case, by the same table as the command itself, covers and rotas considered: what is not theirs is not offered. `role`: a named role that is meant. */
export async function mayDo(visit: Visit, caseId: string, asked: readonly { action: Action; role?: string }[]): Promise<boolean[]> {
  const facts = await caseFacts(visit.manager, caseId);
  if (!facts) return asked.map(() => false);
  const permission = new Permission(visit.manager.dataSource);
  return Promise.all(asked.map(({ action, role }) => isAllowed(permission, visit, facts, action, role)));
}

async function isAllowed(permission: Permission, { caller }: Visit, facts: CaseFacts, action: Action, role?: string): Promise<boolean> {
  try {
    await permission.check(caller, action, { on: 'case', case: facts }, role);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
