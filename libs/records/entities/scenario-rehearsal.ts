import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CaseEvent } from '#libs/contracts/events.js';

/** A rehearsal that was prepared from a released decision trace, up to a moment of its story. */
@Entity('scenario_rehearsals')
export class ScenarioRehearsal {
  /** The rehearsal, once it has begun. */
  @PrimaryColumn('text') caseId!: string;
  @Column('text') traceId!: string;
  /** By the story's own, moved instants. */
  @Column('timestamptz') until!: Date;
  /** What it begins with: nobody is in it. */
  @Column('jsonb') prepared!: CaseEvent[];
  /** How much of what people did could not be done as they did. */
  @Column('int') refused!: number;
  @Column('text') madeBy!: string;
  @Column('timestamptz') madeAt!: Date;
}
