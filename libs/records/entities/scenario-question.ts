import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Json, JsonObject } from '#libs/contracts/events.js';

/** 'What would you do today if X changes?', asked of somebody on a rehearsal; their answer; and what the policy did when the clock went on. */
@Entity('scenario_questions')
export class ScenarioQuestion {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  /** The rehearsal. */
  @Column('text') caseId!: string;
  /** A released decision trace that it is prepared from. */
  @Column('text', { nullable: true }) traceId!: string | null;
  /** The rehearsal's last event when it was asked: what the policy does counts from there. */
  @Column('int') since!: number;
  @Column('text') question!: string;
  @Column('text') askedBy!: string;
  @Column('text') askedOf!: string;
  @Column('timestamptz') askedAt!: Date;
  /** The team of whoever was asked, then. */
  @Column('text', { nullable: true }) teamId!: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
  @Column('jsonb', { nullable: true }) answer!: JsonObject | null;
  @Column('timestamptz', { nullable: true }) comparedAt!: Date | null;
  @Column('jsonb', { nullable: true }) policy!: Json | null;
  @Column('boolean', { nullable: true }) sameRole!: boolean | null;
  @Column('boolean', { nullable: true }) inTime!: boolean | null;
  @Column('text', { nullable: true }) judgement!: string | null;
  @Column('text', { nullable: true }) learning!: string | null;
}
