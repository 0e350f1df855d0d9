import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who works with the product. Never deleted: events name people by id. */
@Entity('people')
export class PersonRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') name!: string;
  @Column('boolean', { default: true }) active!: boolean;
  /** Of their profession (libs/policies/decision-rights.ts); null: nobody has said. */
  @Column('text', { nullable: true }) grade!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
}
