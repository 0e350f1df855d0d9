import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One open case a person and pathway: unique while it is not released. Rehearsals claim nothing. */
@Entity('case_claims')
export class CaseClaim {
  @PrimaryColumn('text') caseId!: string;
  @PrimaryColumn('text') patientId!: string;
  @Column('text') pathway!: string;
  /** Whose case it is to be: known before the record has the case. */
  @Column('text', { nullable: true }) organisationId!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) claimedAt!: Date;
  @Column('timestamptz', { nullable: true }) releasedAt!: Date | null;
}
