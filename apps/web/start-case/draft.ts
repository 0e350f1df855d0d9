import { keepForm, keptForm } from '#libs/records/kept-forms.js';
import type { Form, Visit } from '../visit.js';

/** What somebody has told of a case to start, page by page: kept for them alone, under an id in the address, so that the back button and another sign-in find it. */
export type Draft = Record<string, string | string[]>;

export async function draftOf(visit: Visit): Promise<Draft> {
  const id = visit.url.searchParams.get('draft');
  const kept = id === null ? null : await keptForm(visit.manager, id, visit.caller);
  return { ...kept, ...visit.kept };
}

/** @returns by what it is found again */
export function keepDraft({ manager, caller, reading }: Visit, draft: Draft): Promise<string> {
  return keepForm(manager, caller, '/cases/new', draft, reading.now);
}

/** The draft with what a page sent in place of what stood there: what was taken out on the page is gone. `ofPage`: is it a field of that page? */
export function withPage(draft: Draft, form: Form, ofPage: (name: string) => boolean): Draft {
  const sent = Object.entries(form).filter(([name]) => name.startsWith('/'));
  return Object.fromEntries([...Object.entries(draft).filter(([name]) => !ofPage(name)), ...sent.filter(([name]) => ofPage(name))]);
}
