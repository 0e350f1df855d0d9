import { Column, Entity, PrimaryColumn } from 'typeorm';

/** By this a partner without an account raises a step-up of one person. Its token is known by a hash only; who made it may take it back. */
@Entity('raising_links')
export class RaisingLinkRow {
  @PrimaryColumn('text') id!: string;
  /** The case that it was made on: whose person it is about, and whose owners are asked. */
  @Column('text') caseId!: string;
  @Column('text') keyId!: string;
  @Column('text') tokenHash!: string;
  @Column('text') name!: string;
  @Column('text') organisation!: string;
  /** What the page calls the person: no more than the partner needs to know whom they speak of. */
  @Column('text') knownAs!: string;
  @Column('text') madeBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) madeAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) revokedAt!: Date | null;
  @Column('text', { nullable: true }) revokedBy!: string | null;
  @Column('text', { nullable: true }) revokedBecause!: string | null;
}

/** What was raised by a link: the event of the case that tells of it. */
@Entity('raisings')
export class RaisingRow {
  @PrimaryColumn('text') updateId!: string;
  @Column('text') linkId!: string;
  @Column('text') caseId!: string;
  @Column('int') sequence!: number;
  @Column('timestamptz') raisedAt!: Date;
}
