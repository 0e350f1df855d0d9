import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A huddle that was walked: which team's, of which day, when, by whom and who was there. Append-only; no projection, so that a rebuild leaves it alone. */
@Entity('huddle_walks')
export class HuddleWalk {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  /** The local day, YYYY-MM-DD. */
  @Column('text') date!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') personId!: string;
  @Column('jsonb') present!: string[];
  /** The command that recorded it: sent again, it records nothing further. */
  @Column('text') command!: string;
}
