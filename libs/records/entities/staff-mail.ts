import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A mail to one of the staff about what is theirs to see to. Nothing of a case stands in it. */
@Entity('staff_mails')
export class StaffMail {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  /** What it is about: the same is told once. */
  @Column('text') key!: string;
  @Column('text') personId!: string;
  @Column('text') subject!: string;
  @Column('text') text!: string;
  @Column('text', { default: 'queued' }) status!: 'queued' | 'accepted' | 'failed';
  @Column('int', { default: 0 }) tries!: number;
  @Column('text', { nullable: true }) lastError!: string | null;
  @Column('timestamptz', { nullable: true, default: () => 'now()' }) nextTryAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
