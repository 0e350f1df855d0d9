import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who holds a role in an organisation. The first active one by position answers for it. */
@Entity('person_roles')
export class PersonRole {
  @PrimaryColumn('text') organisationId!: string;
  @PrimaryColumn('text') role!: string;
  @PrimaryColumn('text') personId!: string;
  @Column('int') position!: number;
  @Column('timestamptz', { nullable: true }) activeFrom!: Date | null;
  @Column('timestamptz', { nullable: true }) activeUntil!: Date | null;
}
