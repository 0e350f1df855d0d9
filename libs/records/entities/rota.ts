import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';

/** Who takes turns at a role. One that is active for a role and scope. */
@Entity('rotas')
export class RotaRow {
  @PrimaryColumn('text') id!: string;
  @Column('text', { nullable: true }) organisationId!: string | null;
  @Column('text') role!: string;
  @Column('text') scope!: 'team' | 'organisation' | 'system';
  @Column('text', { nullable: true }) scopeId!: string | null;
  @Column('text') name!: string;
  @Column('jsonb') rules!: JsonObject[];
  @Column('boolean', { default: true }) active!: boolean;
}

/** Somebody else for one shift. */
@Entity('rota_overrides')
export class RotaOverride {
  @PrimaryColumn('text') id!: string;
  @Column('text') rotaId!: string;
  @Column('text') personId!: string;
  @Column('timestamptz') startsAt!: Date;
  @Column('timestamptz') endsAt!: Date;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
}
