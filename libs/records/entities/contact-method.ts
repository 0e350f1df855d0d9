import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('contact_methods')
export class ContactMethod {
  @PrimaryColumn('text') personId!: string;
  @PrimaryColumn('text') channel!: string;
  @PrimaryColumn('int') position!: number;
  @Column('text') address!: string;
}
