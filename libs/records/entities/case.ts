import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Outcome } from '#libs/contracts/events.js';
import type { CaseStatus } from '#libs/contracts/views.js';
import type { CaseDocument, CaseHead } from '../projection/document.js';

/** The head of a case's stream (version, hash: its lock) and the projection of its events. */
@Entity('cases')
export class Case {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') pathway!: string;
  @Column('text') policyId!: string;
  @Column('text') policyVersion!: string;
  @Column('int') revision!: number;
  @Column('text', { nullable: true }) patientId!: string | null;
  @Column('text', { nullable: true }) admissionId!: string | null;
  @Column('boolean') rehearsal!: boolean;
  /** Sequence of the last event stored. */
  @Column('int') version!: number;
  /** Running hash of all events, hex. */
  @Column('text') hash!: string;
  @Column('text') status!: CaseStatus;
  @Column('text', { nullable: true }) stage!: string | null;
  @Column('text', { nullable: true }) clinicalLead!: string | null;
  @Column('text', { nullable: true }) coordinator!: string | null;
  @Column('text', { nullable: true }) escalationOwner!: string | null;
  @Column('timestamptz') openedAt!: Date;
  @Column('timestamptz', { nullable: true }) closedAt!: Date | null;
  @Column('jsonb', { nullable: true }) outcome!: Outcome | null;
  @Column('timestamptz', { nullable: true }) watchUntil!: Date | null;
  @Column('int') openTasks!: number;
  @Column('timestamptz', { nullable: true }) nextDueAt!: Date | null;
  @Column('text', { nullable: true }) ward!: string | null;
  /** Name, folded for searching. */
  @Column('text') search!: string;
  /** How far a rehearsal's clock is ahead of ours, in ms; 0 for live cases. Set after each advance, not an event. */
  @Column('bigint', { default: 0 }) clockOffsetMs!: string;
  /** Its place in the order in which cases changed; kept by the database. */
  @Column('bigint', { default: () => `nextval('case_changes')` }) changed!: string;
  /** What lists and permissions read: the document without tasks and escalations. */
  @Column('jsonb') summary!: CaseHead;
  @Column('jsonb') document!: CaseDocument;
}
