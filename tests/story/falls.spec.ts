import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { CaseOverHttp } from '#tests/support/http/case-over-http.js';
import { inHours } from '#tests/support/http/client.js';
import { riversideForThisFile } from '#tests/support/http/riverside.js';

// The falls review over HTTP with real tokens against a started product, as rehearsals: the same engine, the clock moved.
const started = riversideForThisFile();

const fallen = (kind: string, hoursAgo: number, more: JsonObject = {}): JsonObject => ({ trigger: { kind, occurredAt: inHours(-hoursAgo), where: 'the kitchen', note: 'found on the floor', ...more }, livesAlone: true });
const begin = (kind = 'head-injury', hoursAgo = 1, more: JsonObject = {}): Promise<CaseOverHttp> => CaseOverHttp.of(started.client, 'rapid-falls-review', fallen(kind, hoursAgo, more));
const urgentCheck = { route: 'seen', redFlags: [], antithrombotic: 'no', by: 'a nurse', findings: 'a bruise', adviceGivenTo: 'the daughter', someoneWithThem: true };
const record = (more: JsonObject = {}): JsonObject => ({
  medicationActions: 'night sedation stopped', equipmentChanges: { noneBecause: 'all in place' }, hydrationAndNutrition: 'drinks too little', homeSafetyPlan: 'rugs taken up', cognition: 'as before',
  lyingStandingBloodPressure: { notDoneBecause: 'in bed' }, personsView: 'wants to stay at home', safeguarding: { considered: true, concern: false, rationale: 'nothing seen' }, actions: [], ...more,
});
const at = (falls: CaseOverHttp, hours = 0): string => inHours(hours, falls.now);
/** The assessment, the plan, shared and understood: what stands beside every review. */
async function besideTheReview(falls: CaseOverHttp): Promise<void> {
  await falls.complete('risk-assessed', { findings: 'unsteady', riskOfHarmNow: 'a fall on the stairs' }, 'clinical-lead');
  await falls.complete('safety-net-written', { plan: [{ if: 'falls again', call: '111', respondWithin: 'PT2H' }] }, 'clinical-lead');
  await falls.complete('safety-net-shared', { sharedWith: ['person', 'family'], understood: true, how: 'read together' });
}

describe('a rapid falls review, told over HTTP', () => {
  it('in time: checked within the hour, assessed, booked, held; its actions done; watched for thirty days', async () => {
    const falls = await begin();
    expect(falls.open()).toEqual(['review-booked', 'review-held', 'risk-assessed', 'safety-net-written', 'urgent-clinical-check']);
    expect(falls.called('urgent-clinical-check')).toEqual(['clinical-lead']);
    expect(Date.parse(falls.task('review-held').dueAt)).toBe(Date.parse((falls.view.details as { trigger: { occurredAt: string } }).trigger.occurredAt) + 72 * 3_600_000);
    await falls.complete('urgent-clinical-check', urgentCheck, 'clinical-lead');
    await besideTheReview(falls);
    await falls.complete('review-booked', { reviewAt: at(falls, 30), attendees: ['a nurse', 'a pharmacist'] });
    await falls.advance('PT30H');
    await falls.complete('review-held', record({ heldAt: at(falls), actions: [{ title: 'a grab rail', owner: 'riverside-coordinator', dueAt: at(falls, 48), completionCheck: 'seen in place' }] }));
    expect(falls.open()).toEqual(['action']);
    expect([falls.task('action').title, falls.task('action').owner.person?.id]).toEqual(['a grab rail', 'riverside-coordinator']);
    await falls.complete('action', { done: 'fitted', check: 'seen', checkedBy: 'a nurse' });
    expect([falls.open(), falls.watching]).toEqual([[], true]);
    await falls.advance('P30D');
    expect([falls.view.status, falls.view.outcome]).toEqual(['closed', { outcome: 'reviewed-in-time', basis: 'nothing-heard', repeatFalls: 0 }]);
  }, 90_000);

  it('late: told three days after, the coordinator is called at once, and within two hours everybody up to the director; held late it is recorded as late', async () => {
    const falls = await begin('two-falls-in-a-week', 73, { earlierAt: inHours(-100) });
    expect(falls.task('review-held').overdue).toBe(true);
    expect(falls.called('review-held')).toEqual(['coordinator']);
    await falls.advance('PT2H');
    expect(falls.called('review-held')).toEqual(['coordinator', 'escalation-owner', 'escalation-lead', 'director']);
    await besideTheReview(falls);
    await falls.complete('review-held', record());
    expect([falls.task('review-held').late, falls.task('review-booked').status, falls.open()]).toEqual([true, 'not-needed', []]);
    await falls.advance('P30D');
    expect(falls.view.outcome).toMatchObject({ outcome: 'reviewed-late' });
  }, 90_000);

  it('a new fall in the watch starts a new 72 hours and is counted; the same one told twice is refused', async () => {
    const falls = await begin('new-confusion', 2);
    await falls.complete('urgent-clinical-check', urgentCheck, 'clinical-lead');
    await besideTheReview(falls);
    await falls.complete('review-held', record());
    expect(falls.watching).toBe(true);
    await falls.advance('P10D');
    const occurredAt = at(falls, -1);
    const told = { kind: 'repeat-fall', occurredAt, note: 'slipped in the bathroom', reportedBy: 'the neighbour' };
    await falls.post('hub', 'triggers', told);
    // Open for more than a week, and something is open again: so is the weekly look at it.
    expect([falls.open(), falls.called('review-held')]).toEqual([['review-booked', 'review-held', 'weekly-review'], ['coordinator']]);
    expect(falls.task('review-held').dueAt).toBe(new Date(Date.parse(occurredAt) + 72 * 3_600_000).toISOString());
    expect((await started.client.post('coordinator', `/v1/cases/${falls.id}/triggers`, told)).body['code']).toBe('trigger-already-recorded');
    await falls.complete('review-held', record());
    await falls.advance('P30D');
    expect(falls.view.outcome).toEqual({ outcome: 'reviewed-in-time', basis: expect.any(String), repeatFalls: 1 });
  }, 90_000);

  it('a concern opens safeguarding, whose details only the named owners see', async () => {
    const falls = await begin('new-confusion', 2);
    await falls.complete('review-held', record({ safeguarding: { considered: true, concern: true, rationale: 'MARKED bruises' } }));
    expect(falls.open()).toEqual(expect.arrayContaining(['safeguarding-immediate', 'safeguarding-referral']));
    await falls.complete('safeguarding-immediate', { immediateSafety: 'MARKED stays with her sister', by: 'a nurse' }, 'escalation-owner');
    await falls.complete('safeguarding-referral', { referredAt: at(falls), to: 'the council' }, 'escalation-owner');
    expect(falls.open()).toContain('safeguarding-answer');
    const seenBy = async (who: 'coordinator' | 'hub'): Promise<string> => JSON.stringify([(await started.client.get(who, `/v1/cases/${falls.id}`)).body, (await started.client.get(who, `/v1/cases/${falls.id}/events`)).body]);
    expect(await seenBy('coordinator')).toContain('MARKED stays');
    expect(await seenBy('hub')).not.toContain('MARKED');
  }, 60_000);

  it('not understood is an attempt: somebody visits to explain', async () => {
    const falls = await begin('new-confusion', 2);
    await falls.complete('safety-net-written', { plan: [{ if: 'falls again', call: '111', respondWithin: 'PT2H' }] }, 'clinical-lead');
    await falls.act('safety-net-shared', 'attempt', { at: at(falls), tried: 'explained by telephone', why: 'could not say it back' });
    expect(falls.open()).toContain('visit-to-explain');
    await falls.complete('visit-to-explain', { visitedAt: at(falls), by: 'a nurse', understood: true });
    expect(falls.task('safety-net-shared').status).toBe('not-needed');
  }, 60_000);

  it('the huddle walks through everything open, overdue first, and is recorded; a third move of an action climbs', async () => {
    const falls = await begin('new-confusion', 2);
    await falls.complete('review-held', record({ actions: [{ title: 'blood test', owner: 'riverside-coordinator', dueAt: at(falls, 4), completionCheck: 'result seen' }] }));
    for (const hours of [10, 20, 30]) await falls.act('action', 'move', { dueAt: at(falls, hours), reason: 'no nurse' });
    const { body, status } = await started.client.get('coordinator', '/v1/huddle?rehearsal=true&limit=200');
    const items = body['items'] as unknown as { caseId: string; step: string; overdue: boolean; dueAt: string }[];
    expect([status, items.filter(({ caseId }) => caseId === falls.id).map(({ step }) => step).toSorted()]).toEqual([200, falls.open()]);
    expect(items.map(({ overdue }) => overdue)).toEqual(items.map(({ overdue }) => overdue).toSorted((a, b) => Number(b) - Number(a)));
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());
    expect((await started.client.post('coordinator', '/v1/huddle', { team: 'riverside', date: today, present: ['the coordinator', 'a nurse'] })).status).toBe(201);
    // Moved three times: the next working morning calls the escalation lead, whatever it is due at now.
    await falls.advance('P5D');
    expect([falls.called('action')[0], falls.escalation('action').reason]).toEqual(['escalation-lead', 'trigger']);
  }, 60_000);

  it('declined, and the clinical lead accepts it: the review ends as declined, and so says the outcome', async () => {
    const falls = await begin('two-falls-in-a-week', 5, { earlierAt: inHours(-30) });
    await besideTheReview(falls);
    await falls.act('review-held', 'declined', { by: 'the person', capacity: 'presumed', explained: 'what it is for', alternative: 'a telephone call' });
    await falls.post('clinical-lead', 'decisions', falls.decision('declined-decision', 'accept'));
    expect([falls.task('review-held').status, falls.open()]).toEqual(['declined', []]);
    await falls.advance('P30D');
    expect(falls.view.outcome).toMatchObject({ outcome: 'review-declined' });
  }, 60_000);
});
