import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** One open case an organisation on a pathway that is about it: unique while it is not released. */
@Entity('organisation_claims')
export class OrganisationClaim {
  @PrimaryColumn('text') caseId!: string;
  @Column('text') pathway!: string;
  @Column('text') organisationId!: string;
  @Column('timestamptz', { default: () => 'now()' }) claimedAt!: Date;
  @Column('timestamptz', { nullable: true }) releasedAt!: Date | null;
}

/** Whoever sends indicators of an organisation's system. Its changes are the directory's. */
@Entity('indicator_sources')
export class IndicatorSource {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') name!: string;
  @Column('text', { array: true }) indicators!: string[];
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('text') createdBy!: string;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}

/** What a source signs with, encrypted. */
@Entity('indicator_secrets')
export class IndicatorSecret {
  @PrimaryColumn('text') sourceId!: string;
  @Column('text') sealed!: string;
}

/** A message of a source, taken once. */
@Entity('indicator_messages')
export class IndicatorMessage {
  @PrimaryColumn('text') sourceId!: string;
  @PrimaryColumn('text') messageId!: string;
  @Column('text') bodyHash!: string;
  @Column('timestamptz', { default: () => 'now()' }) receivedAt!: Date;
}

/** What stood at an instant, as it was read or told. Without a source it is our own. */
@Entity('indicator_readings')
export class IndicatorReading {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text') organisationId!: string;
  @Column('text') indicator!: string;
  @Column('double precision') value!: number;
  @Column('timestamptz') at!: Date;
  @Column('timestamptz', { default: () => 'now()' }) receivedAt!: Date;
  @Column('text', { nullable: true }) sourceId!: string | null;
}

/** What the rules proposed, and what the case about the system made of it. */
@Entity('level_proposals')
export class LevelProposal {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text') organisationId!: string;
  @Column('int') level!: number;
  @Column('text') because!: string;
  @Column('timestamptz') at!: Date;
  @Column('timestamptz', { nullable: true }) toldAt!: Date | null;
  @Column('text', { nullable: true }) answer!: string | null;
}

/** Somebody of a partner who takes part in an organisation's system. Its changes are the directory's. */
@Entity('system_participants')
export class SystemParticipant {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') personId!: string;
  @Column('text') service!: string;
  @Column('timestamptz', { default: () => 'now()' }) since!: Date;
  @Column('timestamptz', { nullable: true }) until!: Date | null;
}
