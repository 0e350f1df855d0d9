import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Trouble that the watchdog found. Ids and words of policies only. */
@Entity('watchdog_alarms')
export class WatchdogAlarm {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') kind!: string;
  /** What it is about: a task, a case, a kind of worker, a part; '' where there is only one. */
  @Column('text') subject!: string;
  @Column('text') says!: string;
  @Column('timestamptz') since!: Date;
  @Column('timestamptz') raisedAt!: Date;
  @Column('timestamptz', { nullable: true }) overAt!: Date | null;
  /** When a mail last told of it, and how many did. */
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
  @Column('int', { default: 0 }) timesTold!: number;
  @Column('timestamptz', { nullable: true }) overToldAt!: Date | null;
}
