import type { Request, Response } from 'express';
import type { Feed, Listener, Told } from './feed.js';

/** What is not read by its browser is not piled up here: beyond this it is cut off, and comes back by itself. Bytes. */
const MOST_WAITING = 64 * 1024;
const BEAT_MS = 15_000;
/** Who may hear what is looked at anew when a browser comes back, so none stays for ever. */
const LONGEST_MS = 5 * 60_000;

/**
 * Answers as Server-Sent Events: `changed` with `{ cases: [id] }`, or `everything` when too much has changed since `Last-Event-ID`. A comment every 15 seconds keeps the connection alive; after five minutes it is ended, and the browser comes back.
 * `after`: the place that was heard of last, where no header says it. `beat`: instead of the comment, for those who cannot see one.
 */
export async function streamChanges(feed: Feed, request: Request, response: Response, who: Pick<Listener, 'organisations' | 'rehearsal'>, { after, beat: sign = ': still here' }: { after?: string; beat?: string } = {}): Promise<void> {
  const last = Number(request.headers['last-event-id'] ?? after ?? Number.NaN);
  const end = (): void => { response.end(); };
  const write = (text: string): void => {
    response.write(text);
    if (response.writableLength > MOST_WAITING) response.destroy();
  };
  let waiting = '';
  const tell = ({ place, cases, everything }: Told): void => {
    const data = everything ? {} : { cases: cases.map(({ id }) => id), ...(who.rehearsal === 'both' ? { live: cases.some(({ rehearsal }) => !rehearsal) } : {}) };
    const text = `id: ${place}\nevent: ${everything ? 'everything' : 'changed'}\ndata: ${JSON.stringify(data)}\n\n`;
    if (response.headersSent) write(text); else waiting += text;
  };
  const stop = await feed.listen({ ...who, end, tell }, Number.isSafeInteger(last) && last >= 0 ? last : null);
  if (response.destroyed) { stop(); return; }
  response.status(200).setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Accel-Buffering', 'no');
  const beat = setInterval(() => write(`${sign}\n\n`), BEAT_MS);
  const over = setTimeout(end, LONGEST_MS);
  response.once('close', () => {
    clearInterval(beat);
    clearTimeout(over);
    stop();
  });
  // Whoever is cut off before anything changed comes back with the place at which they began to listen.
  response.write(`retry: 2000\nid: ${feed.place}\n${sign}\n\n${waiting}`);
}
