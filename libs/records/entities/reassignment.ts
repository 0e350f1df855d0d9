import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Everything that somebody had goes to somebody else. `id` is the command's. */
@Entity('reassignments')
export class Reassignment {
  @PrimaryColumn('text') id!: string;
  @Column('text') personId!: string;
  @Column('text') toId!: string;
  @Column('text') byId!: string;
  @Column('text') reason!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('timestamptz', { nullable: true }) doneAt!: Date | null;
}

/** One named role of one case, or one task. */
@Entity('reassignment_items')
export class ReassignmentItem {
  @PrimaryColumn('text') reassignmentId!: string;
  @PrimaryColumn('int') position!: number;
  @Column('text') caseId!: string;
  @Column('text', { nullable: true }) role!: string | null;
  @Column('text', { nullable: true }) taskId!: string | null;
  @Column('text', { default: 'waiting' }) status!: 'waiting' | 'done' | 'refused';
  @Column('text', { nullable: true }) refusedBecause!: string | null;
}
