import { acknowledgementsBeforeClimb } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';

/** A message that could not be understood whole is somebody's task. The 4 h are agreed locally. */
export const intakeReviewPolicy: Policy = {
  id: 'intake-review', pathway: 'intake-review', version: '1', locality: null, released: '2026-11-22', numbers: { acknowledgementsBeforeClimb },
  title: 'Message review', purpose: 'A hospital message that could not be understood whole is read by a person, and somebody says what became of it',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  steps: {
    'message-review': {
      title: 'A hospital message needs a person to read it', owner: 'hub', acknowledgeFor: 'PT2H', ladder: today('hub'),
      due: [{ value: 'PT4H', from: 'opened', clock: 'elapsed', source: 'none found; agreed locally', status: 'local' }],
    },
  },
};
