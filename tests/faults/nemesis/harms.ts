import type { Fate, Harm, Piece, Way } from './proxy.js';

const isBytes = (piece: Piece): piece is Piece & { bytes: Buffer } => typeof piece.bytes !== 'string';
const ways = (...these: Way[]) => (way: Way): boolean => these.includes(way);

/** Every connection is reset, and new ones are as long as it lasts. */
export const cut = (): Harm => ({ cuts: true, fate: () => 'reset' });

/** Everything arrives, but late. */
export const delay = (ms: number): Harm => ({ fate: ({ at }) => ({ until: at + ms }) satisfies Fate });

/** A connection is reset in the middle of what comes next that way. */
export const half = (way: Way): Harm => ({ fate: (piece, on) => (on === way && isBytes(piece) && piece.bytes.length > 1 ? 'halve' : 'go') });

/** Connections stand, and new ones are taken, but nothing comes through that way; not even that somebody went. */
export const silent = (...on: readonly Way[]): Harm => {
  const concerned = ways(...on);
  return { fate: (_piece, way) => (concerned(way) ? 'hold' : 'go') };
};

// Of SMTP: one mail a connection, as ours are; the whole envelope may come in one piece.
const refusal = (line: string): string => (/^RCPT/i.test(line) ? '451 4.3.2 not now, try again' : /^DATA/i.test(line) ? '503 5.5.1 nobody to send it to' : '250 2.0.0 ok');
/** The answer to a whole mail: what the server says after its `354`, once the mail has gone. */
const isTaken = (piece: Piece, way: Way, last: Partial<Record<Way, string>>): boolean => way === 'back' && isBytes(piece) && /^354/m.test(last.back ?? '') && piece.bytes.toString('latin1', 0, 3) === '250';

/** The mail server takes nobody's mail for now. */
export const mailRefuses = (): Harm => ({
  fate: (piece, way) => {
    const lines = way === 'to' && isBytes(piece) ? piece.bytes.toString('latin1').split('\r\n').filter(Boolean) : [];
    return lines.some((line) => /^RCPT TO:/i.test(line)) ? { answer: Buffer.from(lines.map((line) => `${refusal(line)}\r\n`).join('')) } : 'go';
  },
});

/** The mail server thinks before each of its answers. */
export const mailSlow = (ms: number): Harm => ({ fate: ({ at }, way) => (way === 'back' ? { until: at + ms } : 'go') });

/** The mail server says twice that it took a mail. */
export const mailAnswersTwice = (): Harm => ({ fate: (piece, way, { last }) => (isTaken(piece, way, last) && isBytes(piece) ? { instead: Buffer.concat([piece.bytes, piece.bytes]) } : 'go') });

/** The mail server takes a mail, and nobody hears that it did. */
export const mailLosesAnswer = (): Harm => ({ fate: (piece, way, { last }) => (isTaken(piece, way, last) ? 'reset' : 'go') });
