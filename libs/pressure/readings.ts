import type { EntityManager } from 'typeorm';
import { elapsedTime } from '#libs/domain/duration.js';
import type { Policy } from '#libs/policies/policy.js';
import { rows } from '#libs/records/transaction.js';
import type { Standings } from './proposal.js';

export interface Reading { organisation: string; indicator: string; value: number; at: Date; source: string | null }

/** Keeps what was read, as it was read. */
export async function keepReadings(manager: EntityManager, readings: readonly Reading[]): Promise<void> {
  const given = readings.map(({ organisation, source, at, ...reading }) => ({ ...reading, organisation_id: organisation, source_id: source, at: at.toISOString() }));
  await rows(manager, `insert into indicator_readings (organisation_id, indicator, value, at, source_id)
    select organisation_id, indicator, value, at, source_id from jsonb_to_recordset($1::jsonb) as given (organisation_id text, indicator text, value double precision, at timestamptz, source_id text)`, [JSON.stringify(given)]);
}

export interface LatestReading { indicator: string; value: number; at: Date; source: string | null }
/** The latest reading of each indicator, by when it was read. */
export function latestReadings(manager: EntityManager, organisation: string, now: Date): Promise<LatestReading[]> {
  return rows(manager, `select distinct on (indicator) indicator, value, at, (select name from indicator_sources where id = source_id) as source
    from indicator_readings where organisation_id = $1 and at <= $2 order by indicator, at desc, id desc`, [organisation, now]);
}

/** What stands now, and the highest that stood in the time that a lower level must hold by the policy. */
export async function standings(manager: EntityManager, organisation: string, policy: Policy, now: Date): Promise<Standings> {
  const from = new Date(now.getTime() - elapsedTime(String(policy.numbers['settledFor']!.value)));
  const found = await rows<{ indicator: string; value: number; highest: number }>(manager, `
    with latest as (select distinct on (indicator) indicator, value from indicator_readings where organisation_id = $1 and at <= $2 order by indicator, at desc, id desc),
      before as (select distinct on (indicator) indicator, value from indicator_readings where organisation_id = $1 and at <= $3 order by indicator, at desc, id desc),
      since as (select indicator, max(value) as value from indicator_readings where organisation_id = $1 and at > $3 and at <= $2 group by indicator)
    select latest.indicator, latest.value, greatest(latest.value, before.value, since.value) as highest from latest left join before using (indicator) left join since using (indicator)`, [organisation, now, from]);
  return Object.fromEntries(found.map(({ indicator, value, highest }) => [indicator, { value, highest }]));
}
