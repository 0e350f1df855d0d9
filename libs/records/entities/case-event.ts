import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Actor, EventKind, JsonObject } from '#libs/contracts/events.js';

/** What happened. Append-only: the database refuses update, delete and truncate to everybody. */
@Entity('events')
export class CaseEventRow {
  @PrimaryColumn('text') caseId!: string;
  @PrimaryColumn('int') sequence!: number;
  @Column('timestamptz') at!: Date;
  @Column('text') kind!: EventKind;
  @Column('jsonb') actor!: Actor;
  @Column('text', { nullable: true }) command!: string | null;
  @Column('jsonb') data!: JsonObject;
}
