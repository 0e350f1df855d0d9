import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { EncryptionCodec } from './encryption-codec.js';
import type { PayloadKey } from './payload-keys.js';

/** Path of the module with the `failureConverter` export. A prebuilt bundle needs it too: give it to `bundleWorkflowCode({ failureConverterPath })`. */
export const failureConverterPath = fileURLToPath(new URL(`./failure-converter${extname(import.meta.url)}`, import.meta.url));

/** The data converter of every Temporal client and worker: payloads and failures are encrypted before they leave the process. */
export function dataConverter(keys: readonly PayloadKey[]): DataConverter & { payloadCodecs: [EncryptionCodec] } {
  return { payloadCodecs: [new EncryptionCodec(keys)], failureConverterPath };
}

/** For replaying a committed history, which is stored decoded: the same conversion of failures, nothing encrypted. */
export const decodedHistoryConverter: DataConverter = { failureConverterPath };
