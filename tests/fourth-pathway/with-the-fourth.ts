import { jest } from '@jest/globals';
import * as contracts from './lists/contracts.js';
import * as protocols from './lists/protocols.js';
import * as released from './lists/released.js';

/**
 * From here on whatever is imported finds the fourth pathway in the three lists: what adding its three lines would do. Import the product's code after it, with
 * `await import`: what was imported before knows three.
 */
jest.unstable_mockModule('#libs/contracts/http/pathways/all.js', () => contracts);
jest.unstable_mockModule('#libs/policies/released.js', () => released);
jest.unstable_mockModule('#workflows/protocols.js', () => protocols);
