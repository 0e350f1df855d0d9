import type { PolicyNumber } from './policy.js';

/** What the report of the alarm load holds calls against. Too many calls are a hazard like too few: people who are called for what can wait stop listening ([4]). */
export const alarmLoadPolicy = {
  version: '1', released: '2026-11-30',
  share: { value: 0.7, clock: 'none', meaning: 'A rung of whose calls a smaller share is acted on before the next rung is looked at in the quarterly review', source: 'none found; agreed locally', status: 'local' },
  callsPerShift: {
    value: 6, clock: 'none', meaning: 'Somebody who is called more often than this in one shift is called too often: with twelve hours, more than once in two hours',
    source: 'none found for care in the community; proposed beside the limit of two incidents a shift in Google’s Site Reliability Engineering, chapter 11, whose incidents take six hours each', status: 'proposed',
  },
} as const satisfies { version: string; released: string; share: PolicyNumber; callsPerShift: PolicyNumber };
