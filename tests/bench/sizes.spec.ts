import { expect, it } from '@jest/globals';
import { madeSmaller, sizesOf } from './sizes.js';

it('is small enough for 20 minutes unless it is asked for whole', () => {
  expect(sizesOf({})).toMatchObject({ tasks: [10_000, 100_000], due: [1, 100, 1_000] });
  expect(sizesOf({ full: true })).toMatchObject({ tasks: [10_000, 100_000, 1_000_000], due: [1, 100, 10_000], open: 20_000, idle: 20_000 });
});
it('takes sizes one by one', () => {
  expect(sizesOf({ full: true, idle: '50', due: '1,40' })).toMatchObject({ idle: 50, due: [1, 40], open: 20_000 });
});
it.each([['idle', '0'], ['idle', '1.5'], ['idle', 'many'], ['idle', '1,2'], ['due', '100,1'], ['due', '']])('refuses --%s %s', (name, text) => {
  expect(() => sizesOf({ [name]: text })).toThrow(`--${name} is`);
});
it('says what is not measured whole', () => {
  expect(madeSmaller(sizesOf({}))).toEqual(['due in one second: up to 1000 of 10000', 'open tasks: up to 100000 of 1000000', 'open cases of one worker: 1000 of 20000', 'open cases of an idle installation: 1000 of 20000']);
  expect(madeSmaller(sizesOf({ full: true }))).toEqual([]);
});
