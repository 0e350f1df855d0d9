import { concreteRungs, OWNER } from '#libs/domain/ladder-roles.js';
import type { PolicyLadder, PolicyRung } from './policy.js';

/** What each rung is asked. No patient detail: these texts go out in notices. */
const asked = {
  owner: 'Do it now and record it, or acknowledge it and say when you will.',
  again: 'It is still open. Do it and record it, or hand it over to somebody who will.',
  'escalation-owner': 'Make it happen: reach the owner or arrange another, and write down the response.',
  'escalation-lead': 'Take over: nobody has acted. Arrange who does it now and record the outcome.',
  director: 'Nobody below you has acted. Decide how it is done now and record the outcome.',
} as const;

const local = { source: 'none found; agreed locally', status: 'local' } as const;
const rung = (role: string, within: string, text: string, repeats?: string): PolicyRung => ({ role, within, asked: text, ...(repeats ? { repeats } : {}) });

/** Calls day and night: owner, escalation owner after 15 min, escalation lead after 30 min more, director after 1 h more and then every 2 h. `first` is called first in the owner's place. */
export function now(owner: string, first = owner): PolicyLadder {
  return {
    class: 'now', clock: 'elapsed', ...local, rungs: concreteRungs([
      rung(OWNER, 'PT0S', first === owner ? asked.owner : asked['escalation-owner']), rung('escalation-owner', 'PT15M', asked['escalation-owner']),
      rung('escalation-lead', 'PT30M', asked['escalation-lead']), rung('director', 'PT1H', asked.director, 'PT2H'),
    ], first),
  };
}

/** Calls from 08:00 to 20:00: owner, escalation owner after 1 h, escalation lead after 2 h more and then every 4 h. */
export function today(owner: string): PolicyLadder {
  return {
    class: 'today', clock: 'day', ...local, rungs: concreteRungs([
      rung(OWNER, 'PT0S', asked.owner), rung('escalation-owner', 'PT1H', asked['escalation-owner']), rung('escalation-lead', 'PT2H', asked['escalation-lead'], 'PT4H'),
    ], owner),
  };
}

/** Calls in working hours: owner, the owner again the next working day, then the escalation lead every working day. `above`: who is called in their place, where the escalation lead is the owner. */
export function planned(owner: string, above: 'escalation-lead' | 'director' = 'escalation-lead'): PolicyLadder {
  return {
    class: 'planned', clock: 'working', ...local, rungs: concreteRungs([
      rung(OWNER, 'PT0S', asked.owner), rung(OWNER, 'P1D', asked.again), rung(above, 'P1D', asked[above], 'P1D'),
    ], owner),
  };
}
