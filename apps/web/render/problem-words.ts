import type { Problem } from '#apps/api/http/problem.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'This could not be read', 403: 'This is not yours to do', 404: 'There is nothing here', 405: 'This cannot be done this way', 409: 'This cannot be done now', 413: 'This is too long', 422: 'Something in this does not fit', 429: 'Too many pages at once',
  500: 'Something went wrong on our side', 503: 'This cannot be reached at the moment',
};
const WHAT_TO_DO: Readonly<Record<number, string>> = {
  400: 'Go back and try again.', 403: 'Whoever owns it, coordinates the case or was called for it can do it.',
  404: 'It may have been typed wrongly, or it is a case of people you do not work with. If you were sent here, ask whoever sent you.', 409: 'Go back to see how it stands now.', 413: 'Make it shorter, and send it again.', 422: 'Go back and look at what you sent.',
  429: 'Wait a few seconds and try again.', 500: 'Nothing that was recorded is lost. Try again; if it happens again, tell whoever looks after Handrail and give them the number below.', 503: 'Nothing that was recorded is lost. Wait a moment and try again. If something is urgent, ring the people concerned.',
};

/** A problem as a page says it. */
export function problemWords({ status, code, message }: Problem): { title: string; detail: string; advice: string; ours: boolean; status: number; code: string } {
  const ours = status >= 500;
  return { title: TITLES[status] ?? 'This was not done', detail: status === 404 || status === 500 ? '' : message, advice: WHAT_TO_DO[status] ?? 'Go back and try again.', ours, status, code };
}
