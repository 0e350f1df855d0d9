import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Actor, JsonObject } from '#libs/contracts/events.js';

/** Who changed the directory, what it was before and after, and why. Written by the database itself; append-only. */
@Entity('directory_changes')
export class DirectoryChange {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column('timestamptz', { default: () => 'clock_timestamp()' }) at!: Date;
  @Column('jsonb') actor!: Actor;
  /** The table. */
  @Column('text') what!: string;
  /** The person, team or rota. */
  @Column('text') subject!: string;
  @Column('text', { nullable: true }) organisationId!: string | null;
  @Column('jsonb', { nullable: true }) before!: JsonObject | null;
  @Column('jsonb', { nullable: true }) after!: JsonObject | null;
  @Column('text') reason!: string;
}
