import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A case whose record has stopped: `diverged` takes no more events, `projection` takes them but shows the state from before. An alarm. */
@Entity('record_halts')
export class RecordHalt {
  @PrimaryColumn('text') caseId!: string;
  @Column('timestamptz', { default: () => 'now()' }) at!: Date;
  @Column('text') kind!: 'diverged' | 'projection';
  @Column('int') sequence!: number;
  @Column('text') detail!: string;
}
