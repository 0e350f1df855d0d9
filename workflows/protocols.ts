import { discharge } from './minimum-safe-discharge.js';
import { messageReview } from './intake-review.js';
import type { Protocol } from '#libs/pathway/protocol.js';

/** Every pathway there is, by its name. */
export const protocols: Readonly<Record<string, Protocol>> = { [discharge.pathway]: discharge, [messageReview.pathway]: messageReview };
export function protocolOf(pathway: string): Protocol {
  const found = protocols[pathway];
  if (!found) throw new Error(`there is no pathway ${pathway}`);
  return found;
}
