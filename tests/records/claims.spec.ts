import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { abandonedClaims, claimCase, claimForOrganisation, openCaseOf, releaseClaim } from '#libs/records/claims.js';
import { resolvePatient } from '#libs/records/patients.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory, somebody } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('claims', 14); }, 120_000);
afterAll(() => fresh.close());

const pathway = 'minimum-safe-discharge';
const write = (story: CaseStory) => writeTail(fresh.record.manager, story.caseId, story.events);

/** A person who has a claimed case, and what another start for them is told. */
async function started(rehearsal = false): Promise<{ story: CaseStory; another: (more?: { rehearsal?: boolean; pathway?: string; caseId?: string }) => ReturnType<typeof claimCase>; patientId: string }> {
  const { nhsNumber, name, dateOfBirth } = somebody();
  const resolved = await resolvePatient(fresh.record.manager, { nhsNumber: nhsNumber!, name, dateOfBirth }, { rehearsal });
  if (!resolved.ok) throw new Error('a made-up person is known already');
  const story = new CaseStory({ patient: resolved.patient, rehearsal });
  const claim = { pathway, patientId: resolved.patient.id, rehearsal };
  expect(await claimCase(fresh.record.manager, { ...claim, caseId: story.caseId })).toEqual({ ok: true, endWatchOf: null });
  return { story, patientId: resolved.patient.id, another: (more = {}) => claimCase(fresh.record.manager, { ...claim, caseId: randomUUID(), ...more }) };
}

describe('one open case for a person on a pathway', () => {
  it('is given to exactly one of twelve starts at the same instant, and the others are told which it is', async () => {
    const { nhsNumber, name, dateOfBirth } = somebody();
    const starts = await Promise.all(Array.from({ length: 12 }, async () => {
      const caseId = randomUUID();
      const answer = await fresh.record.transaction(async (manager) => {
        const resolved = await resolvePatient(manager, { nhsNumber: nhsNumber!, name, dateOfBirth });
        return resolved.ok ? claimCase(manager, { caseId, pathway, patientId: resolved.patient.id, rehearsal: false }) : null;
      });
      return { caseId, answer };
    }));
    const winners = starts.filter(({ answer }) => answer?.ok);
    expect(winners).toHaveLength(1);
    for (const { answer } of starts.filter(({ answer: given }) => !given?.ok)) expect(answer).toEqual({ ok: false, caseId: winners[0]!.caseId });
    expect(await fresh.record.query('select 1 from patients where nhs_number = $1', [nhsNumber])).toHaveLength(1);
  });

  it('is given to exactly one of twelve starts for somebody who is known already', async () => {
    const { another, story } = await started();
    await releaseClaim(fresh.record.manager, story.caseId);
    const answers = await Promise.all(Array.from({ length: 12 }, () => another()));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('stands from before the record has the case, and the same start again is no other', async () => {
    const { story, another } = await started();
    expect(await another()).toEqual({ ok: false, caseId: story.caseId });
    expect(await another({ caseId: story.caseId })).toEqual({ ok: true, endWatchOf: null });
    await write(story);
    expect(await another()).toEqual({ ok: false, caseId: story.caseId });
    expect(await another({ pathway: 'rapid-falls-review' })).toEqual({ ok: true, endWatchOf: null });
  });

  it('gives way when it is watching, and is told to end its watch, on a repeat too', async () => {
    const { story, another } = await started();
    const task = story.task('safety-call');
    story.add('watch-started', { until: '2026-11-09T11:00:00.000Z' });
    await write(story);
    expect(await another()).toEqual({ ok: false, caseId: story.caseId });
    story.complete(task);
    await write(story);
    const caseId = randomUUID();
    expect(await another({ caseId })).toEqual({ ok: true, endWatchOf: story.caseId });
    expect(await another({ caseId })).toEqual({ ok: true, endWatchOf: story.caseId });
    expect(await another()).toEqual({ ok: false, caseId });
    story.add('watch-ended', { because: 'another case began' });
    story.close();
    await write(story);
    expect(await another({ caseId })).toEqual({ ok: true, endWatchOf: null });
  });

  it.each(['learning-review', 'wrong-person-put-right'])('gives way when it has its outcome and waits only for %s', async (step) => {
    const { story, another } = await started();
    story.add('outcome-amended', { outcome: { outcome: 'failed-discharge' } });
    story.task(step);
    const other = story.task('gp-summary-sent');
    await write(story);
    expect(await another()).toEqual({ ok: false, caseId: story.caseId });
    story.end(other);
    await write(story);
    expect(await another()).toEqual({ ok: true, endWatchOf: null });
  });

  it('is over when the case closes', async () => {
    const { story, another } = await started();
    await write(story);
    story.close();
    await write(story);
    expect(await another()).toEqual({ ok: true, endWatchOf: null });
  });

  it('hinders no rehearsal, and no rehearsal hinders it', async () => {
    const { another } = await started();
    expect(await another({ rehearsal: true })).toEqual({ ok: true, endWatchOf: null });
    const rehearsed = await started(true);
    expect(await rehearsed.another()).toEqual({ ok: true, endWatchOf: null });
  });

  it('goes along when the case turns out to be about somebody else', async () => {
    const { story, another, patientId } = await started();
    const { another: forOther, patientId: otherId, story: others } = await started();
    await releaseClaim(fresh.record.manager, others.caseId);
    const before = story.events[0]!.kind === 'case-opened' ? story.events[0]!.data.patient! : somebody();
    await write(story);
    story.add('patient-corrected', { before, patient: { ...before, id: otherId }, reason: 'mixed up' });
    await write(story);
    expect(await another({ caseId: randomUUID() })).toEqual({ ok: true, endWatchOf: null });
    expect(await forOther()).toEqual({ ok: false, caseId: story.caseId });
    expect(patientId).not.toBe(otherId);
  });

  it('that was taken for a case which never came is found, and can be released', async () => {
    const { story, another } = await started();
    expect((await abandonedClaims(fresh.record.manager, new Date(Date.now() + 1000))).map(({ caseId }) => caseId)).toContain(story.caseId);
    expect(await abandonedClaims(fresh.record.manager, new Date(Date.now() - 60_000))).toEqual([]);
    await releaseClaim(fresh.record.manager, story.caseId);
    expect(await another()).toEqual({ ok: true, endWatchOf: null });
  });
});

describe('one open case for an organisation on a pathway', () => {
  const system = 'system-pressure';
  const claims = (caseId: string, organisation: string, of = system) => claimForOrganisation(fresh.record.manager, { caseId, pathway: of, organisation, rehearsal: false });

  it('is taken again by the same start when it had been given up meanwhile, with its time from the start', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    expect(await claims(a, 'riverside')).toEqual({ ok: true });
    await fresh.record.query(`update organisation_claims set claimed_at = now() - interval '1 hour' where case_id = $1`, [a]);
    await releaseClaim(fresh.record.manager, a);
    expect(await claims(a, 'riverside')).toEqual({ ok: true });
    expect(await openCaseOf(fresh.record.manager, system, 'riverside')).toBe(a);
    expect(await claims(b, 'riverside')).toEqual({ ok: false, caseId: a });
    // Or the next sweep would give it up while its start is under way.
    expect(await abandonedClaims(fresh.record.manager, new Date(Date.now() - 60_000))).toEqual([]);
  });

  it('is another’s when that has begun meanwhile', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    expect(await claims(a, 'hillview')).toEqual({ ok: true });
    await releaseClaim(fresh.record.manager, a);
    expect(await claims(b, 'hillview')).toEqual({ ok: true });
    expect(await claims(a, 'hillview')).toEqual({ ok: false, caseId: b });
    expect(await openCaseOf(fresh.record.manager, system, 'hillview')).toBe(b);
  });

  it('is not taken again by a start that is told late, of a case that has closed', async () => {
    const story = new CaseStory({ pathway: 'monthly-audit', patient: null });
    expect(await claims(story.caseId, 'riverside', 'monthly-audit')).toEqual({ ok: true });
    story.close();
    await write(story);
    expect(await claims(story.caseId, 'riverside', 'monthly-audit')).toEqual({ ok: true });
    expect(await openCaseOf(fresh.record.manager, 'monthly-audit', 'riverside')).toBeNull();
  });
});
