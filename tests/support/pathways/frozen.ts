import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';

/** Of what the workflow bundle is made. */
const ROOMS = ['workflows', 'libs/domain', 'libs/pathway', 'libs/policies'];

function freeze(value: unknown): void {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key of Reflect.ownKeys(value)) if (key !== 'prototype') freeze((value as Record<PropertyKey, unknown>)[key]);
}

/** A worker evaluates the workflow code once for all its cases, and what that exports is frozen (libs/pathway/temporal/workflow-bundle.ts). So it is from here on: a rule that wrote into it would fail. */
export async function freezeWorkflowModules(): Promise<void> {
  for (const room of ROOMS) {
    for (const file of readdirSync(join(checkoutFolder(), room), { recursive: true, encoding: 'utf8' })) {
      if (!/(?<!\.spec|\.d)\.ts$/.test(file) || file.startsWith('temporal') || (room === 'workflows' && file === 'bundle.ts')) continue;
      const module = await import(join(checkoutFolder(), room, file)) as Record<string, unknown>;
      for (const exported of Object.values(module)) freeze(exported);
    }
  }
}
