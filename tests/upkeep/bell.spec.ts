import { describe, expect, it, jest } from '@jest/globals';
import { Bell } from '#libs/upkeep/bell.js';

type Queue = 'mails' | 'codes';
const stop = new AbortController().signal;

describe('one look for all who wait for work', () => {
  it('wakes those for whom there is something, and nobody else', async () => {
    jest.useFakeTimers();
    let there = new Set<Queue>();
    let looks = 0;
    const bell = new Bell<Queue>({ everyMs: 500, look: () => { looks += 1; return Promise.resolve(there); }, log: () => undefined });
    try {
      const woken: string[] = [];
      for (const queue of ['mails', 'codes', 'mails'] as const) void bell.of(queue)(stop).then(() => woken.push(queue));
      await jest.advanceTimersByTimeAsync(1_400);
      expect([woken, looks]).toEqual([[], 3]);
      there = new Set(['mails']);
      await jest.advanceTimersByTimeAsync(200);
      expect([woken, looks]).toEqual([['mails', 'mails'], 4]);
      // Who waits again is woken again, for as long as there is something.
      void bell.of('mails')(stop).then(() => woken.push('again'));
      await jest.advanceTimersByTimeAsync(500);
      expect(woken).toEqual(['mails', 'mails', 'again']);
    } finally {
      const stopped = bell.stop();
      jest.useRealTimers();
      await stopped;
    }
  });

  it('lets everybody look for themselves after ten of its pauses, though it cannot look at all, and says so once', async () => {
    jest.useFakeTimers();
    const said: string[] = [];
    const bell = new Bell<Queue>({ everyMs: 500, look: () => Promise.reject(new Error('away')), log: (_level, code) => { said.push(code); } });
    try {
      let woken = false;
      void bell.of('mails')(stop).then(() => { woken = true; });
      await jest.advanceTimersByTimeAsync(4_900);
      expect(woken).toBe(false);
      await jest.advanceTimersByTimeAsync(200);
      expect([woken, said]).toEqual([true, ['nobody-knows-what-waits']]);
    } finally {
      const stopped = bell.stop();
      jest.useRealTimers();
      await stopped;
    }
  });

  it('lets go of who is told to stop', async () => {
    const bell = new Bell<Queue>({ everyMs: 3_600_000, look: () => Promise.resolve(new Set<Queue>()), log: () => undefined });
    const stopping = new AbortController();
    const waiting = bell.of('mails')(stopping.signal);
    stopping.abort();
    await waiting;
    await bell.of('mails')(stopping.signal);
    await bell.stop();
  });
});
