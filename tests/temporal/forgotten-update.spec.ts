import { describe, expect, it } from '@jest/globals';
import { unlessForgotten } from '#libs/pathway/temporal/forgotten.js';

/** What gRPC's client throws, wrapped as Temporal's client wraps it. */
const answered = (code: number, details: string): Error => new Error('Failed', { cause: Object.assign(new Error(details), { code, details, metadata: {} }) });
const forgotten = answered(9, 'Unable to perform workflow execution update due to unexpected workflow task failure.');
const sender = (...answers: (Error | string)[]) => {
  let sent = 0;
  return { send: () => { const answer = answers[sent++]!; return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer); }, get sent() { return sent; } };
};

describe('an update that the server forgot', () => {
  it('is sent again until it is carried', async () => {
    const update = sender(forgotten, forgotten, 'done');
    expect([await unlessForgotten(Date.now() + 10_000, update.send), update.sent]).toEqual(['done', 3]);
  });

  it('is given up when its time is over', async () => {
    const update = sender(forgotten, forgotten);
    await expect(unlessForgotten(Date.now(), update.send)).rejects.toBe(forgotten);
    expect(update.sent).toBe(1);
  });

  it.each([[9, 'workflow is closing'], [14, 'unexpected workflow task failure'], [5, 'not found']])('answered %i %s is not sent again', async (code, details) => {
    const answer = answered(code, details);
    const update = sender(answer, 'done');
    await expect(unlessForgotten(Date.now() + 10_000, update.send)).rejects.toBe(answer);
    expect(update.sent).toBe(1);
  });
});
