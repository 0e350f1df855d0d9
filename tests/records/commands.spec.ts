import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimCommand, expireCommands, finishCommand, forgetCommand, markCommandDone, sentCommands } from '#libs/records/commands.js';
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
