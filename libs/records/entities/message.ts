import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';

/** A hospital's message, kept byte for byte, and what was answered. */
@Entity('messages')
export class Message {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') receivedBy!: string;
  @Column('timestamptz') receivedAt!: Date;
  /** MSH-3, MSH-4 and MSH-10; empty where they cannot be read. */
  @Column('text') sendingApplication!: string;
  @Column('text') sendingFacility!: string;
  @Column('text') controlId!: string;
  @Column('bytea') raw!: Buffer;
  @Column('bytea') sha256!: Buffer;
  @Column('text', { default: 'hl7v2' }) format!: 'hl7v2' | 'fhir';
  /** By which names a referral may be spoken of again. */
  @Column('text', { array: true, default: () => `'{}'` }) referral!: string[];
  @Column('text', { nullable: true }) kind!: string | null;
  @Column('text', { nullable: true }) outcome!: string | null;
  @Column('text', { array: true, default: () => `'{}'` }) flags!: string[];
  @Column('jsonb', { nullable: true }) fields!: JsonObject | null;
  @Column('jsonb', { nullable: true }) answer!: JsonObject | null;
  @Column('text', { nullable: true }) patientId!: string | null;
  @Column('text', { nullable: true }) admissionId!: string | null;
  /** Without a foreign key: a message is answered before the record has the case it started. */
  @Column('text', { nullable: true }) caseId!: string | null;
  @Column('timestamptz', { nullable: true }) answeredAt!: Date | null;
}
