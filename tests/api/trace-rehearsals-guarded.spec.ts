import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CaseEvent } from '#libs/contracts/events.js';
import { caseView } from '#libs/contracts/http/views.js';
import { eventsOf } from '#libs/records/stored.js';
import { Reconciler } from '#libs/upkeep/reconciler.js';
import { reviveCase } from '#libs/upkeep/revive.js';
import { Told } from '#tests/reports/told.js';
import { ApiServer, type Answer } from './support/api-server.js';
import { said } from './support/discharge.js';
import { ago, FallsReview, reviewRecord } from './support/falls.js';

const MARKS = ['Zebulon', 'Markworth', 'Quince', 'Zebedee'];
const none = (given: unknown): string[] => MARKS.filter((mark) => JSON.stringify(given).includes(mark));
interface Item { at: string; title: string; texts: { id: string }[] }
const itemsOf = ({ body }: Answer): Item[] => (body['story'] as { items: Item[] }).items;
const errors = ({ status, body }: Answer): unknown[] => [status, ...(body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`)];

let api: ApiServer;
let falls: FallsReview;
let trace: Answer;
let moment: string;
beforeAll(async () => {
  api = await ApiServer.start('trace-rehearsals-guarded', { commandWaitMs: 20_000 });
  falls = await FallsReview.started(api);
  const does = async (as: string, step: string, what: string, body: object): Promise<void> => { expect([step, ...said(await falls.say(as, step, what, body))]).toEqual([step, 200, undefined]); };
  await does('coordinator', 'review-booked', 'declined', { by: 'the person', capacity: 'lacking', explained: 'why', alternative: 'at home', bestInterests: { 'Zebulon Markworth of 14 Quince Lane': 'wants it', 'her sister': ['Zebulon'] } });
  await falls.complete('coordinator', 'review-held', reviewRecord({ safeguarding: { considered: true, concern: true, rationale: 'Zebedee shouts' } }));
  await falls.complete('escalation-owner', 'safeguarding-immediate', { immediateSafety: 'away from Zebedee', by: 'Zebedee' });
  await does('coordinator', 'safeguarding-referral', 'declined', { by: 'the person', capacity: 'lacking', explained: 'Zebedee', alternative: 'Zebedee', bestInterests: { Zebedee: 'Zebedee' } });
  expect(said(await api.command('hub', `${falls.path}/triggers`, { kind: 'new-confusion', occurredAt: ago(0), note: 'confused' }))).toEqual([200, undefined]);
  trace = await released(falls.id);
  moment = itemsOf(trace).find(({ title }) => title === 'New confusion')!.at;
}, 600_000);
afterAll(() => api.stop());

async function released(caseId: string, { decision, text = 'it was as it was' }: { decision?: number; text?: string } = {}): Promise<Answer> {
  const draft = await api.command('director', '/v1/decision-traces', { caseId, ...(decision === undefined ? {} : { decision }) });
  const made = await api.command('director', `/v1/decision-traces/${draft.body.id}/release`, { texts: itemsOf(draft).flatMap(({ texts }) => texts).map(({ id }) => ({ id, text })) });
  expect(said(made)).toEqual([200, undefined]);
  return made;
}
const rehearse = (of: Answer, until: string, key?: string): Promise<Answer> => api.command('director', `/v1/decision-traces/${of.body.id}/rehearsals`, { until }, key);
const recorded = async (): Promise<string[]> => (await api.record.query<{ case_id: string }[]>('select case_id from scenario_rehearsals order by made_at desc')).map(({ case_id: id }) => id);
const later = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();
const HOUR = 3_600_000;

describe('what a rehearsal of a trace may not hold', () => {
  it('is a name in a key that somebody typed, or anything about safeguarding', async () => {
    const { status, body } = await rehearse(trace, moment);
    expect([status, caseView.safeParse(body).error]).toEqual([201, undefined]);
    const lived = await eventsOf(api.record.manager, body.id);
    expect(none([lived, body])).toEqual([]);
    const declined = lived.filter((event): event is CaseEvent & { kind: 'task-declined' } => event.kind === 'task-declined');
    expect(declined.map(({ data: { step, bestInterests } }) => [step, Object.keys(bestInterests as object).filter((key) => !/^Not told \(\d+\)$/.test(key))])).toEqual([['review-booked', []]]);
    expect(lived.filter(({ data }) => 'step' in data && data.step.startsWith('safeguarding-'))).toEqual([]);
    const held = lived.find((event): event is CaseEvent & { kind: 'task-completed' } => event.kind === 'task-completed' && event.data.step === 'review-held')!;
    expect(held.data.evidence).toMatchObject({ safeguarding: { withheld: true }, personsView: 'it was as it was' });
  });

  it('is what was before or after the story that was released', async () => {
    const story = fallsTold('2026-11-02T08:00:00.000Z');
    const decides = (at: string): number => {
      const taskId = story.opened(later(at, -60_000), 'declined-decision', { owner: { role: 'clinical-lead', person: null } });
      return story.at_(at).add('decision-recorded', { taskId, step: 'declined-decision', decision: { kind: 'declined-decision', outcome: 'offer-again', question: 'what now?' } }).sequence;
    };
    decides('2026-11-02T10:00:00.000Z');
    story.trigger('2026-11-02T12:00:00.000Z', 'new-confusion', '2026-11-02T11:30:00.000Z');
    const second = decides('2026-11-02T13:00:00.000Z');
    story.at_('2026-11-02T20:00:00.000Z').add('note-added', { text: 'nobody is told' });
    await story.write(api.record.manager);
    const one = await released(story.caseId, { decision: second });
    const instants = itemsOf(one).map(({ at }) => at).toSorted();
    expect(instants.length).toBe(2);
    expect([errors(await rehearse(one, later(instants[0]!, -HOUR))), errors(await rehearse(one, instants[0]!)), errors(await rehearse(one, later(instants[1]!, 1)))]).toEqual([[422, '/until before-it-began'], [422, '/until before-it-began'], [422, '/until after-it-ended']]);
    expect((await rehearse(one, instants[1]!)).status).toBe(201);
  });

  it('is a text in which somebody is named by what is known since it was reviewed', async () => {
    const other = await FallsReview.started(api);
    await api.command('hub', `${other.path}/triggers`, { kind: 'new-confusion', occurredAt: ago(0), note: 'confused' });
    const told = await released(other.id, { text: 'a wren sang' });
    const until = itemsOf(told).map(({ at }) => at).toSorted().at(-1)!;
    expect((await rehearse(told, until)).status).toBe(201);
    expect(said(await api.command('hub', `${other.path}/patient`, { name: 'Ottoline Wren', reason: 'married' }))).toEqual([200, undefined]);
    expect(said(await rehearse(told, until))).toEqual([409, 'identity-left']);
  });
});

describe('a rehearsal of a trace', () => {
  it('is one, and answered twice, where its key is sent twice at once', async () => {
    const pairs = await Promise.all(['a', 'b', 'c'].map((key) => Promise.all([rehearse(trace, moment, `twice-${key}`), rehearse(trace, moment, `twice-${key}`)])));
    expect(pairs.map(([one, other]) => [one.status, other.status, one.body.id === other.body.id])).toEqual(pairs.map(() => [201, 201, true]));
  });

  it('is refused where so much would have happened that it cannot be lived in a moment', async () => {
    const story = fallsTold('2025-01-06T08:00:00.000Z');
    story.trigger('2025-11-03T12:00:00.000Z', 'new-confusion', '2025-11-03T11:30:00.000Z');
    await story.write(api.record.manager);
    const long = await released(story.caseId);
    const before = await recorded();
    expect(said(await rehearse(long, itemsOf(long).map(({ at }) => at).toSorted().at(-1)!))).toEqual([409, 'lives-too-long']);
    expect(await recorded()).toEqual(before);
  });

  it.each(['unavailable', 'lost'] as const)('loses nothing where its start was %s: its record was there before, and the same key, or an operator, goes on', async (fault) => {
    api.cases.faults.push(fault);
    expect((await rehearse(trace, moment, `killed-${fault}`)).status).toBe(503);
    const [id] = await recorded();
    const begun = await eventsOf(api.record.manager, id!);
    expect([begun[0]!.kind, begun.map(({ sequence }) => sequence)]).toEqual(['case-opened', begun.map((_, index) => index + 1)]);
    if (fault === 'unavailable') {
      // It may still be coming; after five minutes somebody has to look.
      const alarms = async (after: number): Promise<string[]> => (await new Reconciler({ record: api.record, cases: api.cases, log: () => undefined }).pass(undefined, Date.now() + after)).filter(({ caseId }) => caseId === id).map(({ code }) => code);
      expect([await alarms(0), await alarms(5 * 60_000 + 1)]).toEqual([[], ['case-not-running']]);
      expect((await reviveCase({ record: api.record, cases: api.cases }, id!)).before).toBe(begun.length);
    }
    expect(said(await api.command('hub', `/v1/cases/${id}/triggers`, { kind: 'new-confusion', occurredAt: begun.at(-1)!.at, note: 'confused' }))).toEqual([200, undefined]);
    const again = await rehearse(trace, moment, `killed-${fault}`);
    expect([again.status, again.body.id]).toEqual([201, id]);
  });

  it('is written down as done with its trace, and ends where the trace is taken back', async () => {
    const own = await released(falls.id);
    const { body: { id } } = await rehearse(own, moment, 'ends');
    const acts = (await api.get('director', `/v1/decision-traces/${own.body.id}`)).body['acts'] as { act: string }[];
    expect(acts.map(({ act }) => act)).toContain('rehearsed');
    api.cases.faults.push('unavailable');
    const withdraw = (): Promise<Answer> => api.command('director', `/v1/decision-traces/${own.body.id}/withdraw`, { reason: 'a name was found' }, 'withdraw');
    expect((await withdraw()).status).toBe(503);
    expect((await api.get('director', `/v1/cases/${id}`)).body.status).toBe('open');
    expect([(await withdraw()).body.status, (await api.get('director', `/v1/cases/${id}`)).body.status]).toEqual(['withdrawn', 'closed']);
    expect(said(await rehearse(own, moment))).toEqual([404, 'not-found']);
  });
});

function fallsTold(at: string): Told {
  return new Told({ at, pathway: 'rapid-falls-review', details: { trigger: { kind: 'head-injury', occurredAt: at, where: 'kitchen', note: 'slipped' } } });
}
