import { between } from './markdown.js';
import { pathwaysTable } from './pathways-table.js';
import { policiesPage } from './policies-page.js';

export const marks = ['<!-- The pathways: written by npm run docs from the policies. -->', '<!-- The end of the pathways. -->'] as const;

/** Each generated document as it should stand. `read`: a file of the checkout as it stands. */
export function documents(read: (path: string) => string): { path: string; written: string }[] {
  return [
    { path: 'README.md', written: between(read('README.md'), ...marks, pathwaysTable()) },
    { path: 'docs/policies.md', written: policiesPage() },
  ];
}
