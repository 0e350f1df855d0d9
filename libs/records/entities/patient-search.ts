import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who looked up whom by NHS number. Append-only. */
@Entity('patient_searches')
export class PatientSearch {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') personId!: string;
  @Column('text') nhsNumber!: string;
  @Column('text', { nullable: true }) patientId!: string | null;
}
