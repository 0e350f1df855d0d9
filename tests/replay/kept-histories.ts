import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { checkoutFolder } from '#apps/local/data-folder.js';
import type { CaseEvent } from '#libs/contracts/events.js';

/** How a case went: the history of each of its runs, payloads decoded (made-up people only), and beside them the events that came of them. */
export interface KeptHistory { caseId: string; histories: unknown[]; events: CaseEvent[] }

const folder = (): string => join(checkoutFolder(), 'tests', 'replay', 'histories');

/** Names of all that are committed: RELEASE/NAMESPACE/PATH. */
export function keptNames(): string[] {
  return readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json.gz')).map((name) => name.replace('.json.gz', '')).toSorted();
}
export function readKept(name: string): KeptHistory {
  return JSON.parse(gunzipSync(readFileSync(join(folder(), `${name}.json.gz`))).toString()) as KeptHistory;
}
export function keep(name: string, kept: KeptHistory): void {
  const file = join(folder(), `${name}.json.gz`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(JSON.stringify(kept), { level: 9 }));
}
