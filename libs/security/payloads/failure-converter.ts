import { DefaultFailureConverter } from '@temporalio/common';

/** Messages and stack traces of failures become payloads, so that they are encrypted too. The SDK finds this export by its name, and by the path of this file. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
