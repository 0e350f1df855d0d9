import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** People who share their cases. The lead hears of leave without cover, and of what somebody leaves behind. */
@Entity('teams')
export class Team {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) leadId!: string | null;
  @Column('boolean', { default: true }) active!: boolean;
  /** Where it works; null: wherever its organisation does. */
  @Column('text', { nullable: true }) locality!: string | null;
}

@Entity('team_members')
export class TeamMember {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text') teamId!: string;
  @Column('text') personId!: string;
  @Column('timestamptz', { nullable: true }) activeFrom!: Date | null;
  @Column('timestamptz', { nullable: true }) activeUntil!: Date | null;
}
