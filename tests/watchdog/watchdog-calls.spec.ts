import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CaseEvent } from '#libs/contracts/events.js';
import { rows } from '#libs/records/transaction.js';
import { to, WatchedRecord } from './watched-record.js';

let watched: WatchedRecord;
beforeAll(async () => { watched = await WatchedRecord.open('watchdog calls'); }, 120_000);
afterAll(() => watched.close());
beforeEach(() => watched.anew());

describe('the watchdog', () => {
  it('is silent while all is well, and reads no rehearsal', async () => {
    const well = watched.atRisk();
    await watched.store(well);
    const rehearsed = watched.atRisk();
    const opened = rehearsed.events[0]!;
    await watched.store({ id: rehearsed.id, events: [{ ...opened, data: { ...opened.data, rehearsal: true } } as CaseEvent, ...rehearsed.events.slice(1, 8)] });
    await watched.turns(3);
    expect([await watched.standing(), watched.mail.received]).toEqual([[], []]);
  });

  it('tells everybody of a call whose row is gone, once, and that it is over when it is back', async () => {
    const well = watched.atRisk();
    await watched.store(well);
    await watched.dog.turn();
    const [row] = await rows(watched.fresh.record.manager, 'delete from calls where case_id = $1 and task_id = $2 and level = 2 returning *', [well.id, well.task]);
    await watched.turns(3);
    expect(await watched.standing()).toEqual([`call-unlisted ${well.task}`]);
    expect(to.map((address) => watched.subjects(address))).toEqual([['Handrail watchdog: ALARM, 1 new'], ['Handrail watchdog: ALARM, 1 new']]);
    expect(watched.newest()).toMatch(new RegExp(`Task ${well.task} \\(risk-decision\\): rung 2 \\(escalation-owner\\), due at .*, was reached, and no call stands in the list of calls`));
    await watched.fresh.record.query('insert into calls select * from jsonb_populate_record(null::calls, $1::jsonb)', [JSON.stringify(row)]);
    await watched.turns(3);
    expect([await watched.standing(), watched.subjects(to[0])]).toEqual([[], ['Handrail watchdog: ALARM, 1 new', 'Handrail watchdog: all clear, 1 over']]);
  });

  it('finds the rung that an engine skipped, and is content when the task is done', async () => {
    const sick = watched.skipped();
    const { events } = sick;
    await watched.store(sick);
    await watched.turns(2);
    expect(await watched.standing()).toEqual([`call-missing ${sick.task}`]);
    expect(watched.newest()).toMatch(/rung 1 \(clinical-lead\), due at .*, was not called\. Since/);
    const done = { sequence: events.length + 1, at: new Date().toISOString(), kind: 'task-ended', actor: { system: 'protocol' }, data: { taskId: sick.task, step: 'risk-decision', status: 'not-needed', because: 'done' } } as CaseEvent;
    await watched.store({ id: sick.id, events: [...events, done] });
    await watched.turns(2);
    expect([await watched.standing(), watched.subjects(to[1]).at(-1)]).toEqual([[], 'Handrail watchdog: all clear, 1 over']);
  });

  it('finds a whole ladder that fell silent', async () => {
    const sick = watched.atRisk();
    const first = sick.events.findIndex((event) => event.kind === 'rung-reached' && event.data.taskId === sick.task);
    await watched.store({ id: sick.id, events: sick.events.slice(0, first) });
    await watched.turns(2);
    expect(await watched.standing()).toContain(`call-missing ${sick.task}`);
    await watched.closeAll();
    await watched.turns(2);
    expect(await watched.standing()).toEqual([]);
  });
});
