import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A task that nobody answered for a whole turn of its ladder's last rung: read off the events and the closings. One is open a climb. */
@Entity('system_alarms')
export class SystemAlarm {
  @PrimaryColumn('text') id!: string;
  @Column('text') caseId!: string;
  /** Sequences of the first and the latest system-alarm-raised that it tells of. */
  @Column('int') sequence!: number;
  @Column('int') lastSequence!: number;
  @Column('text') taskId!: string;
  @Column('text') escalationId!: string;
  @Column('text') organisationId!: string;
  @Column('text') pathway!: string;
  @Column('boolean') rehearsal!: boolean;
  @Column('text') step!: string;
  @Column('int') level!: number;
  @Column('text') role!: string;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz') raisedAt!: Date;
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz') lastAt!: Date;
  @Column('int') times!: number;
  /** Who was told the last time, and why them. */
  @Column('jsonb') told!: { person: string; why: string }[];
  /** Whose it is, or why it is nobody's; null: still being looked up. */
  @Column('text', { nullable: true }) why!: string | null;
  @Column('timestamptz', { nullable: true }) doneAt!: Date | null;
}

/** What somebody wrote that was done. `covers`: the latest raise that it answers; one after it is an alarm of its own. */
@Entity('system_alarm_closings')
export class SystemAlarmClosing {
  @PrimaryColumn('text') alarmId!: string;
  @Column('text') caseId!: string;
  @Column('int') covers!: number;
  @Column('timestamptz') at!: Date;
  @Column('text') personId!: string;
  @Column('text') done!: string;
  @Column('text') command!: string;
}
