/** What other systems may be told of, in the words of the record; `escalation-ended` follows from what ended its task, and has that event's sequence. */
export const webhookKinds = [
  'case-opened', 'case-closed', 'task-opened', 'task-completed', 'task-unmet', 'task-ended', 'task-reopened', 'task-acknowledged', 'rung-reached', 'called', 'rung-not-reached', 'outcome-recorded', 'escalation-ended',
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

/** The body of a message: ids and words of ours. What happened to whom is asked of the API, by somebody who may know. `timestamp` is the event's. */
export interface WebhookPayload {
  type: WebhookKind | 'test'; timestamp: string;
  data: { organisation: string; caseId?: string; sequence?: number; taskId?: string; escalationId?: string; step?: string };
}
