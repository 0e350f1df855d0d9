import { notThere } from '#apps/api/http/problem.js';
import { standalone } from '#libs/contracts/http/evidence.js';
import { alarmDoneRequest } from '#libs/contracts/http/tasks.js';
import type { AlarmView, Page as ListPage } from '#libs/contracts/views.js';
import { aboutForm, drawn, formOf, sent, unsent, type Form, type Shown } from '../forms/form.js';
import type { Schema } from '../forms/schema.js';
import { pathwayWords } from '../pathway-words.js';
import { goTo, read, show, type Answered, type Page, type Visit } from '../visit.js';

const schema = standalone(alarmDoneRequest) as Schema;
const formHere = (visit: Visit): Promise<Form> => formOf(visit, { schema, step: 'alarm', pointer: '', now: visit.reading.now.getTime() });

/** The system alarms that stand, the longest standing first. */
export const openAlarms = async (visit: Visit): Promise<AlarmView[]> => (await read<ListPage<AlarmView>>(visit, '/v1/alarms?status=open')).items;

async function one(visit: Visit, form: Form, shown: Shown): Promise<Answered> {
  const id = visit.params['id']!;
  const alarm = (await openAlarms(visit)).find((each) => each.id === id) ?? (await read<ListPage<AlarmView>>(visit, '/v1/alarms?status=done')).items.find((each) => each.id === id);
  if (!alarm) throw notThere();
  const open = alarm.status === 'open';
  return show('alarms/page.njk', { title: 'System alarm', alarm, pathway: pathwayWords(alarm.pathway), form: open ? drawn(form, shown) : null, ...aboutForm(shown, open, alarm.caseId), rehearsal: alarm.rehearsal }, shown.status);
}

async function showAlarm(visit: Visit): Promise<Answered> {
  const form = await formHere(visit);
  return one(visit, form, unsent(visit, form));
}

async function done(visit: Visit): Promise<Answered> {
  const form = await formHere(visit);
  const outcome = await sent(visit, form, `/v1/alarms/${encodeURIComponent(visit.params['id']!)}/done`);
  return 'done' in outcome ? goTo('/?told=alarm-done') : one(visit, form, outcome);
}

/** System alarms: what nobody answered. */
export const alarmPages: readonly Page[] = [{ path: '/alarms/:id', show: showAlarm, send: done }];
