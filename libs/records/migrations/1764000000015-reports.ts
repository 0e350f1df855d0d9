import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One index for each question of a report: the calls of a stretch of time, the next rung of a climb, the acts on a task (the kinds of libs/reports/acts.ts), and what triggers opened. Climbs are found by
 * `escalations_listed`.
 */
export class Reports1764000000015 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query('create index calls_by_time on calls (at)');
    await run.query('create index calls_in_order on calls (escalation_id, sequence)');
    await run.query(`
      create index events_acts on events (case_id, (data ->> 'taskId'), sequence) where kind in ('task-completed', 'task-acknowledged', 'task-attempted', 'task-unmet', 'task-declined', 'task-assigned', 'task-ended', 'task-due-changed', 'decision-recorded',
        'outcome-recorded', 'climbed')`);
    await run.query(`create index tasks_of_triggers on tasks (organisation_id, rehearsal, opened_at) where document -> 'about' ? 'trigger'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index tasks_of_triggers, events_acts, calls_in_order, calls_by_time');
  }
}
