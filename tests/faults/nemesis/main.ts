import { randomUUID } from 'node:crypto';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { Client } from '#tests/support/http/client.js';
import { DischargeCase } from '#tests/support/http/discharge-case.js';
import { catalogue, kinds } from './draws.js';
import { Nemesis } from './nemesis.js';
import { FaultStack } from './stack.js';

/** Every kind of injury to everything that it can be done to, once, with a trickle of commands beside it: `node dist/tests/faults/nemesis/main.js [KIND [TARGET [MS]]]` (an empty text: any). Exit status 0 when each touched something and the product was ready after it. */
const [onlyKind, onlyTarget, lasts = '2000'] = process.argv.slice(2);
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
const stack = await FaultStack.start({ say, env: { NOTICE_GATHER: 'PT0.1S' } });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => { void stack.remove().finally(() => process.exit(1)); });
const client = new Client({ url: stack.url, token: (who) => stack.product.token(who) });
const nemesis = new Nemesis(stack, Math.random, say);

let going = true;
const answered = new Map<string, number>();
/** When each of those who trickle was last answered well. */
const wellAt = [0, 0, 0, 0];
const trickle = wellAt.map(async (_never, who) => {
  let made: CaseOverHttp | undefined;
  while (going) {
    try {
      made ??= await DischargeCase.start(client, {}, { rehearsal: false });
      const path = Math.random() < 0.5 ? 'notes' : 'triggers';
      const body = path === 'notes' ? { text: randomUUID() } : { kind: 'clinical-deterioration', occurredAt: new Date(Date.now() - 60_000).toISOString(), note: 'seen' };
      const { status, headers, body: answer } = await client.post('coordinator', `/v1/cases/${made.id}/${path}`, body);
      const as = `${status}${typeof answer['detail'] === 'string' ? ` (${answer['detail']})` : ''}${status >= 400 && !/problem\+json/.test(headers.get('content-type') ?? '') ? ' that is no problem' : ''}`;
      if (status === 200) wellAt[who] = Date.now();
      answered.set(as, (answered.get(as) ?? 0) + 1);
    } catch (cause) {
      const why = cause instanceof Error ? String((cause.cause as { code?: string } | undefined)?.code ?? cause.message).slice(0, 100) : 'unknown';
      answered.set(why, (answered.get(why) ?? 0) + 1);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});

const failed: string[] = [];
for (const kind of kinds) {
  for (const target of catalogue[kind]) {
    if ((onlyKind && onlyKind !== kind) || (onlyTarget && onlyTarget !== target)) continue;
    answered.clear();
    const { hit } = await nemesis.inflict({ kind, target, lasts: Number(lasts), dice: [Math.random(), Math.random()] });
    if (hit === 0) failed.push(`${kind}, ${target}: touched nothing`);
    const from = Date.now();
    await nemesis.heal().catch((cause: unknown) => { failed.push(`${kind}, ${target}: ${String(cause)}`); });
    const readyAfter = Date.now() - from;
    while (wellAt.some((at) => at < from) && Date.now() < from + 60_000) await new Promise((resolve) => setTimeout(resolve, 50));
    if (wellAt.some((at) => at < from)) failed.push(`${kind}, ${target}: somebody was not answered well for a minute after it`);
    say(`  ready again after ${(readyAfter / 1000).toFixed(1)} s, everybody answered well after ${((Date.now() - from) / 1000).toFixed(1)} s; answers: ${[...answered].map(([as, count]) => `${as} x${count}`).join(', ')}`);
  }
}
going = false;
await Promise.all(trickle);
await stack.remove();
for (const line of failed) console.log(line);
process.exit(failed.length === 0 ? 0 : 1);
