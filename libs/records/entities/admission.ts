import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AdmissionStatus } from '#libs/contracts/views.js';

/** A stay in hospital, as the messages tell it. Identity is what the messages say; `patientId` only where they agree with a known person. */
@Entity('admissions')
export class Admission {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') status!: AdmissionStatus;
  @Column('text', { nullable: true }) patientId!: string | null;
  @Column('text', { nullable: true }) nhsNumber!: string | null;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { nullable: true }) dateOfBirth!: string | null;
  @Column('jsonb', { default: () => `'[]'` }) identifiers!: { system: string; value: string }[];
  @Column('text', { nullable: true }) visitNumber!: string | null;
  @Column('text', { nullable: true }) ward!: string | null;
  @Column('text', { nullable: true }) bed!: string | null;
  @Column('timestamptz', { nullable: true }) admittedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) plannedDischargeAt!: Date | null;
  @Column('timestamptz', { nullable: true }) leftAt!: Date | null;
  @Column('text', { array: true, default: () => `'{}'` }) flags!: string[];
  @Column('text', { nullable: true }) lastMessageId!: string | null;
  /** Name and ward, folded for searching. */
  @Column('text', { default: '' }) search!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
}
