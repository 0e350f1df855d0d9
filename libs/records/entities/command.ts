import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A command as a caller sent it: the key decides once what it does and what is answered. Kept 30 days. */
@Entity('commands')
export class CommandRow {
  @PrimaryColumn('text') updateId!: string;
  @Column('text') caller!: string;
  @Column('text') method!: string;
  @Column('text') path!: string;
  @Column('text') key!: string;
  @Column('text') bodyHash!: string;
  @Column('text') type!: string;
  @Column('text', { nullable: true }) caseId!: string | null;
  @Column('text') status!: 'sent' | 'done';
  @Column('int', { nullable: true }) httpStatus!: number | null;
  /** `json`, not `jsonb`: a repeat is told the same bytes. */
  @Column('json', { nullable: true }) response!: unknown;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) doneAt!: Date | null;
  /** Who carries it out, and until when that is believed without hearing of them again: advances only (carriers.ts). */
  @Column('text', { nullable: true }) carrier!: string | null;
  @Column('timestamptz', { nullable: true }) carriedUntil!: Date | null;
}
