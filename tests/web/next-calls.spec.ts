import { describe, expect, it } from '@jest/globals';
import { nextCalls } from '#apps/web/case/next-calls.js';
import { stageLine, stageWords, taperStages } from '#apps/web/case/stages.js';
import { keptNames, readKept } from '#tests/replay/kept-histories.js';

const stories = keptNames().map((name) => ({ name, ...readKept(name) }));

describe('who is called next, and when', () => {
  it('is who then is called, at that instant, in every kept story', () => {
    let looked = 0;
    const wrong = stories.flatMap(({ name, caseId, events }) => events.flatMap((event, index) => {
      if (event.kind !== 'rung-reached' || event.data.missed) return [];
      const next = nextCalls(caseId, events.slice(0, index)).calls.get(event.data.taskId);
      looked += 1;
      const as = { level: event.data.level, role: event.data.role };
      if (next && !next.held && next.level === as.level && next.role === as.role && next.at <= Date.parse(event.at) && next.at >= Date.parse(event.data.dueAt)) return [];
      return [{ name, sequence: event.sequence, as, dueAt: event.data.dueAt, next }];
    }));
    expect(looked).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it('is nobody once a case has closed', () => {
    const closed = stories.filter(({ events }) => events.at(-1)?.kind === 'case-closed');
    expect(closed.length).toBeGreaterThan(3);
    for (const { caseId, events } of closed) expect(nextCalls(caseId, events).calls.size).toBe(0);
  });
});

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
