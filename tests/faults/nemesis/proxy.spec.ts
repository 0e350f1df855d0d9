import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#tests/support/temporal/eventually.js';
import { cut, delay, half, mailAnswersTwice, mailLosesAnswer, mailRefuses, silent } from './harms.js';
import { Link } from './proxy.js';

let server: Server;
let link: Link;
/** What arrived at the server, and what it heard of its connections. */
let arrived: string;
let heard: string[];
let answer: (text: string, socket: Socket) => void;
const clients: Socket[] = [];
beforeEach(async () => {
  [arrived, heard] = ['', []];
  answer = (text, socket) => { socket.write(text); };
  server = createServer({ allowHalfOpen: true }, (socket) => {
    heard.push('connected');
    socket.on('data', (bytes) => { arrived += bytes.toString(); answer(bytes.toString(), socket); });
    socket.on('end', () => { heard.push('end'); socket.end(); }).on('error', () => { heard.push('reset'); });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  link = await Link.open('test', (server.address() as AddressInfo).port);
});
afterEach(async () => {
  for (const each of clients.splice(0)) each.destroy();
  await link.close();
  await new Promise((resolve) => server.close(resolve));
});

/** A client, and what came back to it. */
async function client(): Promise<{ socket: Socket; back: () => string; gone: () => string | undefined }> {
  const socket = connect({ port: link.port, host: '127.0.0.1', allowHalfOpen: true });
  clients.push(socket);
  let [text, how]: [string, string | undefined] = ['', undefined];
  socket.on('data', (bytes) => { text += bytes.toString(); }).on('end', () => { how ??= 'end'; }).on('error', (error: NodeJS.ErrnoException) => { how = error.code; });
  await once(socket, 'connect').catch(() => undefined); // reset at once: `gone` says it
  return { socket, back: () => text, gone: () => how };
}
const until = (what: string, is: () => boolean): Promise<unknown> => eventually(what, () => Promise.resolve(is()), 10_000);
/** One exchange on another connection has gone there and back: what was to come of earlier ones has come. */
const aRoundTrip = async (text: string): Promise<void> => {
  const { socket, back } = await client();
  socket.write(text);
  await until(`${text} comes back`, () => back() === text);
  socket.destroy();
};

describe('a link that nobody hurts', () => {
  it('carries both ways what is said, however long, and each end by itself', async () => {
    const { socket, back, gone } = await client();
    const long = 'abcdefgh'.repeat(500_000);
    socket.write(long);
    socket.end();
    await until('all came back', () => back().length === long.length);
    expect(back()).toBe(long);
    await until('its end came too', () => gone() === 'end');
    expect(heard).toEqual(['connected', 'end']);
    expect(link.hit).toBe(0);
  });

  it('tells that nobody is there, by a reset', async () => {
    await new Promise((resolve) => { server.close(resolve); });
    const { gone } = await client();
    await until('a reset', () => gone() === 'ECONNRESET');
    server.listen(0);
  });
});

describe('a link that is hurt', () => {
  it('cut: ends what is there and what comes, then takes new ones', async () => {
    const { socket, back, gone } = await client();
    socket.write('before');
    await until('it works', () => back() === 'before');
    link.hurt(cut());
    await until('it is ended', () => gone() === 'ECONNRESET');
    const second = await client();
    await until('so is the next', () => second.gone() === 'ECONNRESET');
    expect(link.hit).toBe(2);
    link.heal();
    await aRoundTrip('after');
    expect(heard.filter((each) => each === 'connected')).toHaveLength(2);
  });

  it('delay: everything arrives in order, and not before its time', async () => {
    link.hurt(delay(150));
    const { socket, back } = await client();
    const from = performance.now();
    for (const word of ['one ', 'two ', 'three']) socket.write(word);
    await until('it comes back', () => back() === 'one two three');
    expect(performance.now() - from).toBeGreaterThanOrEqual(298); // once each way
    expect(link.hit).toBeGreaterThanOrEqual(2);
  });

  it('half: of a question half arrives, and both hear that the connection is gone', async () => {
    const { socket, back, gone } = await client();
    link.hurt(half('to'));
    socket.write('1234567890');
    await until('reset', () => gone() === 'ECONNRESET');
    expect(arrived).toBe('12345');
    await until('there too', () => heard.includes('reset'));
    expect(back().length).toBeLessThanOrEqual(5);
    expect(link.hit).toBe(1);
  });

  it('half: of an answer half comes back, though all of the question arrived', async () => {
    const { socket, back, gone } = await client();
    link.hurt(half('back'));
    socket.write('1234567890');
    await until('reset', () => gone() === 'ECONNRESET');
    expect(arrived).toBe('1234567890');
    expect(back()).toBe('12345');
  });

  it('half-open: takes connections and says nothing, not even that somebody went; then goes on', async () => {
    link.hurt(silent('to', 'back'));
    const [one, other] = [await client(), await client()];
    one.socket.write('held');
    other.socket.write('gone');
    await until('both are held', () => link.hit === 2);
    other.socket.resetAndDestroy();
    await until('the reset is held too', () => link.hit === 3);
    expect([arrived, heard]).toEqual(['', ['connected', 'connected']]);
    link.heal();
    await until('it goes on', () => one.back() === 'held');
    await until('and who went is known to have gone', () => heard.includes('reset'));
  });

  it('half-open, then reset: what was held never arrives', async () => {
    link.hurt(silent('to', 'back'));
    const { socket, gone } = await client();
    socket.write('lost');
    await until('it is held', () => link.hit === 1);
    link.heal({ reset: true });
    await until('reset', () => gone() === 'ECONNRESET');
    await aRoundTrip('after');
    expect(arrived).toBe('after');
  });

  it('left for dead: what is there never says anything again, what comes works, and who gives up is let go', async () => {
    const { socket, back, gone } = await client();
    socket.write('before');
    await until('it works', () => back() === 'before');
    link.forget();
    expect(link.hit).toBe(1);
    socket.write('never');
    await aRoundTrip('after');
    expect([arrived, back(), gone()]).toEqual(['beforeafter', 'before', undefined]);
    socket.destroy();
    await until('the server is let go', () => heard.includes('reset'));
  });

  it('answers held: what was asked is done, and nobody hears of it until it heals', async () => {
    link.hurt(silent('back'));
    const { socket, back } = await client();
    socket.write('asked');
    await until('it is done', () => arrived === 'asked');
    await until('its answer is held', () => link.hit === 1);
    expect(back()).toBe('');
    link.heal();
    await until('then heard', () => back() === 'asked');
  });
});

describe('a mail server that is hurt', () => {
  beforeEach(() => { answer = (text, socket) => { socket.write(text.startsWith('DATA') ? '354 go on\r\n' : text.startsWith('Dear') ? '250 taken\r\n' : '250 ok\r\n'); }; });
  const say = async (...lines: string[]): Promise<{ answers: string[]; gone: () => string | undefined; all: () => string }> => {
    const { socket, back, gone } = await client();
    const answers: string[] = [];
    for (const line of lines) {
      const before = back().length;
      socket.write(`${line}\r\n`);
      await until(`an answer to ${line}`, () => back().length > before || gone() !== undefined);
      answers.push(back().slice(before));
    }
    return { answers, gone, all: back };
  };

  it('refuses who is to get it, and the server never hears of them', async () => {
    link.hurt(mailRefuses());
    const { answers } = await say('MAIL FROM:<a@b>', 'RCPT TO:<c@d>', 'QUIT');
    expect(answers).toEqual(['250 ok\r\n', '451 4.3.2 not now, try again\r\n', '250 ok\r\n']);
    expect(arrived).not.toContain('RCPT');
    expect(link.hit).toBe(1);
  });

  it('refuses them too in an envelope that comes whole', async () => {
    link.hurt(mailRefuses());
    const { answers } = await say('MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA');
    expect(answers.join('')).toBe('250 2.0.0 ok\r\n451 4.3.2 not now, try again\r\n503 5.5.1 nobody to send it to\r\n');
    expect([arrived, link.hit]).toEqual(['', 1]);
  });

  it('answers twice that it took a mail', async () => {
    link.hurt(mailAnswersTwice());
    const { all } = await say('MAIL FROM:<a@b>', 'DATA', 'Dear you,\r\n.');
    await until('twice', () => all() === '250 ok\r\n354 go on\r\n250 taken\r\n250 taken\r\n');
    expect(link.hit).toBe(1);
  });

  it('takes a mail, and nobody hears that it did', async () => {
    link.hurt(mailLosesAnswer());
    const { gone, all } = await say('MAIL FROM:<a@b>', 'DATA', 'Dear you,\r\n.');
    expect(gone()).toBe('ECONNRESET');
    expect(all()).toBe('250 ok\r\n354 go on\r\n');
    expect(arrived).toContain('Dear you');
  });
});
