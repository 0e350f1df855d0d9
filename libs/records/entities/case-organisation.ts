import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who may see a case: its lead organisation and those of its named owners and of its tasks' owners. */
@Entity('case_organisations')
export class CaseOrganisation {
  @PrimaryColumn('text') caseId!: string;
  @PrimaryColumn('text') organisationId!: string;
  @Column('boolean') lead!: boolean;
}
