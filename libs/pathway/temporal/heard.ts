import { upsertMemo } from '@temporalio/workflow';
import type { Session } from '../session.js';

/**
 * Leaves a command where an answer from outside was heard. A workflow task in which something happened and that leaves none looks like a heartbeat to a replay: the SDK joins it to the one after it, and an
 * answer and the command that came after it change their order (temporalio/sdk-rust, issue 1146, open). Such a case does not replay: it is silent from when its worker lets go of it. docs/decisions/0040
 */
export function heard({ state }: Session): void {
  if (state.revision >= 2) upsertMemo({ heard: state.version });
}
