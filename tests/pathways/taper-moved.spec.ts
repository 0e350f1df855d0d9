import { describe, expect, it } from '@jest/globals';
import type { CasePolicy } from '#libs/policies/amend.js';
import { Taper } from '#tests/support/pathways/taper.js';
import { everMissed } from '#tests/watchdog/reckoned.js';

const sourced = { source: 'the board', status: 'local' } as const;
const of = (value: string): CasePolicy => ({ id: 'step-down-tapering', version: `3.${value.length}`, amends: { version: '3', changes: [{ numbers: { taper: { value, ...sourced } } }] } });
const twoStages = of('P3D for P2W, P1W for P4W');
const movedTo = (taper: Taper, policy: CasePolicy): Taper => taper.does({ type: 'move-policy', policy, reason: 'agreed by the board' }, 'the-clinical-lead');
const reviews = (taper: Taper): string[] => taper.open().filter((step) => step === 'readiness-review');
const secondStage = (): Taper => Taper.contactedOnWednesday().meetsAll().comes('Wed 24 Jun 2026 15:00').looksWeekly().reviews('step-down');

describe('a taper that is moved to a version with fewer stages', () => {
  it('is in its last stage where there is none after it: no review asks to step down, and it is closed after its contacts', () => {
    const taper = secondStage();
    expect(taper.open()).toContain('readiness-review');
    movedTo(taper, twoStages);
    expect([taper.stage, reviews(taper), taper.because('readiness-review').at(-1)]).toEqual(['stage-2', [], 'it is the last stage']);
    taper.meetsAll().looksWeekly();
    expect([taper.stage, taper.open(), taper.due('closing-review')]).toEqual(['closing', ['closing-review'], 'Thu 30 Jul 2026 00:00']);
    taper.comes('Fri 24 Jul 2026 10:00').closesTheTaper();
    expect([taper.stage, everMissed(taper)]).toEqual(['watching', null]);
  });

  it('past its last stage goes on as that one does, and is closed', () => {
    const taper = secondStage().meetsAll().comes('Wed 22 Jul 2026 23:30').looksWeekly().reviews('step-down');
    expect(taper.stage).toBe('stage-3');
    movedTo(taper, twoStages);
    // Drawn already fortnightly, two of them; by the last stage that there is now weekly for four weeks.
    expect([taper.stage, taper.windows, reviews(taper)]).toEqual(['stage-3', ['Wed 5 Aug 2026', 'Wed 12 Aug 2026', 'Wed 19 Aug 2026', 'Wed 19 Aug 2026'], []]);
    expect(taper.meetsAll().looksWeekly().open()).toEqual(['closing-review']);
  });

  it('and back again is reviewed again before it steps down', () => {
    const taper = secondStage();
    movedTo(movedTo(taper, twoStages), { id: 'step-down-tapering', version: '3' });
    expect([reviews(taper), taper.because('readiness-review')]).toEqual([['readiness-review'], ['completed', 'it is the last stage', null]]);
    taper.meetsAll().comes('Wed 22 Jul 2026 23:30').looksWeekly().reviews('step-down');
    expect([taper.stage, everMissed(taper)]).toEqual(['stage-3', null]);
  });
});
