import nunjucks from 'nunjucks';
import { spacedNhsNumber } from '#libs/domain/nhs-number.js';
import { roleWords } from '#libs/directory/role-words.js';
import { pathwayWords } from '../pathway-words.js';
import { ageAt, clockWords, dateWords, dayWords, dueWords, durationWords, exactWords, lateWords, lengthWords, momentWords, ruleWords } from '../time/in-words.js';
import { assetPath, assetUrl, frontendFolder, viewsFolder } from './assets.js';

/** Templates, each compiled once. What they are given is escaped unless they say otherwise. */
const environment = new nunjucks.Environment([new nunjucks.FileSystemLoader(viewsFolder), new nunjucks.FileSystemLoader(frontendFolder)], { autoescape: true, throwOnUndefined: false, trimBlocks: true, lstripBlocks: true });
environment.addGlobal('asset', assetUrl);
environment.addGlobal('assetPath', assetPath);

const at = (given: string | number | Date): number => new Date(given).getTime();
type Given = string | number | Date;
/** Filters for instants take the page's `now` (the case's own for a rehearsal), so that one page has one present. */
const timed: Record<string, (instant: number, now: number) => string> = { due: dueWords, happened: dueWords, moment: momentWords, day: dayWords, clock: clockWords, late: lateWords };
for (const [name, words] of Object.entries(timed)) environment.addFilter(name, (instant: Given, now: Given) => words(at(instant), at(now)));
environment.addFilter('exact', (instant: Given) => exactWords(at(instant)));
environment.addFilter('date', (date: string, now: Given) => dateWords(date, at(now)));
environment.addFilter('age', (born: string, now: Given) => ageAt(born, at(now)));
environment.addFilter('duration', durationWords);
environment.addFilter('rule', ruleWords);
environment.addFilter('lasting', (ms: number) => lengthWords(ms));
environment.addFilter('role', (role: string) => roleWords(role));
environment.addFilter('pathway', (pathway: string) => pathwayWords(pathway));
environment.addFilter('nhsNumber', spacedNhsNumber);
environment.addFilter('iso', (instant: Given) => new Date(instant).toISOString());

/** A page as text. @throws where a template is wrong */
export function rendered(view: string, data: Record<string, unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    environment.render(view, data, (error, text) => { if (error || text === null) reject(error ?? new Error(`${view} came to nothing`)); else resolve(text); });
  });
}
