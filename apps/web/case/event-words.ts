import type { CaseEvent, EventKind, EventOf, JsonObject, Outcome } from '#libs/contracts/events.js';
import { rolesThere } from '#libs/directory/answers-for.js';
import { roleWords } from '#libs/directory/role-words.js';
import { readableAbout } from '../words/about.js';
import { optionWords, plainWords } from '../words/labels.js';
import { momentWords, ruleWords } from '../time/in-words.js';
import { factsOf, type Fact, type Speaking } from './facts.js';
import { stageWords } from './stages.js';
import { pathwayWords } from '../pathway-words.js';

/** What happened, as a sentence; why, where somebody or something said so; and what else was said. */
export interface EventLine { words: string; because?: string; facts: Fact[] }
/** Names of people and titles of tasks, by id. */
export interface Telling extends Speaking { titles: ReadonlyMap<string, string>; /** What a step is called. */ stepWords: (step: string) => string }
type Teller<K extends EventKind> = (data: EventOf<K>['data'], telling: Telling) => { words: string; because?: string | undefined; facts?: Fact[] };

const WITHHELD = 'This is about safeguarding: what it says is for the people named on the case.';
const lower = (words: string): string => `${words.slice(0, 1).toLowerCase()}${words.slice(1)}`;
const role = (name: string): string => lower(roleWords(name));
const name = (id: string | null, { names }: Telling): string => (id === null ? 'nobody' : names.get(id) ?? id);
const whole = (at: string, { now }: Telling): string => momentWords(Date.parse(at), now);
const task = ({ taskId, step }: { taskId: string; step: string }, { titles, stepWords }: Telling): string => `‘${titles.get(taskId) ?? stepWords(step)}’`;
const plain = (words: string): string => (/^[a-z0-9]+(-[a-z0-9]+)+$/.test(words) ? optionWords(words) : ruleWords(`${words.slice(0, 1).toUpperCase()}${words.slice(1)}`));
const steps = (list: readonly string[] | undefined, { stepWords }: Telling): Fact[] => (list?.length ? [{ label: 'Goes on unmet', values: list.map(stepWords) }] : []);
const accepted = (by: { organisation: string; name: string; contact: string } | undefined): Fact[] => (by ? [{ label: 'Accepted by', values: [`${by.name}, ${by.organisation}, ${by.contact}`] }] : []);
const fact = (label: string, value: string | undefined): Fact[] => (value === undefined || value === '' ? [] : [{ label, values: [value] }]);
const asFacts = (value: JsonObject | undefined, telling: Telling): Fact[] => (value ? factsOf(value, telling) : []);
const CALLED_BECAUSE = { overdue: 'it is overdue', trigger: 'it must be answered at once', attempt: 'it was tried in vain', 'handed-over': 'it was handed over' } as const;
const ENDED = { declined: 'The person’s no was accepted for', 'not-needed': 'No longer needed:', 'handed-over': 'Handed over:' } as const;
const BASIS = { 'hospital-messages': 'what hospitals told us', asked: 'the person or somebody close was asked', 'nothing-heard': 'nothing was heard' } as const;
const FINDINGS: Readonly<Record<string, string>> = {
  dead: 'the person has died', transferred: 'the person was transferred', 'admission-cancelled': 'the admission is cancelled', 'discharge-cancelled': 'the discharge is cancelled', merged: 'two records are one person', readmitted: 'the person is back in hospital',
  admitted: 'the person was admitted', departure: 'the person has left', updated: 'something about the stay has changed',
};

/** An outcome and what it rests on. */
export function outcomeFacts({ outcome, basis, concerns = [], repeatFalls, rePresentations }: Outcome): Fact[] {
  return [
    { label: 'Outcome', values: [optionWords(outcome)] }, ...fact('Rests on', basis && BASIS[basis]), ...(concerns.length > 0 ? [{ label: 'Concerns', values: concerns.map(optionWords) }] : []),
    ...(repeatFalls === undefined ? [] : [{ label: 'Falls since', values: [String(repeatFalls)] }]), ...(rePresentations === undefined ? [] : [{ label: 'Re-presentations since', values: [String(rePresentations)] }]),
  ];
}

const tellers: { readonly [K in EventKind]: Teller<K> } = {
  'case-opened': ({ pathway, policy, rehearsal, details, owners }, telling) => ({
    words: `The case was started: ${lower(pathwayWords(pathway))}${rehearsal ? ', as a rehearsal' : ''}`, facts: [...factsOf(details, telling, '/details'), ...asFacts(owners as unknown as JsonObject, telling), { label: 'Policy', values: [policy.version] }],
  }),
  'task-opened': (data, telling) => ({
    words: `${task(data, telling)} was opened for ${data.owner.person ? name(data.owner.person, telling) : `the ${role(data.owner.role)}`}, due ${whole(data.dueAt, telling)}`, because: data.because && plain(data.because), facts: data.about ? factsOf(readableAbout(data.about), telling) : [],
  }),
  'task-completed': (data, telling) => ({ words: `${task(data, telling)} was done${data.late ? ', late' : ''}${data.recordedLate && !data.late ? ', in time and recorded late' : ''}`, facts: data.evidence ? factsOf(data.evidence, telling, '', data.step) : [] }),
  'task-attempted': (data, telling) => ({ words: `${task(data, telling)} was tried and did not succeed, ${whole(data.at, telling)}`, because: data.why, facts: fact('Tried', data.tried) }),
  'task-unmet': (data, telling) => ({ words: `${task(data, telling)} will not be met`, because: data.reason, facts: fact('What is unsafe', data.unsafe) }),
  'task-declined': (data, telling) => ({
    words: `The person said no to ${task(data, telling)}`, facts: [
      ...fact('Said by', data.by), ...fact('Capacity', data.capacity && plainWords(data.capacity)), ...fact('Explained', data.explained), ...fact('Alternative', data.alternative),
      ...(typeof data.bestInterests === 'object' ? asFacts(data.bestInterests, telling) : fact('Best interests', data.bestInterests))],
  }),
  'task-ended': (data, telling) => ({ words: `${ENDED[data.status]} ${task(data, telling)}`, because: data.because && plain(data.because), facts: accepted(data.acceptedBy) }),
  'task-reopened': (data, telling) => ({ words: `${task(data, telling)} is open again, due ${whole(data.dueAt, telling)}`, because: data.reason }),
  'task-due-changed': (data, telling) => ({ words: `${task(data, telling)} is due ${whole(data.dueAt, telling)} now, ${whole(data.before, telling)} before`, because: data.because && plain(data.because) }),
  'task-owner-changed': (data, telling) => ({ words: `${task(data, telling)} is the ${role(data.role)}’s now; it was the ${role(data.before)}’s`, because: data.because && plain(data.because) }),
  'task-assigned': (data, telling) => ({ words: data.claimed ? `${name(data.person, telling)} took ${task(data, telling)} on` : `${task(data, telling)} was given to ${name(data.person, telling)}`, because: data.reason }),
  'task-acknowledged': (data, telling) => ({ words: `${task(data, telling)} was acknowledged: ${data.climbs ? 'once too often, so somebody else is called now' : `nobody else is called until ${whole(data.until, telling)}`}`, because: data.note }),
  'acknowledgement-ended': (data, telling) => ({ words: `The acknowledgement of ${task(data, telling)} has run out: calls go on` }),
  'ladder-changed': (data, telling) => ({ words: `${task(data, telling)} calls other people from now on`, because: data.because && plain(data.because) }),
  'task-held': (data, telling) => ({ words: `Calls about ${task(data, telling)} wait`, because: data.because && plain(data.because) }),
  'task-released': (data, telling) => ({ words: `Calls about ${task(data, telling)} go on`, because: data.because && plain(data.because) }),
  'rung-reached': (data, telling) => ({
    words: `${data.extra ? `The ${role(data.role)} is to be called` : `Rung ${data.level}, the ${role(data.role)}, fell due`} about ${task(data, telling)}, because ${CALLED_BECAUSE[data.reason]}${data.missed ? `; ${data.missed} calls before it were missed` : ''}`,
    facts: fact('Asked to', data.asked),
  }),
  called: (data, telling) => ({ words: data.person === null ? `Nobody could be called as ${role(data.role)} about ${task(data, telling)}` : `${name(data.person, telling)} was called as ${role(data.role)} about ${task(data, telling)}`, facts: fact('How they were found', named(data.why, telling)) }),
  'rung-not-reached': (data, telling) => ({ words: `No way reached ${name(data.person, telling)} about ${task(data, telling)}${data.extra ? '' : ': the next is called'}` }),
  climbed: (data, telling) => ({ words: `Rung ${data.toLevel} was called out of turn about ${task(data, telling)}${data.again ? ', once more' : ''}`, because: data.reason || (data.because && plain(CALLED_BECAUSE[data.because])) }),
  'reminder-reached': (data, telling) => ({ words: `The ${role(data.role)} is to be reminded of ${task(data, telling)}, due ${whole(data.taskDueAt, telling)}` }),
  reminded: (data, telling) => ({ words: data.person === null ? `Nobody could be reminded as ${role(data.role)} of ${task(data, telling)}` : `${name(data.person, telling)} was reminded as ${role(data.role)} of ${task(data, telling)}`, facts: fact('How they were found', named(data.why, telling)) }),
  'system-alarm-raised': (data, telling) => ({ words: `Alarm: since ${whole(data.since, telling)} nobody has answered about ${task(data, telling)}, not even the ${role(data.role)}` }),
  'system-alarm-told': ({ people, why, ...data }, telling) => ({
    words: `${people.length === 0 ? 'Nobody could be alarmed' : `Alarmed: ${people.map(({ person }) => name(person, telling)).join(', ')},`} about ${task(data, telling)}`, facts: fact('How they were found', named(why, telling)),
  }),
  'outcome-recorded': (data, telling) => ({ words: `What came of the call about ${task(data, telling)}: ${data.response ?? ''}`, facts: fact('Note', data.note) }),
  'decision-recorded': (data, telling) => {
    const { kind: _, outcome, ...decision } = data.decision ?? {};
    return { words: `Decided: ${typeof outcome === 'string' ? lower(optionWords(outcome)) : ''}, for ${task(data, telling)}`, facts: [...asFacts(decision, telling), ...steps(data.covered, telling)] };
  },
  'trigger-recorded': ({ kind, occurredAt, note, reportedBy, sign, source }, telling) => ({
    words: `${optionWords(kind)} was reported, ${whole(occurredAt, telling)}`, facts: [...fact('Note', note), ...fact('Warning sign', sign), ...fact('Told by', reportedBy), ...fact('Source', source && (source.startsWith('message') ? 'a hospital’s message' : plainWords(source)))],
  }),
  'gate-opened': ({ gate, by, covered }, telling) => ({ words: `The gate ‘${gate}’ opened`, because: by === 'met-standards' ? 'Everything it asks for is met and confirmed' : plain(by), facts: steps(covered, telling) }),
  'gate-shut': ({ gate, because }) => ({ words: `The gate ‘${gate}’ shut again`, because: plain(because) }),
  'stage-entered': ({ stage }) => ({ words: `Stage: ${lower(stageWords(stage))}` }),
  left: ({ leftAt, gate, source }, telling) => ({ words: `The person left, ${whole(leftAt, telling)}${gate === 'shut' ? ', while the gate was shut' : ''}`, facts: fact('Told by', source.startsWith('message') ? 'a hospital’s message' : plainWords(source)) }),
  'leaving-undone': ({ because }) => ({ words: 'The person did not leave after all', because: plain(because) }),
  replanned: ({ plannedDischargeAt, dischargedAt, before, reason }, telling) => ({ words: `The plan moved: ${plannedDischargeAt ? 'planned discharge' : 'discharge'} ${whole(plannedDischargeAt ?? dischargedAt ?? before, telling)}, ${whole(before, telling)} before`, because: reason }),
  'owner-offered': ({ role: owner, person, reason }, telling) => ({ words: `The role of ${role(owner)} was offered to ${name(person, telling)}`, because: reason }),
  'owner-changed': ({ role: owner, person, before, reason, imposed }, telling) => ({ words: `${name(person, telling)} is ${role(owner)} now, ${name(before, telling)} was before${imposed ? '; it was imposed, since they had not accepted' : ''}`, because: reason }),
  'call-asked': (data, telling) => ({ words: `The ${role(data.role)}${data.person ? `, ${name(data.person, telling)},` : ''} will be called about ${task(data, telling)}, ${whole(data.at, telling)}`, because: plain(CALLED_BECAUSE[data.reason]), facts: fact('Asked to', data.asked) }),
  'policy-moved': ({ policy, before, reason }) => ({ words: `The case runs by version ${policy.version} of its policy now, by ${before} before`, because: reason }),
  'note-added': ({ text }) => ({ words: 'A note was written', facts: fact('Note', text) }),
  'patient-corrected': ({ patient, before, reason }, telling) => ({ words: 'Who the person is was corrected', because: reason, facts: changedFacts(patient as unknown as JsonObject, before as unknown as JsonObject, telling) }),
  'hospital-message': ({ type, finding, occurredAt, flags }, telling) => ({
    words: `The hospital told us: ${FINDINGS[finding] ?? lower(plainWords(finding))}${occurredAt ? `, ${whole(occurredAt, telling)}` : ''}`, facts: [...fact('Kind of message', type), ...(flags?.length ? [{ label: 'Flags', values: flags.map(plainWords) }] : [])],
  }),
  'case-asked': ({ pathway, because }) => ({ words: `Another case is to begin: ${lower(pathwayWords(pathway))}`, because }),
  'case-begun': ({ pathway }) => ({ words: `Another case has begun: ${lower(pathwayWords(pathway))}` }),
  'case-not-begun': ({ pathway, detail }) => ({ words: `No other case has begun (${lower(pathwayWords(pathway))})`, because: detail }),
  'begun-case-ended': ({ pathway, outcome }) => ({ words: `The case that this one began has ended (${lower(pathwayWords(pathway))}): ${lower(optionWords(outcome))}` }),
  'watch-started': ({ until }, telling) => ({ words: `We watch until ${whole(until, telling)} for what comes` }),
  'watch-ended': ({ because }) => ({ words: 'The watch has ended', because: plain(because) }),
  'case-ended': ({ because, at, note, acceptedBy }, telling) => ({ words: `The case was ended early, ${whole(at, telling)}`, because: plain(because), facts: [...fact('Note', note), ...accepted(acceptedBy)] }),
  'case-closed': ({ outcome }) => ({ words: 'The case was closed', facts: outcomeFacts(outcome) }),
  'outcome-amended': ({ outcome }) => ({ words: 'The outcome was put right', facts: outcomeFacts(outcome) }),
  'case-revived': ({ because }) => ({ words: 'The case is open again', because: plain(because) }),
};

/** An event in words. What a viewer may not read is not in its data; it is then told that there is something. */
export function eventWords(event: { kind: EventKind; data: unknown }, telling: Telling): EventLine {
  const data = event.data as EventOf<EventKind>['data'] & { withheld?: true };
  const { words, because, facts = [] } = (tellers[event.kind] as Teller<EventKind>)(data, telling);
  const said: Fact[] = data.withheld ? [{ label: 'Withheld', values: [WITHHELD] }] : facts;
  return { words, facts: said, ...(because ? { because } : {}) };
}

/** Who did it. */
export const SYSTEMS: Readonly<Record<string, string>> = { clock: 'The clock', protocol: 'The pathway', directory: 'The directory', hospital: 'A hospital’s message' };
export function actorWords(actor: CaseEvent['actor'], names: ReadonlyMap<string, string>): string {
  return 'person' in actor ? names.get(actor.person) ?? actor.person : SYSTEMS[actor.system] ?? plainWords(actor.system);
}

const ROLES = new Set<string>(rolesThere);
/** Why somebody was called names people and roles by id: their names stand in its place. */
export function named(why: string | undefined, { names }: Pick<Telling, 'names'>): string | undefined {
  return why?.replace(/^holds it: /, '').replace(/[a-z0-9]+(?:-[a-z0-9]+)+|[0-9a-f-]{36}/g, (word) => names.get(word) ?? (ROLES.has(word) ? roleWords(word).toLowerCase() : word));
}

function changedFacts(after: JsonObject, before: JsonObject, telling: Telling): Fact[] {
  if (after['withheld'] === true) return [];
  const [now, then] = [factsOf(after, telling), factsOf(before, telling)];
  return now.flatMap(({ label, values }) => {
    const old = then.find((each) => each.label === label);
    return old && old.values.join() === values.join() ? [] : [{ label, values: [`${values.join('; ')}${old ? ` (before: ${old.values.join('; ')})` : ''}`] }];
  });
}
