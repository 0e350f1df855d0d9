import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A local number of a person, such as a hospital's. */
@Entity('patient_identifiers')
export class PatientIdentifier {
  @PrimaryColumn('text') system!: string;
  @PrimaryColumn('text') value!: string;
  @PrimaryColumn('boolean') rehearsal!: boolean;
  @Column('text') patientId!: string;
}
