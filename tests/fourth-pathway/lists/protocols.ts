import type { Protocol } from '#libs/pathway/protocol.js';
import * as product from '#workflows/protocols.js';
import { equipmentReturnProtocol } from '../protocol.js';

/** workflows/protocols.ts with one line more. */
export const protocols: Readonly<Record<string, Protocol>> = { ...product.protocols, [equipmentReturnProtocol.pathway]: equipmentReturnProtocol };
export const protocolOf = (pathway: string): Protocol => (Object.hasOwn(protocols, pathway) ? protocols[pathway]! : product.protocolOf(pathway));
