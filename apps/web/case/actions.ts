import type { Action } from '#libs/security/permissions.js';
import type { Visit } from '../visit.js';
import { mayDo } from './may-do.js';
import type { ToldCase } from './whole-case.js';

/** What can be said about a case as a whole, each on a page of its own below the case's. */
export interface CaseAction { name: string; link: string; action: Action; fits: (told: ToldCase) => boolean }

const open = ({ status }: ToldCase): boolean => status === 'open';
const planned = ['minimum-safe-discharge', 'step-down-tapering'];
export const caseActions: readonly CaseAction[] = [
  { name: 'note', link: 'Write a note', action: 'note', fits: open },
  { name: 'trigger', link: 'Report something seen', action: 'trigger', fits: (told) => told.patient !== null && (open(told) || told.pathway === 'minimum-safe-discharge') },
  { name: 'owner', link: 'Hand over a role', action: 'owners', fits: (told) => open(told) && told.owners !== null },
  { name: 'replan', link: 'Move the plan', action: 'replan', fits: (told) => open(told) && planned.includes(told.pathway) },
  { name: 'identity', link: 'Correct who the person is', action: 'patient', fits: (told) => open(told) && told.patient !== null },
  { name: 'end', link: 'End the case early', action: 'end', fits: (told) => open(told) && told.patient !== null },
];

/** What of it this person may do now. */
export async function offeredActions(visit: Visit, told: ToldCase): Promise<{ name: string; link: string }[]> {
  const fitting = caseActions.filter(({ fits }) => fits(told));
  const allowed = await mayDo(visit, told.id, fitting);
  return fitting.filter((_, index) => allowed[index]).map(({ name, link }) => ({ name, link }));
}
