import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `look` finds something (anything but undefined and false), and answers it. @throws with what was awaited after `within` ms */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false> | T | undefined | false, within = 30_000): Promise<T> {
  const until = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`waited ${within} ms in vain: ${what}`);
    await pause(20);
  }
}
