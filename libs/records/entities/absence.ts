import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody is away, and is not called. */
@Entity('leaves')
export class Leave {
  @PrimaryColumn('text') id!: string;
  @Column('text') personId!: string;
  @Column('timestamptz') startsAt!: Date;
  @Column('timestamptz') endsAt!: Date;
  @Column('timestamptz', { nullable: true }) withdrawnAt!: Date | null;
}

/** `byId` answers for `personId` once they have accepted. No roles: all of them. */
@Entity('covers')
export class CoverRow {
  @PrimaryColumn('text') id!: string;
  @Column('text') personId!: string;
  @Column('text') byId!: string;
  @Column('text', { array: true, default: () => `'{}'` }) roles!: string[];
  @Column('timestamptz') startsAt!: Date;
  @Column('timestamptz') endsAt!: Date;
  @Column('text') status!: 'offered' | 'accepted' | 'declined' | 'withdrawn' | 'stepped-down';
  @Column('text') offeredBy!: string;
  @Column('timestamptz', { default: () => 'now()' }) offeredAt!: Date;
  @Column('timestamptz', { nullable: true }) decidedAt!: Date | null;
}
