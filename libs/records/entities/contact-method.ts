import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A way to reach somebody, in the order that they chose. Used once a code that was sent to it has come back. */
@Entity('contact_methods')
export class ContactMethod {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('text') personId!: string;
  @Column('text') channel!: 'email' | 'sms';
  @Column('int') position!: number;
  @Column('text') address!: string;
  @Column('timestamptz', { nullable: true }) verifiedAt!: Date | null;
}
