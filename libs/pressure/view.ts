import type { EntityManager } from 'typeorm';
import type { PressureView } from '#libs/contracts/http/pressure.js';
import type { CaseEvent, EventOf } from '#libs/contracts/events.js';
import { elapsedTime } from '#libs/domain/duration.js';
import { organisationById, peopleByIds } from '#libs/directory/people.js';
import type { Policy } from '#libs/policies/policy.js';
import { said } from '#libs/pathway/state.js';
import { policyOfCase } from '#libs/policies/released.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { openCaseOf } from '#libs/records/claims.js';
import type { CaseDocument, TaskDocument } from '#libs/records/projection/document.js';
import { eventsOf } from '#libs/records/stored.js';
import { firstRow } from '#libs/records/transaction.js';
import { pathway } from './open-case.js';
import { latestReadings } from './readings.js';

type Step = PressureView['alarms'][number];
const levelIn = (word: string): number => Number(/^level-([1-4])/.exec(word)?.[1] ?? 1);

/** How an organisation's system stands and what is being done about it, for everybody who works there or takes part: nobody who is cared for is in it. */
export async function pressureOf(manager: EntityManager, organisation: string, now: Date): Promise<PressureView> {
  const caseId = await openCaseOf(manager, pathway, organisation);
  const document = caseId === null ? null : (await firstRow<{ document: CaseDocument }>(manager, 'select document from cases where id = $1', [caseId]))?.document ?? null;
  const policy = document ? policyOfCase(document.policy) : (await policyInForce(manager, pathway, organisation, now))!.policy;
  const events = document ? await eventsOf(manager, document.id) : [];
  const names = await namesIn(manager, document, events);
  const decided = events.findLast((event): event is EventOf<'decision-recorded'> => event.kind === 'decision-recorded' && event.data.step === 'level-decision');
  const level = decided ? levelIn(said(decided.data.decision, 'outcome')) : 1;
  const { title, means } = policy.levels!.find((each) => each.level === level)!;
  const proposal = await firstRow<{ level: number; because: string; at: Date }>(manager, 'select level, because, at from level_proposals where organisation_id = $1 order by id desc limit 1', [organisation]);
  const asStep = (task: TaskDocument): Step => stepOf(task, names, now);
  const tasks = document?.tasks ?? [];
  const named = await organisationById(manager, organisation);
  return {
    organisation: { id: organisation, name: named?.name ?? organisation }, caseId: document?.id ?? null, level, title, means, since: decided?.at ?? null, because: decided ? said(decided.data.decision, 'because') : null,
    by: decided && 'person' in decided.actor ? { id: decided.actor.person, name: names(decided.actor.person) } : null,
    proposed: proposal && proposal.level !== level ? { ...proposal, at: proposal.at.toISOString() } : null,
    decideTask: tasks.find((task) => task.step === 'level-decision' && task.status === 'open')?.id ?? null, indicators: await indicatorsOf(manager, organisation, policy, now),
    cards: policy.levels!.filter((each) => each.level > 1 && each.level <= level).toReversed().flatMap((each) => each.cards.map((card) => ({ level: each.level, title: card.title, steps: card.steps.flatMap((step) => tasks.filter((task) => task.step === step).slice(-1).map(asStep)) }))),
    alarms: tasks.filter((task) => task.status === 'open' && (task.step === 'level-without-action' || (task.step === 'level-decision' && Date.parse(task.dueAt) <= now.getTime()))).map(asStep),
    meetings: meetingsIn(events, tasks, names), aid: tasks.filter(({ step }) => step.startsWith('aid-')).map(asStep), feedback: feedbackIn(events, tasks, names),
  };
}

async function indicatorsOf(manager: EntityManager, organisation: string, policy: Policy, now: Date): Promise<PressureView['indicators']> {
  const latest = new Map((await latestReadings(manager, organisation, now)).map((reading) => [reading.indicator, reading]));
  return Object.entries(policy.indicators!).map(([name, { title, unit, from, points, staleAfter }]) => {
    const reading = latest.get(name);
    const level = reading ? ([4, 3, 2] as const).find((each) => reading.value >= points[each]) ?? 1 : null;
    return { name, title, unit, from, value: reading?.value ?? null, at: reading?.at.toISOString() ?? null, source: reading?.source ?? null, level, points: points as Record<string, number>, stale: !reading || now.getTime() - reading.at.getTime() > elapsedTime(staleAfter) };
  });
}

export type Names = (id: string) => string;
async function namesIn(manager: EntityManager, document: CaseDocument | null, events: readonly CaseEvent[]): Promise<Names> {
  const ids = [...Object.values(document?.owners ?? {}) as string[], ...(document?.tasks ?? []).flatMap(({ owner }) => owner.person ?? []), ...events.flatMap(({ actor }) => ('person' in actor ? [actor.person] : []))];
  return namesOf(manager, ids);
}
export async function namesOf(manager: EntityManager, ids: readonly string[]): Promise<Names> {
  const people = await peopleByIds(manager, ids);
  return (id) => people.get(id)?.name ?? id;
}

/** Whose it is: somebody by name, else the role. */
const ownerOf = ({ owner: { role, person } }: TaskDocument, names: Names): Step['owner'] => ({ role, person: person === null ? null : { id: person, name: names(person) } });
export const stepOf = (task: TaskDocument, names: Names, now: Date): Step => ({
  step: task.step, title: task.title, status: task.status, owner: ownerOf(task, names), dueAt: task.dueAt, overdue: task.status === 'open' && Date.parse(task.dueAt) <= now.getTime(), taskId: task.id,
});

const about = (task: TaskDocument, event: CaseEvent): boolean => task.about?.['sequence'] === event.sequence;
const triggers = (events: readonly CaseEvent[], kind: string): EventOf<'trigger-recorded'>[] => events.filter((event): event is EventOf<'trigger-recorded'> => event.kind === 'trigger-recorded' && event.data.kind === kind);
const by = ({ actor }: CaseEvent, names: Names): string => ('person' in actor ? names(actor.person) : 'Handrail');

function meetingsIn(events: readonly CaseEvent[], tasks: readonly TaskDocument[], names: Names): PressureView['meetings'] {
  return triggers(events, 'system-meeting').toReversed().map((call) => {
    const asked = tasks.filter((task) => task.step === 'meeting-joined' && about(task, call));
    const held = tasks.find((task) => task.step === 'meeting-held' && about(task, call));
    const listed = held?.evidence?.['joined'];
    return {
      calledAt: call.at, by: by(call, names), note: call.data.note, held: held?.status === 'completed', taskId: held?.id ?? null, waiting: asked.filter(({ status }) => status === 'open').map((task) => ownerOf(task, names)),
      joined: Array.isArray(listed) ? listed.map(String) : asked.filter(({ status }) => status === 'completed').map(({ evidence }) => said(evidence, 'who') || `${said(evidence, 'sends')} (sent)`),
    };
  });
}

function feedbackIn(events: readonly CaseEvent[], tasks: readonly TaskDocument[], names: Names): PressureView['feedback'] {
  return triggers(events, 'card-feedback').toReversed().map((told) => {
    const answered = tasks.find((task) => task.step === 'feedback-answered' && about(task, told));
    return { at: told.at, by: told.data.reportedBy ?? by(told, names), note: told.data.note, about: told.data.about ?? null, answer: answered?.status === 'completed' ? said(answered.evidence, 'answer') : null };
  });
}
