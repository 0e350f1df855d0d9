import type { z } from 'zod';
import { standalone } from '#libs/contracts/http/evidence.js';
import { acknowledgeRequest, assignRequest, attemptRequest, declinedRequest, emptyRequest, handOverRequest, moveRequest, reopenRequest, unmetRequest } from '#libs/contracts/http/tasks.js';
import type { Schema } from '../forms/schema.js';

/** What can be said of a task beside that it is done: each a page of its own. */
export interface TaskAction { name: string; title: string; intro: string; button: string; schema: Schema; offered: (task: Offered) => boolean }
export interface Offered { step: string; pathway: string; status: string; owned: boolean; decision: boolean }

/** Steps from which something takes over when they cannot be met (api.md); whether it may be said now, the case decides. */
const MAY_BE_UNMET = new Set(['first-visit-booked', 'medicines-reconciled', 'equipment-in-place', 'red-flag-instructions-given', 'handover-accepted', 'risk-owned', 'service-accepts']);
const open = ({ status }: Offered): boolean => status === 'open';
const schemaOf = (request: z.ZodType): Schema => standalone(request) as Schema;

export const taskActions: readonly TaskAction[] = [
  { name: 'claim', title: 'Take this task', intro: 'It becomes yours: you are called for it when it is late.', button: 'Take it', schema: schemaOf(emptyRequest), offered: (task) => open(task) && !task.owned },
  { name: 'attempt', title: 'It was tried and did not succeed', intro: 'Nobody was at home, nobody replied, the person was not found. The task stays open, and the next person is called at once.', button: 'Record the attempt', schema: schemaOf(attemptRequest), offered: (task) => open(task) && !task.decision },
  { name: 'acknowledge', title: 'I have it in hand', intro: 'Nobody else is called until the time you give is over. Then the calls go on by themselves, unless the task is done.', button: 'Hold the calls', schema: schemaOf(acknowledgeRequest), offered: open },
  { name: 'unmet', title: 'It cannot be met', intro: 'Say why, and what is unsafe because of it. Somebody with the authority decides what follows.', button: 'Record that it cannot be met', schema: schemaOf(unmetRequest), offered: (task) => open(task) && MAY_BE_UNMET.has(task.step) },
  { name: 'declined', title: 'The person said no', intro: 'Capacity is presumed unless it was assessed. The clinical lead decides what follows.', button: 'Record that the person said no', schema: schemaOf(declinedRequest), offered: (task) => open(task) && !task.decision && task.pathway !== 'intake-review' && task.step !== 'action' },
  { name: 'assign', title: 'Give it to somebody', intro: 'They own it from then on, and are called for it.', button: 'Give it to them', schema: schemaOf(assignRequest), offered: open },
  { name: 'hand-over', title: 'Hand it over to another organisation', intro: 'Only when somebody there has accepted it by name. It is then no longer ours.', button: 'Record the handover', schema: schemaOf(handOverRequest), offered: (task) => open(task) && !task.decision },
  { name: 'move', title: 'Move it to another time', intro: 'From the third time on that it is moved, somebody is called.', button: 'Move it', schema: schemaOf(moveRequest), offered: (task) => open(task) && task.step === 'action' },
  { name: 'reopen', title: 'It is not done after all', intro: 'The task is open again. A gate that rested on it shuts, unless the person has left.', button: 'Open it again', schema: schemaOf(reopenRequest), offered: (task) => task.status === 'completed' && !task.decision },
];
