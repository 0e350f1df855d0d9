import type { Page } from '../visit.js';
import { acceptRole, sendAction, showAction } from './action-page.js';
import { casePage } from './case-page.js';

/** A case, and what is said about it as a whole. */
export const casePages: readonly Page[] = [{ path: '/cases/:id', show: casePage }, { path: '/cases/:id/accept', send: acceptRole }, { path: '/cases/:id/:action', show: showAction, send: sendAction }];
