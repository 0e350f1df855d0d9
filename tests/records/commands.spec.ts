import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { endTurn, keepTurn, takeTurn } from '#libs/records/carriers.js';
import { claimCommand, expireCommands, finishCommand, forgetCommand, markCommandDone, refuseCommand, sentCommands, storedCommand } from '#libs/records/commands.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from './case-story.js';
import { freshRecord, type FreshRecord } from './fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('commands', 10); }, 120_000);
afterAll(() => fresh.close());

const scope = (more: object = {}) => {
  const key = randomUUID();
  return { caller: 'riverside-hub', method: 'POST', path: '/v1/cases', key, bodyHash: 'body', updateId: `update ${key}`, type: 'start', ...more };
};

describe('a command’s key', () => {
  it('is new to one of ten at once, and sent to the others', async () => {
    const given = scope({ caseId: 'first' });
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimCommand(fresh.record.manager, given)));
    expect(claims.map(({ state }) => state).toSorted()).toEqual(['new', ...Array.from({ length: 9 }, () => 'sent')]);
  });

  it('keeps the case of the first try, whatever a later one proposes', async () => {
    const given = scope({ caseId: 'first' });
    await claimCommand(fresh.record.manager, given);
    expect(await claimCommand(fresh.record.manager, { ...given, caseId: 'second' })).toMatchObject({ state: 'sent', command: { caseId: 'first', updateId: given.updateId, response: null } });
  });

  it('belongs to caller, method and path', async () => {
    const given = scope();
    await claimCommand(fresh.record.manager, given);
    for (const more of [{ caller: 'riverside-director' }, { method: 'PUT' }, { path: '/v1/tasks' }]) expect((await claimCommand(fresh.record.manager, { ...given, ...more, updateId: randomUUID() })).state).toBe('new');
  });

  it('with another body is reused, before and after the answer', async () => {
    const given = scope();
    await claimCommand(fresh.record.manager, given);
    expect((await claimCommand(fresh.record.manager, { ...given, bodyHash: 'other' })).state).toBe('reused');
    await finishCommand(fresh.record.manager, given.updateId, { httpStatus: 200, response: {} });
    expect((await claimCommand(fresh.record.manager, { ...given, bodyHash: 'other' })).state).toBe('reused');
  });

  it('has one answer: the first that was kept', async () => {
    const given = scope();
    await claimCommand(fresh.record.manager, given);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => finishCommand(fresh.record.manager, given.updateId, { httpStatus: 201, response: { index }, caseId: 'c' })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await claimCommand(fresh.record.manager, given)).toMatchObject({ state: 'done', command: { httpStatus: 201, response: answers[0]!.response, caseId: 'c' } });
  });

  it('is told the same bytes again: the order of fields is kept', async () => {
    const given = scope();
    await claimCommand(fresh.record.manager, given);
    const response = { zebra: 1, a: { longer: 'x', b: [1, 2] }, aa: null };
    const kept = await finishCommand(fresh.record.manager, given.updateId, { httpStatus: 201, response });
    const again = await claimCommand(fresh.record.manager, given);
    expect([kept.response, again.command.response].map((each) => JSON.stringify(each))).toEqual([JSON.stringify(response), JSON.stringify(response)]);
  });

  it('keeps no refusal of what has happened', async () => {
    const [happened, refused] = [scope(), scope()];
    for (const given of [happened, refused]) await claimCommand(fresh.record.manager, given);
    await markCommandDone(fresh.record.manager, happened.updateId);
    expect(await refuseCommand(fresh.record.manager, happened.updateId, { httpStatus: 409, response: {} })).toBe(false);
    expect(await storedCommand(fresh.record.manager, happened.updateId)).toMatchObject({ status: 'done', httpStatus: null });
    expect(await refuseCommand(fresh.record.manager, refused.updateId, { httpStatus: 409, response: { code: 'x' } })).toBe(true);
    expect(await refuseCommand(fresh.record.manager, refused.updateId, { httpStatus: 409, response: { code: 'y' } })).toBe(false);
    expect(await storedCommand(fresh.record.manager, refused.updateId)).toMatchObject({ status: 'done', httpStatus: 409, response: { code: 'x' } });
    expect([await forgetCommand(fresh.record.manager, refused.updateId), await storedCommand(fresh.record.manager, scope().updateId)]).toEqual([false, null]);
  });

  it('that was marked as done without an answer takes the first that is made later', async () => {
    const given = scope();
    await claimCommand(fresh.record.manager, given);
    await markCommandDone(fresh.record.manager, given.updateId);
    expect(await claimCommand(fresh.record.manager, given)).toMatchObject({ state: 'done', command: { httpStatus: null, response: null } });
    await finishCommand(fresh.record.manager, given.updateId, { httpStatus: 200, response: 'rebuilt' });
    expect(await claimCommand(fresh.record.manager, given)).toMatchObject({ state: 'done', command: { httpStatus: 200, response: 'rebuilt' } });
  });

  it('is given back when a field was wrong, but not once it has happened', async () => {
    const given = scope();
    await claimCommand(fresh.record.manager, given);
    await forgetCommand(fresh.record.manager, given.updateId);
    expect((await claimCommand(fresh.record.manager, { ...given, bodyHash: 'mended' })).state).toBe('new');
    await markCommandDone(fresh.record.manager, given.updateId);
    await forgetCommand(fresh.record.manager, given.updateId);
    expect((await claimCommand(fresh.record.manager, { ...given, bodyHash: 'mended' })).state).toBe('done');
  });

  it('is found by the sweep while nobody wrote what became of it, and forgotten after its time', async () => {
    const story = new CaseStory({ rehearsal: true });
    await writeTail(fresh.record.manager, story.caseId, story.events);
    const [known, unknown, done] = [scope({ caseId: story.caseId }), scope(), scope()];
    for (const given of [known, unknown, done]) await claimCommand(fresh.record.manager, given);
    await markCommandDone(fresh.record.manager, done.updateId);
    const found = await sentCommands(fresh.record.manager, { before: new Date(Date.now() + 60_000), limit: 100 });
    expect(found).toContainEqual(expect.objectContaining({ updateId: known.updateId, caseId: story.caseId, rehearsal: true }));
    expect(found).toContainEqual(expect.objectContaining({ updateId: unknown.updateId, rehearsal: null }));
    expect(found.map(({ updateId }) => updateId)).not.toContain(done.updateId);
    expect(await sentCommands(fresh.record.manager, { before: new Date(Date.now() - 60_000), limit: 100 })).toEqual([]);
    expect(await expireCommands(fresh.record.manager, new Date(Date.now() - 60_000))).toBe(0);
    expect(await expireCommands(fresh.record.manager, new Date(Date.now() + 60_000))).toBeGreaterThan(2);
    expect((await claimCommand(fresh.record.manager, done)).state).toBe('new');
  });
});

describe('the turn to carry an advance out', () => {
  const times = { leaseMs: 60_000, givenUpMs: 60_000 };
  const asked = async (caseId: string = randomUUID()) => {
    const given = scope({ caseId, type: 'advance' });
    await claimCommand(fresh.record.manager, given);
    return { updateId: given.updateId, caseId };
  };
  const turn = (of: { updateId: string; caseId: string }, carrier: string, more: Partial<typeof times> = {}) => takeTurn(fresh.record.manager, { ...of, carrier }, { ...times, ...more });

  it('is one request’s of ten with the same key', async () => {
    const of = await asked();
    const turns = await Promise.all(Array.from({ length: 10 }, (_, index) => turn(of, `carrier ${index}`)));
    expect(turns.toSorted()).toEqual(['mine', ...Array.from({ length: 9 }, () => 'twin')]);
  });

  it('passes on when its carrier ends it or falls silent, and is over with the answer', async () => {
    const of = await asked();
    expect([await turn(of, 'one'), await turn(of, 'two')]).toEqual(['mine', 'twin']);
    await endTurn(fresh.record.manager, { ...of, carrier: 'two' });
    expect(await turn(of, 'two')).toBe('twin');
    await endTurn(fresh.record.manager, { ...of, carrier: 'one' });
    expect(await turn(of, 'two', { leaseMs: -1 })).toBe('mine');
    expect(await turn(of, 'three', { leaseMs: -1 })).toBe('mine');
    await keepTurn(fresh.record.manager, { ...of, carrier: 'two' }, 60_000);
    expect(await turn(of, 'four', { leaseMs: -1 })).toBe('mine');
    await keepTurn(fresh.record.manager, { ...of, carrier: 'four' }, 60_000);
    expect(await turn(of, 'five')).toBe('twin');
    await finishCommand(fresh.record.manager, of.updateId, { httpStatus: 200, response: {} });
    expect([await turn(of, 'five'), await turn({ updateId: 'none', caseId: of.caseId }, 'six')]).toEqual(['over', 'over']);
  });

  it('is one advance’s a case: the first that was asked for, or the one that is carried already', async () => {
    const first = await asked();
    const second = await asked(first.caseId);
    expect([await turn(second, 'b'), await turn(first, 'a')]).toEqual(['another', 'mine']);
    expect(await turn(await asked(), 'c')).toBe('mine');
    const [late, early] = [await asked('both'), await asked('both')];
    await fresh.owner.query(`update commands set created_at = now() - interval '1 minute' where update_id = $1`, [early.updateId]);
    expect([await turn(late, 'b', { givenUpMs: 1_000 }), await turn(early, 'a')]).toEqual(['mine', 'another']);
  });
});
