import { calledOnce, neverTwice, noticesMatch } from './checks/calls.js';
import { answeredWell, doneOnce, everybodyAnswered, refusedChangesNothing } from './checks/commands.js';
import { completedOnce, lists, noPartGaveUp, noSilence, nothingHalted, replays, wholeRecord, workflows } from './checks/record.js';
import { alarmsRight } from './checks/watchdog.js';
import { goesOn } from './checks/silence.js';
import type { Check, Evidence, Finding } from './evidence.js';

/** What must hold after any run, whatever was hurt. */
export const checks: readonly Check[] = [doneOnce, refusedChangesNothing, answeredWell, everybodyAnswered, wholeRecord, completedOnce, workflows, replays, noSilence, nothingHalted, lists, goesOn, calledOnce, neverTwice, noticesMatch, alarmsRight, noPartGaveUp];
export interface Checked extends Finding { readonly name: string }
export const checked = (evidence: Evidence): Checked[] => checks.map(({ name, check }) => ({ name, ...check(evidence) }));
