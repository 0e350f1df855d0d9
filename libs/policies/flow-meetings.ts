import { withoutPersonNumbers, withoutPersonSteps } from './every-pathway.js';
import { now, planned, today } from './ladders.js';
import type { Policy } from './policy.js';
import { elapsed, local, number, step, workingDay } from './words.js';

/** Three times a week is article [4]'s; days and time are ours. */
const threeTimes = { source: 'article [4], North East London: teams from across the system meet 3 times a week to discuss flow', status: 'local' } as const;

/** Default policy of the standing meetings about flow. Source: article [4], examples of good practice; what it does not fix is local. */
export const flowMeetingsPolicy: Policy = {
  id: 'flow-meetings', pathway: 'flow-meetings', version: '1', locality: null, released: '2026-12-01', leadTitle: 'Accountable lead',
  title: 'Flow meetings', purpose: 'Teams from across the system meet three times a week about flow; each meeting has a chair by name and an agenda from the record, and one that is not held is somebody’s to answer for',
  ladders: { now: now('action-owner'), today: today('action-owner'), planned: planned('action-owner') },
  numbers: {
    ...withoutPersonNumbers,
    meetingDays: number('Monday, Wednesday, Friday', 'days of the week', 'the days on which the teams meet', threeTimes),
    meetingTime: number('09:30', 'local time', 'when they meet, on the clock in London'),
    onBankHolidays: number('next-working-day', 'bank holidays', 'a meeting whose day is a bank holiday is held on the next working day; where the teams meet then anyway it is one meeting'),
    startAtMost: number('P35D', 'elapsed', 'the first meeting of all is no later than this'),
    cancelledInARow: number(3, 'count', 'this many meetings cancelled one after the other are known above'),
    meetingsACase: number(39, 'count', 'after this many, three months of them, the meetings go on in a case of their own, so that no case grows for ever'),
  },
  steps: {
    'flow-meeting': { ...step('Flow meeting: hold it, and write down who was there and what was agreed', 'action-owner', [elapsed('PT1H', 'meeting')], today('action-owner')), reminders: [{ before: 'PT2H', ...local }] },
    'meetings-cancelled': step('Flow meetings are cancelled again and again: say what happens now', 'director', [workingDay('P1D', 'opened')], planned('director')),
    ...withoutPersonSteps,
  },
};
