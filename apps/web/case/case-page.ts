import type { JsonObject } from '#libs/contracts/events.js';
import type { Page, RefusalView } from '#libs/contracts/views.js';
import { pathwayWords } from '../pathway-words.js';
import { optionWords, plainWords } from '../words/labels.js';
import { shownRisk } from '../registers/risks.js';
import { read, show, type Answered, type Visit } from '../visit.js';
import { offeredActions } from './actions.js';
import { outcomeFacts } from './event-words.js';
import { factsOf, type Fact } from './facts.js';
import { handoverOf } from './handover.js';
import { bannerOf, endedTasksOf, handoverFacts, openTasksOf, ownersOf, pathwayOf, wholeCase, type WholeCase } from './whole-case.js';

/** The case as a page; `?print=1` is the one sheet of it that goes along with a person. */
export async function casePage(visit: Visit): Promise<Answered> {
  const whole = await wholeCase(visit);
  const { told, now } = whole;
  const banner = bannerOf(whole);
  const frame = {
    rehearsal: told.clock.rehearsal, now, case: told, banner, path: `/cases/${encodeURIComponent(told.id)}`, owners: ownersOf(whole), pathway: pathwayOf(whole), open: openTasksOf(whole), decisions: decisionsOf(whole),
  };
  if (visit.url.searchParams.get('print') === '1') return show('case/handover.njk', { ...frame, title: `Handover: ${titleOf(whole)}`, sheet: handoverOf(whole) });
  const refusals = await read<Page<RefusalView>>(visit, `${apiPath(told.id)}/refusals?limit=20`);
  const actions = await offeredActions(visit, told);
  return show('case/page.njk', {
    ...frame, title: titleOf(whole), ended: endedTasksOf(whole), timeline: whole.timeline.toReversed(), notes: notesOf(whole), begun: begunOf(whole), risks: told.risks.filter(({ caseId }) => caseId !== told.id).map(shownRisk), restrictions: told.restrictions.filter(({ caseId }) => caseId !== told.id), triggers: triggersOf(whole), outcome: told.outcome && outcomeFacts(told.outcome),
    refusals: refusals.items.map((refusal) => ({ ...refusal, by: 'person' in refusal.actor ? whole.telling.names.get(refusal.actor.person) ?? refusal.actor.person : plainWords(refusal.actor.system), what: optionWords(refusal.command), task: refusal.taskId && whole.telling.titles.get(refusal.taskId) })),
    actions: actions.filter(({ name }) => name !== 'owner'), canHandOver: actions.some(({ name }) => name === 'owner'), handoverFacts: handoverFacts(whole),
  });
}

export const apiPath = (id: string): string => `/v1/cases/${encodeURIComponent(id)}`;

export function titleOf({ told, policy }: Pick<WholeCase, 'told' | 'policy'>): string {
  return `${told.patient?.name ?? (told.patient ? 'Name withheld' : subjectOf(told))}: ${policy?.title ?? optionWords(told.pathway)}`;
}

/** What a case is about that is not about a person: its title, or else it is a message. */
const subjectOf = ({ details }: Pick<WholeCase['told'], 'details'>): string => (typeof details['title'] === 'string' ? details['title'] : 'A message of a hospital');

/** The cases that this one asked for, in words. */
function begunOf({ told }: WholeCase) {
  const stands = { asked: 'it is about to begin', begun: 'it runs', refused: 'it did not begin', ended: 'it has ended' } as const;
  return (told.begun ?? []).map(({ pathway, status, because, caseId, refusedBecause, outcome }) => ({
    title: pathwayWords(pathway), caseId, because, stands: `${stands[status]}${outcome ? `: ${optionWords(outcome).toLowerCase()}` : ''}`, refusedBecause,
  }));
}

const writerOf = (entry: { actor: string; at: string }) => ({ by: entry.actor, at: entry.at });
const factOf = (facts: Fact[], label: string): string => facts.find((each) => each.label === label)?.values[0] ?? '';

/** Decisions in full, the latest first. */
function decisionsOf({ timeline, events, telling, told }: WholeCase) {
  return timeline.flatMap((entry, index) => {
    const { kind, data } = events[index]!;
    if (kind !== 'decision-recorded') return [];
    const decision = (data['decision'] ?? {}) as JsonObject;
    const { kind: _, question, options, chosen, outcome, actions, safetyNet, ...rest } = decision;
    return [{
      ...writerOf(entry), withheld: data['withheld'] === true, title: telling.titles.get(data['taskId'] as string) ?? 'Decision', taskId: data['taskId'], question, outcome: typeof outcome === 'string' ? optionWords(outcome) : '', chosen,
      options: ((options ?? []) as JsonObject[]).map((option) => ({ option: option['option'], doNothing: option['doNothing'] === true, chosen: option['option'] === chosen, rejectedBecause: option['rejectedBecause'] })),
      actions: ((actions ?? []) as JsonObject[]).map((action) => ({ ...action, owner: telling.names.get(action['owner'] as string) ?? action['owner'] })), safetyNet: safetyNet ?? [], facts: factsOf(rest, telling),
      covered: ((data['covered'] ?? []) as string[]).map(telling.stepWords), standing: told.status,
    }];
  }).toReversed();
}

function notesOf({ timeline }: WholeCase) {
  return timeline.filter(({ kind }) => kind === 'note-added').map((entry) => ({ ...writerOf(entry), text: factOf(entry.facts, 'Note') })).toReversed();
}
function triggersOf({ timeline, events }: WholeCase) {
  return timeline.flatMap((entry, index) => {
    const { kind, data } = events[index]!;
    return kind === 'trigger-recorded' ? [{ ...writerOf(entry), kind: optionWords(data['kind'] as string), occurredAt: data['occurredAt'], note: data['note'], reportedBy: data['reportedBy'], sign: data['sign'] }] : [];
  }).toReversed();
}
