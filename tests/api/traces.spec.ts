import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { Told } from '#tests/reports/told.js';
import { textOfPdf } from '#tests/support/pdf-text.js';
import { ApiServer, type Answer, type Body } from './support/api-server.js';
import { said } from './support/discharge.js';

/** Every way in which the case says who somebody is, in every text that it has. */
const MARKS = ['Zebulon', 'Markworth', 'Hildegard', '999 000 0018', '9990000018', '1941', '9 March', 'Quince Lane', 'QX1 2AB', '01632 960123', 'zeb@example.org', 'Leila', 'Farouk', 'Colin', 'Okafor', '2 November', 'Riverside'];
const marked = (what: string): string => `${what}: Zebulon Markworth (999 000 0018, born 9 March 1941) of 14 Quince Lane, QX1 2AB, zeb@example.org; Hildegard rang 01632 960123 on 2 November; Leila Farouk and Colin Okafor of Riverside know`;
const none = (given: unknown): string[] => MARKS.filter((mark) => JSON.stringify(given).toLowerCase().includes(mark.toLowerCase()));
interface Text { id: string; field: string; text: string }
interface Item { part: string; at: string; title: string; by: string; facts: { field: string; value?: string; at?: string }[]; texts: Text[] }
const itemsOf = ({ body }: { body: Body }): Item[] => (body['story'] as { items: Item[] }).items;
const textsOf = (answer: { body: Body }): Text[] => itemsOf(answer).flatMap(({ texts }) => texts);
const errors = ({ body }: Answer): string[] => body.errors.map(({ pointer, code }) => `${pointer} ${code}`);

let api: ApiServer;
let story: Told;
beforeAll(async () => {
  api = await ApiServer.start('traces');
  story = new Told({
    at: '2026-11-02T08:00:00.000Z', pathway: 'step-down-tapering', details: { crisisTeam: 'Riverside crisis team', dischargedAt: '2026-11-02T08:00:00.000Z', from: 'inpatient', handover: { formulation: marked('low') } },
    patient: { id: 'zeb', nhsNumber: '9990000018', name: 'Zebulon Markworth', dateOfBirth: '1941-03-09', contacts: [{ name: 'Hildegard Markworth', relation: 'sister', contact: '01632 960123', mayShare: true, safeToContact: 'yes' }] },
  });
  const lead = { person: 'riverside-clinical-lead' };
  story.at_('2026-11-02T09:00:00.000Z').add('trigger-recorded', { kind: 'warning-sign', occurredAt: '2026-11-02T08:30:00.000Z', note: marked('seen'), reportedBy: 'Hildegard Markworth', sign: marked('sign') });
  const review = story.opened('2026-11-02T09:00:02.000Z', 'step-up-review', { owner: { role: 'clinical-lead', person: null }, about: { trigger: 'warning-sign' } });
  story.called('2026-11-02T09:00:03.000Z', review, 1, 'riverside-clinical-lead', 'clinical-lead');
  const decision: JsonObject = {
    kind: 'step-up-review', outcome: 'step-up', question: marked('step up?'), options: [{ option: marked('nothing'), doNothing: true, rejectedBecause: marked('worse') }, { option: 'see her daily' }], chosen: 'see her daily', riskAccepted: marked('some'), proportionateBecause: marked('short'), personsView: marked('agrees'),
    actions: [{ title: marked('ring'), owner: 'riverside-coordinator', dueAt: '2026-11-03T08:00:00.000Z', completionCheck: marked('rung') }], safetyNet: [{ if: marked('worse'), call: marked('the line'), respondWithin: 'PT1H' }], outOfHours: marked('line'), mdtAt: '2026-11-04T09:00:00.000Z',
    summary: { whatChanged: marked('sleep'), currentRisks: marked('alone'), protectiveFactors: marked('sister'), alreadyDone: { notKnownBecause: marked('not told') }, requested: marked('daily contact'), urgency: 'today' },
  };
  story.at_('2026-11-02T10:00:00.000Z').add('decision-recorded', { taskId: review, step: 'step-up-review', decision }, lead);
  story.at_('2026-11-02T10:00:01.000Z').add('task-completed', { taskId: review, step: 'step-up-review', evidence: { decision: 'step-up-review', outcome: 'step-up' }, completedAt: '2026-11-02T10:00:01.000Z', late: false, recordedLate: false }, lead);
  const attempted = story.opened('2026-11-02T11:00:00.000Z', 'contact');
  story.at_('2026-11-02T12:00:00.000Z').add('task-attempted', { taskId: attempted, step: 'contact', at: '2026-11-02T12:00:00.000Z', tried: marked('rang'), why: marked('no reply') });
  const response = story.responding('2026-11-02T12:00:02.000Z', 'crisis-response', 'crisis');
  story.at_('2026-11-02T13:00:00.000Z').add('task-completed', { taskId: response, step: 'crisis-response', evidence: { answer: marked('seen'), by: 'Chris Tennant', contacts: [{ name: 'Hildegard' }] }, completedAt: '2026-11-02T13:00:00.000Z', late: true, recordedLate: true });
  const closing = story.opened('2026-11-03T09:00:00.000Z', 'closing-review');
  story.at_('2026-11-04T09:00:00.000Z').add('task-completed', { taskId: closing, step: 'closing-review', evidence: { goals: marked('met'), stability: marked('a week'), personsView: marked('ready'), handedBackTo: marked('the GP') }, completedAt: '2026-11-04T09:00:00.000Z', late: false, recordedLate: false }, lead);
  const learned = story.opened('2026-11-04T10:00:00.000Z', 'supervision-review');
  story.at_('2026-11-05T09:00:00.000Z').add('task-completed', { taskId: learned, step: 'supervision-review', evidence: { heldAt: '2026-11-05T08:30:00.000Z', supervisor: 'Dilip Rao', learning: marked('ask sooner') }, completedAt: '2026-11-05T09:00:00.000Z', late: false, recordedLate: false });
  story.at_('2026-11-05T10:00:00.000Z').add('note-added', { text: marked('a note') });
  await story.write(api.record.manager);
}, 120_000);
afterAll(() => api.stop());

const made = async (more: object = {}): Promise<Answer> => api.command('director', '/v1/decision-traces', { caseId: story.caseId, ...more });
const path = ({ body: { id } }: { body: Body }): string => `/v1/decision-traces/${id}`;
/** What a reviewer makes of it: each text in words that name nobody. */
const reviewed = (answer: Answer) => textsOf(answer).map(({ id, field }) => ({ id, text: `it was about ${field.toLowerCase()} of the person` }));

describe('a case told without people', () => {
  it('is drafted in the order in which an inspector asks, with roles for people, and every instant moved by the same whole weeks', async () => {
    const draft = await made();
    expect([...said(draft), draft.body.status]).toEqual([201, undefined, 'draft']);
    const items = itemsOf(draft);
    expect([...new Set(items.map(({ part }) => part))]).toEqual(['early-warning', 'threshold', 'summary', 'answer', 'review', 'learning']);
    expect(new Set(items.map(({ by }) => by))).toEqual(new Set(['coordinator', 'clinical lead']));
    const of = (title: RegExp): Item => items.find((item) => title.test(item.title))!;
    const shift = Date.parse(of(/warning sign/i).at) - Date.parse('2026-11-02T09:00:00.000Z');
    expect([shift % (7 * 86_400_000), shift <= -52 * 7 * 86_400_000]).toEqual([-0, true]);
    const moved = (at: string): string => new Date(Date.parse(at) + shift).toISOString();
    expect(of(/warning sign/i).facts).toContainEqual({ field: 'Occurred at', at: moved('2026-11-02T08:30:00.000Z') });
    expect(items.find(({ part }) => part === 'learning')).toMatchObject({ at: moved('2026-11-05T09:00:00.000Z'), facts: expect.arrayContaining([{ field: 'Held at', at: moved('2026-11-05T08:30:00.000Z') }]) });
    expect(items.find(({ part }) => part === 'answer')!.facts).toContainEqual({ field: 'In time', value: 'No' });
    // What is known is out of the first draft already; another draft of the case is moved as far.
    expect(none(draft.body['story'])).toEqual([]);
    expect(itemsOf(await made()).map(({ at }) => at)).toEqual(items.map(({ at }) => at));
  });

  it('may be of one decision: what was seen before it, its summary, what came of it, and what was learned', async () => {
    const sequence = story.events.find(({ kind }) => kind === 'decision-recorded')!.sequence;
    const draft = await made({ decision: sequence });
    expect([draft.body['ofDecision'], itemsOf(draft).filter(({ part }) => part === 'threshold')]).toEqual([true, [expect.objectContaining({ facts: expect.arrayContaining([{ field: 'Outcome', value: 'Step up' }]) })]]);
    expect(errors(await made({ decision: sequence + 1 }))).toEqual(['/decision no-such-decision']);
  });

  it('may be of a case about no person, whose words are not all taken out', async () => {
    const dispute = new Told({ at: '2026-11-02T08:00:00.000Z', pathway: 'dispute', patient: null, details: { title: 'Who visits', description: 'both say the other, Colin Okafor wrote', context: 'two contracts', impact: 'no visit', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' } });
    const review = dispute.opened('2026-11-02T09:00:00.000Z', 'lead-review', { owner: { role: 'clinical-lead', person: null } });
    dispute.at_('2026-11-02T10:00:00.000Z').add('decision-recorded', { taskId: review, step: 'lead-review', decision: { kind: 'lead-review', outcome: 'resolved', question: 'Who visits?' } }, { person: 'riverside-clinical-lead' });
    await dispute.write(api.record.manager);
    const draft = await api.command('director', '/v1/decision-traces', { caseId: dispute.caseId });
    expect([textsOf(draft).map(({ text }) => text), itemsOf(draft).map(({ part }) => part)]).toEqual([['both say the other, [withheld] wrote', 'two contracts', 'no visit', 'Who visits?'], ['early-warning', 'threshold']]);
  });

  it('is nobody’s to read but a reviewer’s, and no file, before every text of it was reviewed', async () => {
    const draft = await made();
    for (const who of ['auditor', 'coordinator', 'hub', 'other-hub']) expect([who, ...said(await api.get(who, path(draft)))]).toEqual([who, 404, 'not-found']);
    expect((await api.get('auditor', '/v1/decision-traces')).body.items.map(({ id }) => id)).not.toContain(draft.body.id);
    expect(said(await api.get('director', `${path(draft)}/pdf`))).toEqual([409, 'not-released']);
    const [first, ...others] = reviewed(draft);
    const without = await api.command('director', `${path(draft)}/release`, { texts: others });
    expect([without.status, errors(without)]).toEqual([422, ['/texts not-reviewed']]);
    expect(errors(await api.command('director', `${path(draft)}/release`, { texts: [] })).length).toBe(others.length + 1);
    expect(errors(await api.command('director', `${path(draft)}/release`, { texts: [first, ...others, { id: 'another', text: 'x' }] }))).toEqual(['/texts unknown-text']);
    expect((await api.get('director', path(draft))).body.status).toBe('draft');
  });

  it.each([['a name', 'she told Zebulon'], ['a part of a name in another case', 'the MARKWORTH family'], ['a number', 'number 999-000-0018'], ['a date of birth', 'born 09.03.1941'], ['an address', 'lives at 14 quince lane'], ['a postcode', 'in qx1 2ab'], ['a telephone', 'rang 01632 960123'], ['a mail address', 'wrote to zeb@example.org'], ['a member of staff', 'leila agreed'], ['a name that nobody knows', 'her friend Wilhelmina came'], ['the true day', 'on 2 November']])('is not released while a text holds %s', async (_what, left) => {
    const draft = await made();
    const texts = reviewed(draft).map((each, index) => (index === 3 ? { ...each, text: left } : each));
    const answer = await api.command('director', `${path(draft)}/release`, { texts, notNames: ['Zebulon', 'Markworth'] });
    expect([answer.status, errors(answer)]).toEqual([422, ['/texts/3/text identity-left']]);
    expect((await api.get('auditor', path(draft))).status).toBe(404);
  });

  it('is not released while a text names May, or her brother Will, whose names are words as well', async () => {
    const told = new Told({ at: '2026-11-02T08:00:00.000Z', patient: { id: 'may', nhsNumber: '9990000026', name: 'May Thornberry', dateOfBirth: '1950-01-02', contacts: [{ name: 'Her brother Will', relation: 'brother', contact: 'at home', mayShare: true, safeToContact: 'yes' }] } });
    told.trigger('2026-11-02T09:00:00.000Z', 'clinical-deterioration', '2026-11-02T08:30:00.000Z');
    await told.write(api.record.manager);
    const draft = await api.command('director', '/v1/decision-traces', { caseId: told.caseId });
    const release = (word: string) => api.command('director', `${path(draft)}/release`, { texts: textsOf(draft).map(({ id }) => ({ id, text: word })), notNames: ['May', 'Will'] });
    for (const word of ['it was May', 'Will rang', 'MAY’s pain was worse']) expect([word, ...new Set(errors(await release(word)).map((each) => each.split(' ')[1]))]).toEqual([word, 'identity-left']);
    expect(said(await release('Her pain may be worse at home, and the team will ring'))).toEqual([200, undefined]);
  });

  it('holds no mark of the person, their people or staff once it is released, as JSON and as a file; who did what with it is kept', async () => {
    const draft = await made();
    const texts = reviewed(draft).map((each, index) => (index === 0 ? { ...each, text: null } : index === 1 ? { ...each, text: 'Sertraline was halved, and she slept \u0142\u017c better' } : each));
    const released = await api.command('clinical-lead', `${path(draft)}/release`, { texts, notNames: ['Sertraline'] });
    expect([...said(released), released.body.status]).toEqual([200, undefined, 'released']);
    const seen = await api.get('auditor', path(draft));
    expect([seen.status, none(seen.body['story']), none({ ...seen.body, organisation: '' }), JSON.stringify(seen.body).includes(story.caseId)]).toEqual([200, [], [], false]);
    expect([textsOf(seen).length, textsOf(seen)[0]!.text, Object.keys(seen.body).includes('acts')]).toEqual([texts.length - 1, 'Sertraline was halved, and she slept \u0142\u017c better', false]);
    const file = await fetch(`${api.url}${path(draft)}/pdf`, { headers: { authorization: `Bearer ${await api.tokenOf('auditor')}` } });
    expect([file.status, file.headers.get('content-type'), file.headers.get('cache-control')]).toEqual([200, 'application/pdf', 'no-store']);
    const { text, title, tagged } = await textOfPdf(new Uint8Array(await file.arrayBuffer()));
    expect([none(text), title, tagged]).toEqual([[], 'Decision trace: Step-down tapering', true]);
    for (const words of ['Early warning', 'Threshold', 'Summary', 'What was answered', 'Review', 'Learning', 'slept \u0142\u017c better']) expect(text).toContain(words);
    const acts = (await api.get('director', path(draft))).body['acts'] as { by: { id: string }; act: string }[];
    expect(acts.map(({ by, act }) => `${by.id} ${act}`)).toEqual(['riverside-director made', 'riverside-clinical-lead released', 'riverside-auditor read', 'riverside-auditor taken-as-pdf']);
    // What was reviewed stays as it was.
    expect(said(await api.command('director', `${path(draft)}/release`, { texts }))).toEqual([409, 'no-draft']);
    await expect(api.record.query(`update decision_traces set draft = '{}' where id = $1`, [draft.body.id])).rejects.toThrow('permission denied');
    await expect(api.record.query('delete from decision_trace_acts')).rejects.toThrow('permission denied');
  });

  it('is taken back with a reason, and then read by nobody else', async () => {
    const draft = await made();
    await api.command('director', `${path(draft)}/release`, { texts: reviewed(draft) });
    expect((await api.get('auditor', path(draft))).status).toBe(200);
    expect(said(await api.command('director', `${path(draft)}/withdraw`, { reason: 'somebody may know her by the fire' }))).toEqual([200, undefined]);
    expect([(await api.get('auditor', path(draft))).status, (await api.get('director', path(draft))).body['withdrawnBecause']]).toEqual([404, 'somebody may know her by the fire']);
    expect(said(await api.command('director', `${path(draft)}/withdraw`, { reason: 'again' }))).toEqual([409, 'withdrawn']);
  });

  it('is made by a clinical lead, an escalation lead or a director of the case’s organisation, of a case that they see, and of no rehearsal', async () => {
    for (const who of ['hub', 'coordinator', 'escalation-owner', 'auditor', 'crisis-team']) expect([who, ...said(await api.command(who, '/v1/decision-traces', { caseId: story.caseId }))]).toEqual([who, 403, 'not-yours']);
    expect(errors(await api.command('other-hub', '/v1/decision-traces', { caseId: story.caseId }))).toEqual(['/caseId unknown-case']);
    expect(errors(await api.command('director', '/v1/decision-traces', { caseId: 'none' }))).toEqual(['/caseId unknown-case']);
    const rehearsed = await new Told({ at: '2026-11-02T08:00:00.000Z', rehearsal: true }).write(api.record.manager);
    expect(said(await api.command('director', '/v1/decision-traces', { caseId: rehearsed.caseId }))).toEqual([409, 'rehearsal']);
  });
});
