import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A rung that was reached, and who answered for it. `sequence` is that of its rung-reached. */
@Entity('calls')
export class Call {
  @PrimaryColumn('text') caseId!: string;
  @PrimaryColumn('int') sequence!: number;
  @Column('text') escalationId!: string;
  @Column('text') taskId!: string;
  @Column('int') level!: number;
  @Column('text') role!: string;
  @Column('text', { nullable: true }) person!: string | null;
  @Column('timestamptz') dueAt!: Date;
  @Column('timestamptz') at!: Date;
  @Column('text') asked!: string;
  @Column('int', { nullable: true }) missed!: number | null;
  /** Sequence of the `called` that answered; null: still being looked up. */
  @Column('int', { nullable: true }) answered!: number | null;
  @Column('text', { nullable: true }) why!: string | null;
  /** Sequence of the `rung-not-reached` that told that no contact method carried it; null: nobody has told that. */
  @Column('int', { nullable: true }) unreached!: number | null;
  /** Does its climb go on? The database itself keeps it (migration 20). */
  @Column('boolean', { default: false }) running!: boolean;
}
