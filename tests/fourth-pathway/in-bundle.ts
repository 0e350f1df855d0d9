import { freshBundleWith, tellingBundleWith, type Replaced } from '#tests/support/temporal/fresh-bundle.js';

/** The two lists that the workflow code reads, with the fourth pathway's line (contracts are the edge's). */
const replaced: Replaced = {
  folder: 'tests/fourth-pathway',
  modules: { 'libs/policies/released.js': 'tests/fourth-pathway/lists/released.js', 'workflows/protocols.js': 'tests/fourth-pathway/lists/protocols.js' },
};
export const bundleWithTheFourth = () => freshBundleWith(replaced);
export const tellingBundleWithTheFourth = () => tellingBundleWith(replaced);
