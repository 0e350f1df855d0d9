import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Who holds a role: in one case, for a team's cases, in an organisation, or everywhere (then of no organisation). */
@Entity('person_roles')
export class PersonRole {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text', { nullable: true }) organisationId!: string | null;
  @Column('text') role!: string;
  @Column('text') personId!: string;
  /** Among those who hold it in the same scope. */
  @Column('int') position!: number;
  @Column('timestamptz', { nullable: true }) activeFrom!: Date | null;
  @Column('timestamptz', { nullable: true }) activeUntil!: Date | null;
  @Column('text', { default: 'organisation' }) scope!: 'case' | 'team' | 'organisation' | 'system';
  @Column('text', { nullable: true }) scopeId!: string | null;
}
