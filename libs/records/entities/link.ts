import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A link in a notice: opens one task for one person, once, for a short time. Its token is known by a hash only. */
@Entity('links')
export class Link {
  @PrimaryColumn('text') id!: string;
  @Column('bigint') noticeId!: string;
  /** The key that signed it. */
  @Column('text') keyId!: string;
  @Column('text') tokenHash!: string;
  @Column('text') taskId!: string;
  @Column('text') personId!: string;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) openedAt!: Date | null;
  @Column('text', { nullable: true }) openedBy!: string | null;
}
