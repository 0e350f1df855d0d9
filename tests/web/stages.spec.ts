import { describe, expect, it } from '@jest/globals';
import { stageLine, stageWords, taperStages } from '#apps/web/case/stages.js';
import { keptNames, readKept } from '#tests/replay/kept-histories.js';

const stories = keptNames().map((name) => readKept(name));

describe('the line of stages', () => {
  it('has every stage of every kept story, in words, and exactly one that is here', () => {
    for (const { events } of stories) {
      const [opened] = events;
      if (opened?.kind !== 'case-opened' || opened.data.pathway === 'intake-review') continue;
      const been: string[] = [];
      for (const event of events) {
        if (event.kind !== 'stage-entered') continue;
        been.push(event.data.stage);
        const line = stageLine({ pathway: opened.data.pathway, stage: event.data.stage, closed: false, been, tapers: taperStages(opened.data.details, 'P3D for P2W, P1W for P4W, P2W for P4W') });
        expect(line.filter(({ is }) => is === 'here').map(({ stage }) => stage)).toEqual([event.data.stage]);
        expect(stageWords(event.data.stage)).toMatch(/^[A-Z]/);
      }
    }
  });

  it('of a person who stays in hospital ends there, and nothing ahead is promised', () => {
    expect(stageLine({ pathway: 'minimum-safe-discharge', stage: 'staying', closed: false, been: ['preparing', 'staying'] }).map(({ stage, is }) => `${stage} ${is}`)).toEqual(['preparing past', 'staying here', 'closed ahead']);
    expect(stageLine({ pathway: 'minimum-safe-discharge', stage: 'watching', closed: true, been: ['preparing', 'ready-to-leave', 'after-leaving', 'watching'] }).at(-1)).toEqual({ stage: 'closed', words: 'Closed', is: 'here' });
  });
});
