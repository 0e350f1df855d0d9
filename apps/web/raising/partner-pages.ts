import { randomUUID } from 'node:crypto';
import express, { type Request, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { Asked, Said } from '#apps/api/http/in-process.js';
import { Problem } from '#apps/api/http/problem.js';
import type { raisingPage } from '#libs/contracts/http/raising.js';
import { promptWords } from '#libs/raising/script-in-words.js';
import type { Pen } from '../render/pen.js';
import { field, problemOfAnswer, type Form } from '../visit.js';

export interface PartnerPagesParts { pen: Pen; origin: string; ask: (request: Request, asked: Asked) => Promise<Said> }

/** What helps to answer each prompt. */
const hints: Readonly<Record<keyof typeof promptWords, string>> = {
  whatChanged: 'What you saw or heard, and since when', currentRisks: 'What worries you most now', protectiveFactors: 'Who or what helps them', alreadyTried: 'What you or others have done, and what came of it',
};
const NOBODY = { title: 'Nobody has received this yet', detail: 'What you wrote is still here. Send it once more: it will not be passed on twice. If somebody is in danger, call 999.' };

/**
 * The page of a partner without an account: outside sign-in, behind the link alone. It shows whom it goes to and what became of what was raised, and of the person only what the link calls them.
 * It asks our own API in process, as the link itself would.
 */
export function partnerPages({ pen, origin, ask }: PartnerPagesParts): Router {
  const router = express.Router({ caseSensitive: true });
  const page = (handle: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response): void => {
    handle(request, response).catch((error: unknown) => pen.problem(response, error, null)).catch(() => { response.end(); });
  };

  const shown = async (request: Request, response: Response, more: { typed?: Form; refused?: { title: string; detail: string }; status?: number; key?: string } = {}): Promise<void> => {
    const token = String(request.params['token'] ?? '');
    const said = await ask(request, { method: 'POST', path: '/v1/raise/look', body: { token } });
    const problem = problemOfAnswer(said);
    if (problem?.status === 503) throw problem;
    if (problem) { await pen.plain(response, 'raising/closed.njk', problem.status === 422 ? 404 : problem.status, { title: 'This link does not open', detail: problem.status === 422 ? 'This is no link of ours.' : problem.message }); return; }
    const typed = more.typed ?? {};
    await pen.plain(response, 'raising/partner.njk', more.status ?? 200, {
      title: 'Tell us that somebody is getting worse', page: said.body as z.output<typeof raisingPage>, now: Date.now(), raised: request.query['told'] === 'raised', refused: more.refused, key: more.key ?? randomUUID(), dangerNow: field(typed, 'dangerNow'),
      prompts: Object.entries(promptWords).map(([name, label]) => ({ name, label, hint: hints[name as keyof typeof promptWords], value: field(typed, name) })),
    });
  };

  router.get('/raise/:token', page((request, response) => shown(request, response)));
  router.post('/raise/:token', page(async (request, response) => {
    const from = request.headers.origin;
    if (from !== undefined && from !== origin) throw new Problem(403, 'form-from-elsewhere', 'This form was not sent from one of our own pages.');
    const typed = (request.body ?? {}) as Form;
    const token = String(request.params['token'] ?? '');
    const script = Object.fromEntries(Object.keys(promptWords).flatMap((name) => { const written = field(typed, name).replaceAll('\r\n', '\n').trim(); return written === '' ? [] : [[name, written]]; }));
    const danger = field(typed, 'dangerNow');
    const key = field(typed, '_key');
    const said = await ask(request, { method: 'POST', path: '/v1/raise', key, body: { token, ...script, ...(danger === '' ? {} : { dangerNow: danger === 'true' }) } });
    const problem = problemOfAnswer(said);
    if (!problem) { response.redirect(303, `/raise/${encodeURIComponent(token)}?told=raised`); return; }
    if (problem.status === 503) await shown(request, response, { typed, status: 503, refused: NOBODY, key });
    else await shown(request, response, { typed, status: problem.status, refused: { title: 'This was not passed on', detail: problem.code === 'idempotency-key-reused' ? 'You have sent this form before, and it was passed on. Send it again if there is more to say.' : problem.status === 422 ? 'Something you wrote is too long. Shorten it and send it again.' : problem.message } });
  }));
  return router;
}
