import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One open case a person and pathway: unique while it is not released. Rehearsals claim nothing. */
@Entity('case_claims')
export class CaseClaim {
  @PrimaryColumn('text') caseId!: string;
  @PrimaryColumn('text') patientId!: string;
  @Column('text') pathway!: string;
  @Column('timestamptz', { default: () => 'now()' }) claimedAt!: Date;
  @Column('timestamptz', { nullable: true }) releasedAt!: Date | null;
}
