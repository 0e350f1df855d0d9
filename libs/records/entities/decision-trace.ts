import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';

/** A case, or one of its decisions, told without people: a draft until somebody has reviewed every text of it. */
@Entity('decision_traces')
export class DecisionTrace {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') caseId!: string;
  /** Sequence of the decision's event; null: the whole case. */
  @Column('int', { nullable: true }) decision!: number | null;
  /** How far every instant is moved: of one case always as far. Whole weeks. */
  @Column('bigint') shiftMs!: string;
  @Column('text') madeBy!: string;
  @Column('timestamptz') madeAt!: Date;
  @Column('text') status!: 'draft' | 'released' | 'withdrawn';
  @Column('jsonb') draft!: JsonObject;
  @Column('jsonb', { nullable: true }) released!: JsonObject | null;
  @Column('jsonb', { nullable: true }) notNames!: string[] | null;
  @Column('text', { nullable: true }) releasedBy!: string | null;
  @Column('timestamptz', { nullable: true }) releasedAt!: Date | null;
  @Column('text', { nullable: true }) withdrawnBecause!: string | null;
}

/** Who did what with a trace: append-only. */
@Entity('decision_trace_acts')
export class DecisionTraceAct {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text') traceId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('text') person!: string;
  @Column('text') act!: string;
}
