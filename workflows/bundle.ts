import type { Outcome } from '#libs/contracts/events.js';
import { runCase, type CaseInput } from '#libs/pathway/temporal/case-workflow.js';
import { protocolOf } from './protocols.js';

/** Every workflow type is a pathway's, on the one engine. */
export default function runPathway(input: CaseInput): Promise<Outcome> {
  return runCase(protocolOf(input.pathway), input);
}
