import { describe, expect, it } from '@jest/globals';
import { london } from '#tests/support/pathways/london.js';
import { Falls } from '#tests/support/pathways/falls.js';

/** The plan is written on Monday at 12:00. */
const written = (): Falls => Falls.onMonday().comes('Mon 8 Jun 2026 12:00').doesStep('safety-net-written');

describe('the safety-net plan', () => {
  it('is shared and understood within a day of being written', () => {
    const falls = written();
    expect([falls.due('safety-net-shared'), falls.task('safety-net-shared').owner.role]).toEqual(['Tue 9 Jun 2026 12:00', 'coordinator']);
    falls.comes('Tue 9 Jun 2026 15:00');
    expect(falls.called('safety-net-shared')).toEqual(['coordinator Tue 9 Jun 2026 12:00', 'escalation-owner Tue 9 Jun 2026 13:00', 'escalation-lead Tue 9 Jun 2026 15:00']);
    falls.doesStep('safety-net-shared');
    expect([falls.task('safety-net-shared').late, falls.tasksOf('visit-to-explain')]).toEqual([true, []]);
  });

  it('that was not understood calls the next at once, and somebody visits by the end of the second working day', () => {
    const falls = Falls.onMonday().comes('Fri 12 Jun 2026 16:00').doesStep('safety-net-written').comes('Sat 13 Jun 2026 10:00').attempts('safety-net-shared');
    expect([falls.called('safety-net-shared'), falls.reasons('safety-net-shared')]).toEqual([['escalation-owner Sat 13 Jun 2026 10:00'], ['attempt']]);
    expect([falls.due('visit-to-explain'), falls.called('visit-to-explain'), falls.reasons('visit-to-explain'), falls.status('safety-net-shared')]).toEqual(['Tue 16 Jun 2026 17:00', ['coordinator Sat 13 Jun 2026 10:00'], ['trigger'], 'open']);
  });

  it('waits for the morning with the call for the visit', () => {
    const falls = written().comes('Mon 8 Jun 2026 21:00').attempts('safety-net-shared').comes('Tue 9 Jun 2026 08:00');
    expect([falls.due('visit-to-explain'), falls.called('visit-to-explain')]).toEqual(['Wed 10 Jun 2026 17:00', ['coordinator Tue 9 Jun 2026 08:00']]);
  });

  it('explained at the visit needs no sharing any more; shared meanwhile it needs no visit', () => {
    expect(written().attempts('safety-net-shared').visits().status('safety-net-shared')).toBe('not-needed');
    expect(written().attempts('safety-net-shared').doesStep('safety-net-shared').status('visit-to-explain')).toBe('not-needed');
    expect(written().attempts('safety-net-shared').handsOver('safety-net-shared').status('visit-to-explain')).toBe('not-needed');
  });

  it('asks for one visit, however often it was tried, and for another when that one came to nothing', () => {
    const falls = written().attempts('safety-net-shared').attempts('safety-net-shared');
    expect(falls.statuses('visit-to-explain')).toEqual(['open']);
    falls.declines('visit-to-explain').decides('accept').comes('Tue 9 Jun 2026 09:00').attempts('safety-net-shared');
    expect(falls.statuses('visit-to-explain')).toEqual(['declined', 'open']);
  });

  it('is to be shared again when the visit did not happen after all', () => {
    const falls = written().attempts('safety-net-shared').visits().reopens('visit-to-explain');
    expect([falls.status('visit-to-explain'), falls.status('safety-net-shared'), falls.due('safety-net-shared')]).toEqual(['open', 'open', 'Tue 9 Jun 2026 12:00']);
    expect(falls.visits().status('safety-net-shared')).toBe('not-needed');
  });

  it('that is written anew is shared anew', () => {
    const falls = written().attempts('safety-net-shared').reopens('safety-net-written');
    expect([falls.status('safety-net-shared'), falls.status('visit-to-explain')]).toEqual(['not-needed', 'not-needed']);
    falls.comes('Mon 8 Jun 2026 14:00').doesStep('safety-net-written');
    expect([falls.statuses('safety-net-shared'), falls.due('safety-net-shared'), falls.statuses('visit-to-explain')]).toEqual([['not-needed', 'open'], 'Tue 9 Jun 2026 14:00', ['not-needed']]);
    const shared = written().doesStep('safety-net-shared').reopens('safety-net-written').doesStep('safety-net-written');
    expect(shared.statuses('safety-net-shared')).toEqual(['completed', 'open']);
  });

  it('that was written anew leaves nothing to do about the old one, whatever is reopened', () => {
    const shared = written().doesStep('safety-net-shared').reopens('safety-net-written').doesStep('safety-net-written');
    shared.does({ type: 'reopen', taskId: shared.tasksOf('safety-net-shared')[0]!.id, reason: 'she had forgotten it' });
    expect(shared.statuses('safety-net-shared')).toEqual(['not-needed', 'open']);
    const visited = written().attempts('safety-net-shared').visits().reopens('safety-net-written').doesStep('safety-net-written').reopens('visit-to-explain');
    expect([visited.statuses('safety-net-shared'), visited.status('visit-to-explain')]).toEqual([['not-needed', 'open'], 'not-needed']);
  });

  it('is shared by nobody here when somebody else has it', () => {
    expect(Falls.onMonday().handsOver('safety-net-written').tasksOf('safety-net-shared')).toEqual([]);
  });

  it('is not explained by a visit of before it was not understood', () => {
    const falls = Falls.onMonday().doesStep('safety-net-written').comes('Tue 9 Jun 2026 10:00').attempts('safety-net-shared').comes('Tue 9 Jun 2026 15:00');
    const visited = (at: string): string => falls.answers({ type: 'complete', step: 'visit-to-explain', evidence: { visitedAt: london(at), by: 'a nurse', understood: true } });
    expect([visited('Tue 9 Jun 2026 09:59'), visited('Tue 9 Jun 2026 10:00')]).toEqual(['422 before-the-attempt', 'allowed']);
  });
});
