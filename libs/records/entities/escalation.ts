import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EscalationReason } from '#libs/contracts/events.js';
import type { EscalationStatus } from '#libs/contracts/views.js';
import type { EscalationDocument } from '../projection/document.js';

@Entity('escalations')
export class Escalation {
  @PrimaryColumn('text') id!: string;
  @Column('text') caseId!: string;
  @Column('text') taskId!: string;
  @Column('text') organisationId!: string;
  @Column('text') pathway!: string;
  @Column('boolean') rehearsal!: boolean;
  @Column('text') step!: string;
  @Column('text') reason!: EscalationReason;
  @Column('text') status!: EscalationStatus;
  @Column('int') level!: number;
  @Column('timestamptz') raisedAt!: Date;
  /** When a person last said anything about it. */
  @Column('timestamptz', { nullable: true }) silentSince!: Date | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
  @Column('text', { nullable: true }) endedBecause!: string | null;
  @Column('jsonb') document!: EscalationDocument;
}
