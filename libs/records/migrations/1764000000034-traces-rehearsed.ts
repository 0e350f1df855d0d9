import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That a rehearsal was prepared from a trace is written down with what else was done with it. */
export class TracesRehearsed1764000000034 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table decision_trace_acts drop constraint decision_trace_acts_act_check, add constraint decision_trace_acts_act_check check (act in ('made', 'read', 'released', 'withdrawn', 'taken-as-pdf', 'rehearsed'))`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query(`delete from decision_trace_acts where act = 'rehearsed'`);
    await run.query(`alter table decision_trace_acts drop constraint decision_trace_acts_act_check, add constraint decision_trace_acts_act_check check (act in ('made', 'read', 'released', 'withdrawn', 'taken-as-pdf'))`);
  }
}
