import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';

/** A change of a policy that somebody proposes for their organisation. It stays as it was drafted: another change is another draft. */
@Entity('policy_drafts')
export class PolicyDraft {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') pathway!: string;
  /** Of the policy that it changes. */
  @Column('text') version!: string;
  @Column('jsonb') changes!: JsonObject;
  @Column('text') reason!: string;
  @Column('text') author!: string;
  @Column('timestamptz') draftedAt!: Date;
  @Column('text') status!: 'drafted' | 'withdrawn' | 'released';
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) endedBy!: string | null;
  @Column('text', { nullable: true }) endedBecause!: string | null;
}

/** Somebody beside its author answers for a draft. Append-only. */
@Entity('policy_approvals')
export class PolicyApproval {
  @PrimaryColumn('text') draftId!: string;
  @PrimaryColumn('text') personId!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') because!: string;
}

/** A version that an organisation's people released: the software's `baseVersion` with all these changes, oldest first. Append-only. */
@Entity('policy_releases')
export class PolicyRelease {
  @PrimaryColumn('text') draftId!: string;
  @Column('text') organisationId!: string;
  @Column('text') pathway!: string;
  @Column('text') version!: string;
  @Column('text') baseVersion!: string;
  @Column('jsonb') changes!: JsonObject[];
  @Column('timestamptz') inForceFrom!: Date;
  @Column('text') releasedBy!: string;
  @Column('timestamptz') releasedAt!: Date;
  @Column('text') reason!: string;
}
