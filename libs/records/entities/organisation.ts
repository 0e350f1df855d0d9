import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('organisations')
export class Organisation {
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('boolean', { default: true }) active!: boolean;
  /** Cases of the organisation start with this locality's policies, where it has its own. */
  @Column('text', { nullable: true }) locality!: string | null;
}
