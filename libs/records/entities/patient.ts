import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The register of people cared for: one row a person. What a case was told about its person stands in its events. */
@Entity('patients')
export class Patient {
  @PrimaryColumn('text') id!: string;
  @Column('text', { nullable: true }) nhsNumber!: string | null;
  @Column('text') name!: string;
  /** YYYY-MM-DD; null while only the NHS number was told. */
  @Column('text', { nullable: true }) dateOfBirth!: string | null;
  /** Told in a rehearsal only: never taken for somebody real. */
  @Column('boolean') rehearsal!: boolean;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { default: () => 'now()' }) updatedAt!: Date;
}
