import { randomUUID } from 'node:crypto';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { Client } from '#tests/support/http/client.js';
import { at } from './in-parallel.js';

/** A command until it is carried out. A busy machine may answer 503 or 202: the same key again does nothing twice. @throws when it is refused */
export async function carriedOut(client: Client, who: LocalPerson, path: string, body: object): Promise<JsonObject> {
  for (const key = randomUUID(); ;) {
    const { status, body: answer } = await client.post(who, path, body, key);
    if (status === 200 || status === 201) return answer;
    if (status !== 503 && status !== 202) throw new Error(`POST ${path} was answered ${status} ${JSON.stringify(answer)}`);
    await at(Date.now() + 500);
  }
}
