import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How an issuer of tokens knows a person. */
@Entity('identities')
export class Identity {
  @PrimaryColumn('text') issuer!: string;
  @PrimaryColumn('text') subject!: string;
  @Column('text') personId!: string;
}
