import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#libs/records/transaction.js';
import type { Finding, Looked } from '../alarms/finding.js';
import { judged, type Patience } from './patience.js';

/** Would anybody hear a system alarm: does somebody hold the system's duty role, or take turns at it, who is there and can be reached, or whoever covers for them? A rota is read without its hours. */
export async function dutyHeld(manager: EntityManager): Promise<boolean> {
  const found = await firstRow<{ held: boolean }>(manager, `
    with duty as (
      select person_id from person_roles where role = 'duty' and scope = 'system' and (active_from is null or active_from <= now()) and (active_until is null or active_until > now())
      union select jsonb_array_elements_text(rule -> 'rotation' -> 'people') from rotas, jsonb_array_elements(rules) as rule where role = 'duty' and scope = 'system' and active
    ), covering as (
      select person_id, by_id from covers where status = 'accepted' and starts_at <= now() and ends_at > now() and (roles = '{}' or 'duty' = any(roles))
    ), there as (
      select id from people where active and exists (select 1 from contact_methods where person_id = people.id and verified_at is not null)
        and not exists (select 1 from leaves where person_id = people.id and withdrawn_at is null and starts_at <= now() and ends_at > now())
    )
    select exists (select 1 from duty left join covering on covering.person_id = duty.person_id join there on there.id = coalesce(covering.by_id, duty.person_id)) as held`);
  return found?.held ?? false;
}

/** A system alarm of an open task that no message to anybody has carried: there was nobody, or every way to them failed. */
export async function lookForUnheard(manager: EntityManager, now: number, watchingSince: number, { noticeMs }: Patience): Promise<Looked> {
  const unheard = await rows<{ id: string; task_id: string; step: string; last_at: Date }>(manager, `
    select system_alarms.id, task_id, system_alarms.step, last_at from system_alarms join tasks on tasks.id = task_id and tasks.status = 'open'
    where done_at is null and not system_alarms.rehearsal and why is not null and not exists (
      select 1 from notices where notices.case_id = system_alarms.case_id and kind = 'alarm' and notices.task_id = system_alarms.task_id and rung between sequence and last_sequence and notices.status in ('accepted', 'delivered'))
    order by last_at limit 1000`);
  return {
    kinds: ['alarm-unheard'],
    ...judged(unheard.map(({ id, task_id, step, last_at }): Finding => ({ kind: 'alarm-unheard', subject: id, since: last_at.getTime(), says: `Task ${task_id} (${step}): nobody has answered, and the system alarm ${id} has reached nobody.` })), now, watchingSince, noticeMs),
  };
}
