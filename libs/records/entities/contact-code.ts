import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A code on its way to a contact method. In plain text only until it was sent. */
@Entity('contact_codes')
export class ContactCode {
  @PrimaryColumn('bigint') methodId!: string;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('text') codeHash!: string;
  @Column('timestamptz') expiresAt!: Date;
  @Column('timestamptz', { nullable: true }) sentAt!: Date | null;
  /** How often another code was said. */
  @Column('int', { default: 0 }) wrong!: number;
  @Column('int', { default: 0 }) tries!: number;
  @Column('timestamptz', { nullable: true }) nextTryAt!: Date | null;
}
