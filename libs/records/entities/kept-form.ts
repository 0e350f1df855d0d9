import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody typed into a form after their session had ended: shown to them again once they have signed in. */
@Entity('kept_forms')
export class KeptForm {
  @PrimaryColumn('text') id!: string;
  @Column('text') issuer!: string;
  @Column('text') subject!: string;
  @Column('text') path!: string;
  @Column('jsonb') fields!: Record<string, string | string[]>;
  @Column('timestamptz') keptAt!: Date;
}
