import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TaskStatus } from '#libs/contracts/events.js';
import type { TaskDocument } from '../projection/document.js';

@Entity('tasks')
export class Task {
  @PrimaryColumn('text') id!: string;
  @Column('text') caseId!: string;
  /** Lead organisation, pathway and rehearsal of the case, so that a worklist is one index. */
  @Column('text') organisationId!: string;
  @Column('text') pathway!: string;
  @Column('boolean') rehearsal!: boolean;
  @Column('text') step!: string;
  @Column('text') title!: string;
  @Column('text') status!: TaskStatus;
  @Column('text') ownerRole!: string;
  @Column('text', { nullable: true }) ownerPerson!: string | null;
  @Column('timestamptz') openedAt!: Date;
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz', { nullable: true }) completedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) acknowledgedUntil!: Date | null;
  @Column('boolean') late!: boolean;
  @Column('boolean') recordedLate!: boolean;
  @Column('jsonb') document!: TaskDocument;
}
