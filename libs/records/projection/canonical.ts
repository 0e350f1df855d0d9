import type { CaseEvent, Json } from '#libs/contracts/events.js';

/** A text that PostgreSQL's jsonb can hold: NUL and lone surrogates, which it cannot, become U+FFFD. */
function storableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');
}

function storable(value: Json | undefined): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(storable);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]): [string, Json] => [storableText(key), storable(each)]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** An event as the record keeps it: what came and what was read back are the same. */
export function storableEvent(event: CaseEvent): CaseEvent {
  const { sequence, kind, command } = event;
  const kept = { sequence, at: new Date(event.at).toISOString(), kind, actor: storable(event.actor), ...(command === undefined ? {} : { command }), data: storable(event.data as Json) };
  return kept as unknown as CaseEvent;
}

/** One event as text, the same whatever order its properties came in: what the running hash is taken of. Pure: also evaluated inside a workflow. */
export function canonicalEvent(event: CaseEvent): string {
  const { sequence, at, kind, actor, command, data } = storableEvent(event);
  return JSON.stringify([sequence, at, kind, actor, command ?? null, data]);
}
