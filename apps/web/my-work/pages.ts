import { show, type Answered, type Page, type Visit } from '../visit.js';
import { filterOf } from './filter.js';
import { sectionsOf } from './sections.js';

async function myWork(visit: Visit): Promise<Answered> {
  const filter = filterOf(visit.url.searchParams);
  return show('my-work/page.njk', { title: 'My work', ...await sectionsOf(visit, filter), filter, rehearsal: filter.rehearsal });
}

/** My work: what is mine now, in the order in which I should do it. */
export const myWorkPages: readonly Page[] = [{ path: '/', show: myWork }];
