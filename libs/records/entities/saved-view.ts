import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A filter of a list that somebody gave a name. */
@Entity('saved_views')
export class SavedView {
  @PrimaryColumn('text') personId!: string;
  @PrimaryColumn('text') page!: string;
  @PrimaryColumn('text') name!: string;
  @Column('text') query!: string;
}
