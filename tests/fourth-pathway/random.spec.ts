import { jest } from '@jest/globals';
import './with-the-fourth.js';

const { equipmentReturnLife } = await import('./life.js');
jest.unstable_mockModule('#tests/support/pathways/lives/all.js', () => ({ lives: [equipmentReturnLife] }));
// The same properties as of every pathway.
await import('#tests/pathways/random.spec.js');
