import { Column, Entity, PrimaryColumn } from 'typeorm';

/** When a worker was last heard of. */
@Entity('heartbeats')
export class Heartbeat {
  @PrimaryColumn('text') worker!: string;
  @Column('text') kind!: string;
  @Column('timestamptz') at!: Date;
}
