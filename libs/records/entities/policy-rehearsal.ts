import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';

export type RehearsalStatus = 'queued' | 'running' | 'done' | 'cancelled' | 'failed';

/** A draft of a policy that is tried on recorded cases: asked for by a person, worked off by a worker. */
@Entity('policy_rehearsals')
export class PolicyRehearsal {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') pathway!: string;
  /** Of the policy that the draft changes. */
  @Column('text') version!: string;
  @Column('jsonb') changes!: JsonObject;
  @Column('text') reason!: string;
  /** Cases that were opened in this time. */
  @Column('timestamptz') casesFrom!: Date;
  @Column('timestamptz') casesTo!: Date;
  @Column('text') askedBy!: string;
  @Column('timestamptz') askedAt!: Date;
  @Column('text') status!: RehearsalStatus;
  @Column('int', { nullable: true }) total!: number | null;
  @Column('int', { default: 0 }) done!: number;
  /** When a worker last said that it goes on. */
  @Column('timestamptz', { nullable: true }) workedAt!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  /** Why it failed, where that lies in the draft. */
  @Column('text', { nullable: true }) failedBecause!: string | null;
  /** The draft that is rehearsed, where it is one that somebody keeps. */
  @Column('text', { nullable: true }) draftId!: string | null;
  @Column('jsonb', { nullable: true }) result!: JsonObject | null;
}
