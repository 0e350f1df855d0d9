import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How one person wants a page to be, in whichever browser they sign in. */
@Entity('page_settings')
export class PageSetting {
  @PrimaryColumn('text') personId!: string;
  @PrimaryColumn('text') setting!: string;
  @Column('boolean') on!: boolean;
}
