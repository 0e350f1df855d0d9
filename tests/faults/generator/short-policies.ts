import type { JsonObject } from '#libs/contracts/events.js';
import type { Policy, PolicyLadder } from '#libs/policies/policy.js';
import type { Client } from '#tests/support/http/client.js';
import { eventually } from '#tests/support/temporal/eventually.js';

/** What a test may wait for: rungs seconds apart, due times within the minute. Only what is called day and night: other ladders wait for the morning, whatever they say. */
const WITHINS = ['PT7S', 'PT11S', 'PT17S', 'PT23S'];
const sourced = { source: 'a test of faults', status: 'local' };
const seconds = (value: string): boolean => /^PT?[\dDHM]/.test(value) && value !== 'PT0S';

const rungs = ({ rungs: standing }: PolicyLadder): JsonObject => Object.fromEntries(standing.flatMap(({ repeats }, index) => (
  index === 0 ? [] : [[String(index + 1), { within: WITHINS[index - 1]!, ...(repeats ? { repeats: 'PT5M' } : {}), ...sourced }]])));
const climbs = (ladder: PolicyLadder): JsonObject => ({ acknowledgeFor: { value: 'PT6S', ...sourced }, ladder: rungs(ladder) });

/** The changes by which a policy is lived in seconds. */
export function shortened({ steps }: Policy): JsonObject {
  return Object.fromEntries(Object.entries(steps).flatMap(([step, { due, ladder, variants = [] }]) => {
    if (ladder.clock !== 'elapsed' && !variants.some((each) => each.ladder.clock === 'elapsed')) return [];
    const dues = due.filter(({ clock, value }) => clock === 'elapsed' && seconds(value)).map(({ when, floor }, index) => ({ ...(when ? { when } : {}), value: `PT${20 + 5 * index}S`, ...(floor ? { floor: 'PT15S' } : {}), ...sourced }));
    const varied = variants.filter((each) => each.ladder.clock === 'elapsed').map((each) => [each.when, climbs(each.ladder)]);
    const changes: JsonObject = {
      ...(ladder.clock === 'elapsed' ? climbs(ladder) : {}), ...(dues.length > 0 ? { due: dues } : {}), ...(varied.length > 0 ? { variants: Object.fromEntries(varied) as JsonObject } : {}),
    };
    return Object.keys(changes).length > 0 ? [[step, changes]] : [];
  }));
}

/** Drafts, rehearses, has approved and releases shortened policies, as people do; new cases of the organisation live by them. Those of which every step waits for working days stay as they are. @returns the version of each pathway */
export async function releaseShortened(client: Client, pathways: readonly string[]): Promise<Map<string, string>> {
  const { items } = (await client.get('director', '/v1/policies')).body as unknown as { items: Policy[] };
  const released = new Map<string, string>();
  for (const pathway of pathways) {
    const standing = items.filter((policy) => policy.pathway === pathway && policy.locality === null).at(-1)!;
    const steps = shortened(standing);
    if (Object.keys(steps).length === 0) continue;
    const draft = await client.done('clinical-lead', `/v1/policies/${pathway}/${standing.version}/drafts`, { reason: 'a test lives in seconds', steps });
    const about = (act: string): string => `/v1/policy-drafts/${draft['id'] as string}/${act}`;
    const { id } = await client.done('clinical-lead', about('rehearse'), {});
    await eventually(`the rehearsal of ${pathway}`, async () => (await client.get('director', `/v1/policy-rehearsals/${id as string}`)).body['status'] === 'done' || undefined, 60_000);
    for (const who of ['director', 'escalation-lead'] as const) await client.done(who, about('approve'), { because: 'it was looked at', withoutCases: true });
    const { release } = await client.done('director', about('release'), { reason: 'a test lives in seconds' }) as unknown as { release: { version: string } };
    released.set(pathway, release.version);
  }
  return released;
}
