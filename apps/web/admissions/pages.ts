import { DAY } from '#libs/domain/duration.js';
import type { AdmissionView, Page as ListPage } from '#libs/contracts/views.js';
import { leavingWithoutCase } from '#libs/records/queries/admissions.js';
import { may } from '#libs/security/permissions.js';
import { problemOfAnswer, show, type Answered, type Page, type Visit } from '../visit.js';

const LEAVING = 100;
const withCursor = (asked: URLSearchParams, cursor: string | null): string => new URLSearchParams([...asked, ...(cursor ? [['cursor', cursor] as [string, string]] : [])]).toString();

/** Who is in hospital: first whoever leaves within a day and has no case, then everybody, by ward, name and whether they have one. */
async function admissions(visit: Visit): Promise<Answered> {
  const { searchParams } = visit.url;
  const filter = { ward: searchParams.get('ward')?.trim() ?? '', q: searchParams.get('q')?.trim() ?? '', hasCase: searchParams.get('hasCase') ?? '' };
  const asked = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  const cursor = searchParams.get('cursor');
  const said = await visit.ask({ method: 'GET', path: `/v1/admissions?${withCursor(asked, cursor)}` });
  const problem = problemOfAnswer(said);
  if (problem && problem.status !== 422) throw problem;
  const { items, next } = problem ? { items: [], next: null } : said.body as ListPage<AdmissionView>;
  const leaving = await leavingWithoutCase(visit.manager, visit.reading, new Date(visit.reading.now.getTime() + DAY), LEAVING);
  const { person } = visit.caller;
  return show('admissions/page.njk', {
    title: 'Admissions', filter, filtered: asked.size > 0, items, leaving, more: leaving.length === LEAVING, mayStart: may(person, 'start', { organisation: person.organisation.id, owners: null }), organisation: person.organisation.id,
    next: next === null ? null : `/admissions?${withCursor(asked, next)}`, first: cursor ? `/admissions?${asked.toString()}` : null,
    errors: problem ? [{ text: problem.code === 'nhs-number-in-url' ? 'Search by name or bed, not by NHS number: an address must not hold one. Start a case by hand to look a number up.' : problem.message, href: '#q' }] : [],
  }, problem?.status ?? 200);
}

export const admissionPages: readonly Page[] = [{ path: '/admissions', show: admissions }];
