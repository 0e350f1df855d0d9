import type { Page } from '../visit.js';
import { casePage } from './case-page.js';

/** A case, and what is said about it as a whole. */
export const casePages: readonly Page[] = [{ path: '/cases/:id', show: casePage }];
