import type { Instant } from '#libs/domain/local-time.js';
import { scopesOf, shiftsAt, type Skipped } from './answer.js';
import { during, nameOf, type Facts } from './facts.js';
import { whoStandsIn, type Hindrance } from './standing-in.js';

export interface Told { person: string; why: string }
/** Who holds one of the roles and is not told; `end`: with whom a chain of covers ended. */
export interface PassedOver extends Hindrance { role: string; person: string; end: string }
/** `told`: as what they are told; null: there is nobody. `why`: whose it is, or why it is nobody's. */
export interface Everybody { people: Told[]; told: string | null; why: string; passedOver: readonly PassedOver[] }

/**
 * Whom a system alarm is for, one after another until a role has somebody: everybody who holds the system's duty role or has its turn; where nobody does, the organisation's directors, else its escalation
 * leads. Whoever is covered is told through their cover. Who is away, has left or cannot be reached is passed over, and that is said: an alarm that nobody hears says so.
 */
export const alarmed = ['duty', 'director', 'escalation-lead'] as const;

export function everybody(facts: Facts, { organisation, at }: { organisation: string; at: Instant }): Everybody {
  const passedOver: PassedOver[] = [];
  const pastTheTable: Skipped[] = [];
  for (const role of alarmed) {
    const told = new Map<string, string>();
    for (const { person, as } of holdersOf(facts, role, organisation, at, pastTheTable)) {
      const found = whoStandsIn(facts, person, role, at);
      if (found.person === null) { if (!passedOver.some((each) => each.role === role && each.person === person)) passedOver.push({ role, person, end: found.end, code: found.code, why: found.why }); }
      else if (!told.has(found.person)) told.set(found.person, found.person === person ? as : `covers for ${nameOf(facts, person)}, ${as}`);
    }
    if (told.size > 0) return { people: [...told].map(([person, why]) => ({ person, why })), told: role, why: because(role), passedOver };
  }
  return { people: [], told: null, why: because(null), passedOver };

  function because(role: string | null): string {
    return said(role, !passedOver.some((each) => each.role === 'duty'), [...passedOver.map(({ person, why }) => `${nameOf(facts, person)} ${why}`), ...pastTheTable.map(({ why }) => why)]);
  }
}

/** Of the duty role whoever holds it everywhere or for this organisation; of the others whoever holds it for this organisation or everywhere. */
function holdersOf(facts: Facts, role: string, organisation: string, at: Instant, skipped: Skipped[]): { person: string; as: string }[] {
  return scopesOf({ caseId: null, team: null, organisation }).flatMap((scope) => {
    const as = `${role} of the ${scope.kind}`;
    const onDuty = shiftsAt(facts, role, scope, at, skipped).map(({ person }) => ({ person, as: `on rota: ${as}` }));
    const holds = facts.holdings.filter((held) => held.role === role && held.scope.kind === scope.kind && held.scope.id === scope.id && during(held, at)).map(({ person }) => ({ person, as: `holds it: ${as}` }));
    return [...onDuty, ...holds];
  });
}

function said(role: string | null, nobodyHolds: boolean, passedOver: readonly string[]): string {
  const none = nobodyHolds ? 'nobody holds the duty role' : 'nobody on duty can be told';
  const who = role === 'duty' ? 'everybody on duty' : role === null ? `${none}, and no director or escalation lead can be reached` : `${none}: every ${role.replaceAll('-', ' ')} of the organisation`;
  return `${who}${passedOver.length > 0 ? ` (passed over: ${passedOver.join('; ')})` : ''}`;
}
