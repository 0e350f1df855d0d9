import type { Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import proto, { type temporal } from '@temporalio/proto';
import { ENCRYPTED_ENCODING } from '#libs/security/payloads/encryption-codec.js';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
// Node takes this CommonJS package whole only.
const { EventType } = proto.temporal.api.enums.v1;

/** One run of a case's workflow, as the server keeps it. */
export interface Run { runId: string; history: History }

/** `WORKFLOW_TASK_COMPLETED` and the like. */
export function kindOf(event: HistoryEvent): string {
  return EventType[Number(event.eventType)]!.replace('EVENT_TYPE_', '');
}
export function kindsOf(history: History): string[] { return (history.events ?? []).map(kindOf); }

/**
 * Workflow tasks that nothing but the one before made: it was answered while a local activity was under way, because something had been queried in it. What the activity answered then comes to the case later than to a
 * replay (docs/decisions/0044). @returns the ids of their first events
 */
export function tasksForced({ events }: History): string[] {
  return (events ?? []).filter((event, index, all) => kindOf(event) === 'WORKFLOW_TASK_SCHEDULED' && /^(TIMER_(STARTED|CANCELED)|MARKER_RECORDED|WORKFLOW_PROPERTIES_MODIFIED|WORKFLOW_TASK_COMPLETED)$/.test(kindOf(all[index - 1]!))
    && microseconds(event) - microseconds(all[index - 1]!) < 1_000
    && !(all[index + 3] && kindOf(all[index + 3]!) === 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED')).map(({ eventId }) => String(eventId));
}

const microseconds = ({ eventTime }: HistoryEvent): number => Number(eventTime?.seconds ?? 0) * 1e6 + (eventTime?.nanos ?? 0) / 1e3;

/** How many times an activity of that type was asked for in a run, and how many of these were answered. */
export function activitiesOf({ events }: History, type: string): { asked: number; answered: number } {
  const asked = new Set((events ?? []).filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type).map(({ eventId }) => String(eventId)));
  return { asked: asked.size, answered: (events ?? []).filter((event) => asked.has(String(event.activityTaskCompletedEventAttributes?.scheduledEventId))).length };
}

/** The run's history, page by page, payloads as they are on the server. */
export async function historyOf(connection: Connection, namespace: string, workflowId: string, runId: string): Promise<History> {
  const events: HistoryEvent[] = [];
  for (let nextPageToken: Uint8Array | undefined; ;) {
    const page = await connection.workflowService.getWorkflowExecutionHistory({ namespace, execution: { workflowId, runId }, ...(nextPageToken ? { nextPageToken } : {}) });
    events.push(...(page.history?.events ?? []));
    if (!page.nextPageToken?.length) return { events };
    nextPageToken = page.nextPageToken;
  }
}

/** This run and every one that went on from it, oldest first. */
export async function chainFrom(connection: Connection, namespace: string, workflowId: string, firstRunId: string): Promise<Run[]> {
  const runs: Run[] = [];
  for (let runId: string | undefined = firstRunId; runId;) {
    const history = await historyOf(connection, namespace, workflowId, runId);
    runs.push({ runId, history });
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return runs;
}

/** The same history with every payload decoded, as JSON that `Worker.runReplayHistory` takes without a key. */
export async function decodedHistory(history: History, codec: PayloadCodec): Promise<string> {
  const copy = JSON.parse(historyToJSON(history)) as unknown;
  await decodeWithin(copy, codec);
  return JSON.stringify(copy);
}

interface JsonPayload { metadata: Record<string, string>; data?: string }
const isPayload = (value: object): value is JsonPayload => 'metadata' in value && typeof value.metadata === 'object' && value.metadata !== null && 'encoding' in value.metadata;

async function decodeWithin(value: unknown, codec: PayloadCodec): Promise<void> {
  if (typeof value !== 'object' || value === null) return;
  if (!isPayload(value)) {
    for (const inner of Object.values(value)) await decodeWithin(inner, codec);
    return;
  }
  // The SDK writes its own notes about a local activity (number, type, attempt) in plain text beside the encrypted result.
  if (Buffer.from(value.metadata['encoding'] ?? '', 'base64').toString() !== ENCRYPTED_ENCODING) return;
  const metadata = Object.fromEntries(Object.entries(value.metadata).map(([name, text]) => [name, Buffer.from(text, 'base64')]));
  const [plain] = await codec.decode([{ metadata, data: Buffer.from(value.data ?? '', 'base64') }]);
  value.metadata = Object.fromEntries(Object.entries(plain?.metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]));
  value.data = Buffer.from(plain?.data ?? new Uint8Array()).toString('base64');
}

/** Workflow tasks, by the event that began them, in which a timer fired or an activity was answered and that left no command: a replay takes such a one for a heartbeat (libs/pathway/temporal/heard.ts). */
export function tasksThatLeaveNothing({ events: all }: History): string[] {
  const events = all ?? [];
  let happened = false;
  return events.flatMap((event, index) => {
    const kind = kindOf(event);
    if (kind === 'TIMER_FIRED' || /^ACTIVITY_TASK_(COMPLETED|FAILED|TIMED_OUT)$/.test(kind)) happened = true;
    if (kind !== 'WORKFLOW_TASK_STARTED' || !events[index + 1] || kindOf(events[index + 1]!) !== 'WORKFLOW_TASK_COMPLETED') return [];
    const [before, next] = [happened, events[index + 2]];
    happened = false;
    // Of a history that ends here it is not known yet.
    return before && next && /^WORKFLOW_TASK_SCHEDULED$|^TIMER_FIRED$|^ACTIVITY_TASK_(STARTED|COMPLETED|FAILED|TIMED_OUT)$/.test(kindOf(next)) ? [String(event.eventId)] : [];
  });
}
