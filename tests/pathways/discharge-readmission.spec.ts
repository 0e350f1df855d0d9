import { describe, expect, it } from '@jest/globals';
import type { CommandEnvelope } from '#libs/contracts/commands.js';
import { openCase } from '#libs/pathway/engine.js';
import { discharge as protocol } from '#workflows/minimum-safe-discharge.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { hoursAfter, london } from '#tests/support/pathways/london.js';
import { dischargeStart } from '#tests/support/pathways/simulation.js';

const leftAt = london('Wed 10 Jun 2026 15:00');
const left = (): Discharge => Discharge.onWednesday().leavesByPlan('Wed 10 Jun 2026 15:00');
/** Everything done, watched for seven days, closed. */
function closed(): Discharge {
  const discharge = left();
  discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
  discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
  discharge.comes('Thu 11 Jun 2026 15:00').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
  return discharge.comes('Wed 17 Jun 2026 15:00');
}

describe('a readmission within seven days of leaving', () => {
  it('is a failed discharge: open tasks are not needed, the watch ends, and there is something to learn in five working days', () => {
    const discharge = left().comes('Fri 12 Jun 2026 10:00').sees('readmission', london('Fri 12 Jun 2026 06:00'));
    expect([discharge.open(), discharge.due('learning-review'), discharge.called('learning-review')]).toEqual([['learning-review'], 'Fri 19 Jun 2026 10:00', ['clinical-lead Fri 12 Jun 2026 10:00']]);
    expect([discharge.status('first-visit-done'), discharge.status('safety-call'), discharge.state.watch?.endedBecause, discharge.state.outcome]).toEqual([
      'not-needed', 'not-needed', 'readmitted', { outcome: 'failed-discharge', basis: 'asked' }]);
    discharge.complete('learning-review', { findings: 'no visit', change: 'book earlier' });
    expect(discharge.outcome).toEqual({ outcome: 'failed-discharge', basis: 'asked' });
  });

  it('counts to the last instant of the seven days, and when nothing was open too', () => {
    const discharge = closed();
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'asked' });
    const watching = left();
    watching.complete('gp-summary-sent', { sentAt: watching.nowText, to: 'the practice' });
    watching.complete('first-visit-done', { visitedAt: watching.nowText, by: 'a nurse' });
    watching.comes('Thu 11 Jun 2026 15:00').complete('safety-call', { spokeTo: 'her', how: 'phone', worry: 'none' });
    watching.until(Date.parse(leftAt) + 7 * 86_400_000 - 1);
    expect(watching.state.stage).toBe('watching');
    watching.sees('readmission', new Date(watching.now).toISOString());
    expect(watching.open()).toEqual(['learning-review']);
  });

  it('reported after the seven days while a task is open counts by when it happened', () => {
    const discharge = left().comes('Fri 19 Jun 2026 10:00').sees('readmission', hoursAfter(leftAt, 168));
    expect([discharge.open(), discharge.state.outcome?.outcome]).toEqual([['learning-review'], 'failed-discharge']);
  });

  it('cannot be before the leaving, and is told once', () => {
    const discharge = Discharge.onWednesday();
    expect(discharge.answers({ type: 'trigger', kind: 'readmission', occurredAt: discharge.nowText, note: 'n' })).toBe('409 not-left-yet');
    const gone = left();
    expect(gone.answers({ type: 'trigger', kind: 'readmission', occurredAt: hoursAfter(leftAt, -1), note: 'n' })).toBe('422 before-leaving');
    gone.sees('readmission').comes('Wed 10 Jun 2026 16:00');
    expect(gone.answers({ type: 'trigger', kind: 'readmission', occurredAt: gone.nowText, note: 'n' })).toBe('409 already-readmitted');
    expect(gone.answers({ type: 'reopen', step: 'departure', reason: 'r' })).toBe('409 already-readmitted');
  });

  it('leaves room for what is seen afterwards', () => {
    const discharge = left().sees('readmission').sees('safety-flag').hears('dead');
    expect(discharge.open()).toEqual(['hospital-message-review', 'learning-review', 'trigger-response']);
  });
});

describe('a readmission after the seven days', () => {
  it('only makes what is open not needed: the case closes with what it has', () => {
    const discharge = left().comes('Fri 19 Jun 2026 10:00').sees('readmission', hoursAfter(leftAt, 169));
    expect([discharge.open(), discharge.outcome]).toEqual([[], { outcome: 'discharged-with-concerns', basis: 'nothing-heard', concerns: ['first-visit-not-made', 'first-visit-missed'] }]);
  });
});

describe('a readmission that is told after the case closed', () => {
  const told = (occurredAt: string, id = 'late'): CommandEnvelope =>
    ({ id, actor: { person: 'the-hub' }, stored: 0, receivedAt: '', command: { type: 'trigger', kind: 'readmission', occurredAt, note: 'found out' } });
  const revived = (discharge: Discharge, lateCommand: CommandEnvelope) => openCase(protocol, { ...dischargeStart({}), revived: discharge.events, lateCommand }, discharge.now + 3_600_000);

  it('within the seven days revives the case from its events, amends the outcome, opens the learning review, and closes it again', () => {
    const discharge = closed();
    const session = revived(discharge, told(hoursAfter(leftAt, 40)));
    const { state } = session;
    expect(session.take().map((event) => event.kind)).toEqual(['case-revived', 'trigger-recorded', 'stage-entered', 'outcome-amended', 'task-opened', 'call-asked', 'rung-reached']);
    expect([state.closed, state.outcome, state.tasks.filter((task) => task.status === 'open').map((task) => task.step)]).toEqual([null, { outcome: 'failed-discharge', basis: 'asked' }, ['learning-review']]);
  });

  it('after the seven days, or of a case that ended otherwise, does not', () => {
    expect(() => revived(closed(), told(hoursAfter(leftAt, 169)))).toThrow('The case is closed.');
    const stayed = Discharge.onWednesday().unmet('equipment-in-place').decides('stay');
    expect(() => revived(stayed, told(hoursAfter(leftAt, 1)))).toThrow('The case is closed.');
    const failed = left().sees('readmission');
    failed.complete('learning-review', { findings: 'f', change: 'c' });
    expect(() => revived(failed, told(hoursAfter(leftAt, 40)))).toThrow('The case is closed.');
  });
});

describe('another case of the person', () => {
  it('ends a watch with what it has', () => {
    const discharge = left();
    discharge.complete('gp-summary-sent', { sentAt: discharge.nowText, to: 'the practice' });
    discharge.complete('first-visit-done', { visitedAt: discharge.nowText, by: 'a nurse' });
    discharge.does({ type: 'end-watch', because: 'another case of the person began' });
    expect(discharge.outcome).toEqual({ outcome: 'safe-discharge', basis: 'nothing-heard' });
  });
  it('ends none while something is open', () => expect(left().answers({ type: 'end-watch', because: 'another' })).toBe('409 not-watching'));
});
