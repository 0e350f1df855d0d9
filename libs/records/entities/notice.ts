import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { NoticeStatus } from '#libs/contracts/views.js';

/** `call`: a person was called. `reminder`: before a task is due. `alarm`: what nobody answered; it goes out by every way at once. */
export type NoticeKind = 'call' | 'reminder' | 'alarm';

/** Something to be told to a person by one of their contact methods. Inserted once, with the event; not a projection. */
@Entity('notices')
export class Notice {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text', { default: 'call' }) kind!: NoticeKind;
  @Column('text') caseId!: string;
  /** Sequence of the event that it tells of: of a call its rung-reached. */
  @Column('int') rung!: number;
  @Column('text') taskId!: string;
  @Column('text') personId!: string;
  /** Which try it is, or of an alarm which way. */
  @Column('int', { default: 1 }) place!: number;
  /** The contact method; null: not looked up yet, and `channel` is a presumption. 0: a rehearsal found none. */
  @Column('bigint', { nullable: true }) methodId!: string | null;
  @Column('text', { default: 'email' }) channel!: 'email' | 'sms';
  /** Its own id; what it went out as is `sentAs`, which several share that one message lists. The same at every try. */
  @Column('text', { default: () => '(gen_random_uuid())' }) messageId!: string;
  @Column('text', { nullable: true }) sentAs!: string | null;
  /** What the service that took it calls it. */
  @Column('text', { nullable: true }) providerId!: string | null;
  /** On a channel that gives receipts: by when one should be there. */
  @Column('timestamptz', { nullable: true }) receiptDueAt!: Date | null;
  @Column('text', { default: 'queued' }) status!: NoticeStatus;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('int', { default: 0 }) tries!: number;
  @Column('text', { nullable: true }) lastError!: string | null;
  @Column('timestamptz', { nullable: true, default: () => 'now()' }) nextTryAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
