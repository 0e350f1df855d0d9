import type { JsonObject } from '#libs/contracts/events.js';
import { HOUR, instant, type Cast, type Say } from './cases.js';
import type { ShownPage } from './client.js';

interface Flow { next: { taskId: string }[] }

/** The teams meet three times a week: one meeting was cancelled, the next was brought forward and agreed something, and the one after it stands. What stands from the last time stays. */
export async function startFlow({ hub, coordinator, organisation, owners }: Cast, partner: string, now: number, say: Say): Promise<void> {
  const standing = async (): Promise<string | undefined> => (await hub.get<ShownPage<Flow>>(`/v1/pressure/flow?organisation=${organisation}`)).items[0]?.next[0]?.taskId;
  if (await standing() !== undefined) { say('  Flow meetings stand since before'); return; }
  const { id } = await hub.post<{ id: string }>('/v1/cases', { pathway: 'flow-meetings', organisation, owners, details: { title: 'Flow of the place', meetingsFor: 'Who can leave, what each waits for, and who can help', chair: owners.coordinator, participants: [partner] } });
  const record = async (evidence: JsonObject): Promise<void> => { await coordinator.post(`/v1/tasks/${await standing()}/complete`, { evidence }); };
  await record({ decision: 'cancelled', because: 'Everybody was on the wards' });
  await record({
    decision: 'held', heldAt: instant(now), joined: ['Wards', 'Ambulance service', 'Crisis team', 'Community'], missing: ['Neighbouring trust'], discussed: 'Six wait for equipment, two for a bed by the sea',
    actions: [{ title: 'Ask the store for a Saturday delivery', owner: owners.coordinator, dueAt: instant(now + 24 * HOUR), completionCheck: 'A lorry is booked' }],
  });
  say(`  Flow meetings stand three times a week (case ${id})`);
}
