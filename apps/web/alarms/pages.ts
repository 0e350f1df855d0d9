import { notThere } from '#apps/api/http/problem.js';
import { standalone } from '#libs/contracts/http/evidence.js';
import { alarmDoneRequest } from '#libs/contracts/http/tasks.js';
import type { AlarmView, Page as ListPage } from '#libs/contracts/views.js';
import { filled, kept, send, type Asked, type Said } from '../forms/form.js';
import type { Schema } from '../forms/schema.js';
import { pathwayWords } from '../pathway-words.js';
import { read, show, type Answered, type Page, type Visit } from '../visit.js';

const schema = standalone(alarmDoneRequest) as Schema;
const asked = (visit: Visit): Asked => ({ schema, step: 'alarm', pointer: '', now: visit.reading.now.getTime() });

/** The system alarms that stand, the longest standing first. */
export const openAlarms = async (visit: Visit): Promise<AlarmView[]> => (await read<ListPage<AlarmView>>(visit, '/v1/alarms?status=open')).items;

async function one(visit: Visit, said: Said | null): Promise<Answered> {
  const id = visit.params['id']!;
  const alarm = (await openAlarms(visit)).find((each) => each.id === id) ?? (await read<ListPage<AlarmView>>(visit, '/v1/alarms?status=done')).items.find((each) => each.id === id);
  if (!alarm) throw notThere();
  return show('alarms/page.njk', { title: 'System alarm', alarm, pathway: pathwayWords(alarm.pathway), form: alarm.status === 'open' ? await filled(visit, asked(visit), said) : null, ...said?.page, errors: said?.errors ?? [], keyOfForm: said?.sameKey, rehearsal: alarm.rehearsal }, said?.status ?? 200);
}

async function done(visit: Visit): Promise<Answered> {
  const outcome = await send(visit, asked(visit), { path: `/v1/alarms/${encodeURIComponent(visit.params['id']!)}/done`, done: () => '/?told=alarm-done' });
  return 'goTo' in outcome ? outcome : one(visit, outcome);
}

/** System alarms: what nobody answered. */
export const alarmPages: readonly Page[] = [{ path: '/alarms/:id', show: (visit) => one(visit, kept(visit, asked(visit))), send: done }];
