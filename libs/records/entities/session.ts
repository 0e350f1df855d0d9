import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody is signed in to the pages in one browser. The browser holds the id; here is only its hash. */
@Entity('sessions')
export class SessionRow {
  @PrimaryColumn('text') hash!: string;
  @Column('text') issuer!: string;
  @Column('text') subject!: string;
  @Column('timestamptz') startedAt!: Date;
  @Column('timestamptz') seenAt!: Date;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}
