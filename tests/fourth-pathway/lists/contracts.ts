import { contracts as product } from '#libs/contracts/http/pathways/all.js';
import type { PathwayContract } from '#libs/contracts/http/pathways/contract.js';
import { equipmentReturnContract } from '../contract.js';

/** libs/contracts/http/pathways/all.ts with one line more. */
export const contracts: readonly PathwayContract[] = [...product, equipmentReturnContract];
export const contractOf = (pathway: string): PathwayContract | undefined => contracts.find((each) => each.pathway === pathway);
