import { describe, expect, it } from '@jest/globals';
import { crossings } from './consequence.js';

describe('a threshold of consequence', () => {
  it('is crossed where it becomes as bad, and again where it becomes worse still', () => {
    expect(crossings(['major'], 'major')).toEqual([0]);
    expect(crossings(['minor', 'moderate', 'major', 'major', 'catastrophic'], 'major')).toEqual([2, 4]);
    expect(crossings(['major', 'minor', 'major'], 'major')).toEqual([0, 2]);
    expect(crossings(['minor', 'moderate'], 'major')).toEqual([]);
  });
});
