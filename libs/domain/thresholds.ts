/** What is known of somebody who was referred, in yes and no; what is not there is not known. */
export type Facts = Readonly<Record<string, boolean | undefined>>;
/** Where a rule sends somebody: a pathway of ours, or a service by its id. */
export type Target = { pathway: string } | { service: string };
/** Who fits all of `when` is proposed for `then`. `urgent`: whatever was asked for, it cannot wait for the next working day. */
export interface Threshold { id: string; says: string; when: Readonly<Record<string, boolean>>; then: Target; urgent?: true }

/** The rules that hold, in their order. What is not known satisfies none: nobody is sent anywhere because a field was empty. */
export function proposed<T extends Threshold>(rules: readonly T[], facts: Facts): T[] {
  return rules.filter(({ when }) => holds(when, facts));
}
/** Asked by every run of the front door, of every rule: without a list of its own each time. */
export function holds(when: Threshold['when'], facts: Facts): boolean {
  for (const fact in when) if (Object.hasOwn(when, fact) && facts[fact] !== when[fact]) return false;
  return true;
}

export const sameTarget = (one: Target, other: Target): boolean =>
  ('pathway' in one ? 'pathway' in other && one.pathway === other.pathway : 'service' in other && one.service === other.service);

/** Different rules send the person to different places, or none sends them anywhere: somebody has to weigh it. */
export function borderline(rules: readonly Threshold[]): boolean {
  const [first] = rules;
  return first === undefined || rules.some(({ then }) => !sameTarget(then, first.then));
}

/** The parts of the minimum dataset that are neither told nor known, in its order. */
export function missingOf(minimum: readonly string[], told: Readonly<Record<string, unknown>>, facts: Facts): string[] {
  const said = (part: string): boolean => { const words = told[part]; return typeof words === 'string' && words.trim() !== ''; };
  return minimum.filter((part) => !said(part) && facts[part] === undefined);
}
