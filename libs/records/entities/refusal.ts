import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Actor } from '#libs/contracts/events.js';

/** What rules did not allow, and to whom. Append-only. A refused start has no case. */
@Entity('refusals')
export class Refusal {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text', { nullable: true }) caseId!: string | null;
  @Column('text', { nullable: true }) taskId!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('jsonb') actor!: Actor;
  @Column('text') command!: string;
  @Column('int') status!: number;
  @Column('text') code!: string;
  @Column('text') detail!: string;
  @Column('text', { nullable: true }) pointer!: string | null;
  /** Which of the decision rights said no (libs/policies/decision-rights.ts); null: another rule. */
  @Column('text', { nullable: true }) decision!: string | null;
}
