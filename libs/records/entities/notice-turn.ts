import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Whose turn it is on a contact method: one message at a time, and from when the next may go. */
@Entity('notice_turns')
export class NoticeTurn {
  @PrimaryColumn('bigint') methodId!: string;
  /** Until then what comes is gathered. */
  @Column('timestamptz', { default: () => 'now()' }) freeAt!: Date;
  /** A sender has a message to it under way until then at the latest. */
  @Column('timestamptz', { default: () => 'now()' }) leasedUntil!: Date;
}
