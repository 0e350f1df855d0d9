// Plain CommonJS without types: the SDK loads this file by its path with require(), from the source tree and from dist alike, and bundles it into the workflows.
const { DefaultFailureConverter } = require('@temporalio/common');

/** Messages and stack traces of failures become payloads, so that they are encrypted too. */
exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
