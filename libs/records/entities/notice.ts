import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { NoticeStatus } from '#libs/contracts/views.js';

/** Something to be sent because a person was called. Inserted once, with the event; not a projection. */
@Entity('notices')
export class Notice {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text') caseId!: string;
  /** Sequence of the rung-reached that it tells of. */
  @Column('int') rung!: number;
  @Column('text') channel!: string;
  @Column('text') personId!: string;
  /** The same at every try, so that a mail server or reader can tell a repeat. */
  @Column('text') messageId!: string;
  @Column('text') status!: NoticeStatus;
  @Column('timestamptz') at!: Date;
  @Column('int', { default: 0 }) tries!: number;
  @Column('text', { nullable: true }) lastError!: string | null;
  @Column('timestamptz', { nullable: true }) nextTryAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
