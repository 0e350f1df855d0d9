import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A call that no contact method of the called person carried: its case is told, again and again until it knows. */
@Entity('unreached_calls')
export class UnreachedCall {
  @PrimaryColumn('text') caseId!: string;
  /** Sequence of its rung-reached. */
  @PrimaryColumn('int') rung!: number;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('int', { default: 0 }) tries!: number;
  @Column('timestamptz', { nullable: true, default: () => 'now()' }) nextTryAt!: Date | null;
  /** How it ended: the case was told, or there was nothing left to tell. */
  @Column('text', { nullable: true }) outcome!: 'told' | 'task-done' | 'case-closed' | null;
}
