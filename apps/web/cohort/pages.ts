import { durationInWords } from '#apps/docs/in-words.js';
import { DAY } from '#libs/domain/duration.js';
import type { CohortBoard, CohortMember } from '#libs/records/queries/cohort-board.js';
import { stageWords } from '../case/stages.js';
import { pathwayWords } from '../pathway-words.js';
import { shownRisk } from '../registers/risks.js';
import { read, show, type Answered, type Page, type Visit } from '../visit.js';

const HERE = '/registers/repeat-crisis';
const KINDS: Readonly<Record<string, string>> = { 'step-up': 'A step-up was raised', crisis: 'A crisis', 're-presentation': 'Came back to crisis care', 'raised-again': 'A step-up was raised again' };

/** The repeat-crisis cohort as a board that a team works from: whose next step is due first on top, narrowed by team, locality and owner in the address. */
async function board(visit: Visit): Promise<Answered> {
  const asked = new URLSearchParams([...visit.url.searchParams].filter(([name, value]) => ['team', 'locality', 'owner', 'cursor'].includes(name) && value !== ''));
  const { items, next, rule, choices } = await read<CohortBoard>(visit, `/v1/repeat-crisis${asked.size > 0 ? `?${asked.toString()}` : ''}`);
  const further = new URLSearchParams(asked);
  if (next !== null) further.set('cursor', next);
  const now = visit.reading.now.getTime();
  const narrowed = ['team', 'locality', 'owner'].some((name) => asked.has(name));
  const people = items.map((member) => shown(member, now));
  return show('cohort/page.njk', {
    title: 'Repeat-crisis cohort', rule: { times: rule.times, window: durationInWords(rule.window) }, people, narrowed, next: next === null ? null : `${HERE}?${further.toString()}`, plain: HERE,
    late: people.filter((member) => member.next?.overdue).length, reviews: people.filter(({ open }) => open.length > 0).length,
    choices: [
      { name: 'team', label: 'Team', any: 'Every team', value: asked.get('team') ?? '', options: choices.teams.map(({ id, name }) => ({ value: id, text: name })) },
      { name: 'locality', label: 'Locality', any: 'Everywhere', value: asked.get('locality') ?? '', options: choices.localities.map((each) => ({ value: each, text: capital(each) })) },
      { name: 'owner', label: 'Who owns something that is open', any: 'Anybody', value: asked.get('owner') ?? '', options: choices.owners.map(({ id, name }) => ({ value: id, text: name })) },
    ],
  });
}
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function shown(member: CohortMember, now: number) {
  const titles = new Map(member.cases.map(({ id, pathway }) => [id, pathwayWords(pathway)]));
  return {
    ...member, locality: member.locality && capital(member.locality), because: member.because.map(({ at, kind, caseId }) => ({ at, caseId, what: KINDS[kind] ?? kind, on: titles.get(caseId) ?? 'A case' })),
    cases: member.cases.map((each) => ({ ...each, title: pathwayWords(each.pathway), stands: each.status === 'closed' ? 'closed' : each.stage === null ? 'open' : stageWords(each.stage) })),
    open: member.reviews.filter(({ status }) => status === 'open'), held: member.reviews.filter(({ status }) => status === 'completed').length, risks: member.risks.map(shownRisk),
    daysSince: member.lastContactAt === null ? null : Math.max(0, Math.floor((now - Date.parse(member.lastContactAt)) / DAY)),
  };
}

/** Who comes into crisis again and again, and what is done about it. */
export const cohortPages: readonly Page[] = [{ path: HERE, show: board }];
