import type { MigrationInterface, QueryRunner } from 'typeorm';

const ofHospitals = ['admission-recorded', 'admission-updated', 'departure-recorded', 'review-opened', 'quarantined'];

/** Messages come as FHIR too, and a referral is spoken of again by the names that its first message gave it. */
export class Referrals1764000000022 implements MigrationInterface {
  async up(run: QueryRunner): Promise<void> {
    await run.query(`alter table messages add column format text not null default 'hl7v2' check (format in ('hl7v2', 'fhir')), add column referral text[] not null default '{}'`);
    await run.query('alter table messages drop constraint messages_outcome_check');
    await run.query(`alter table messages add constraint messages_outcome_check check (outcome in (${[...ofHospitals, 'referral-opened', 'referral-told'].map((outcome) => `'${outcome}'`).join(', ')}))`);
    await run.query(`create index messages_by_referral on messages using gin (referral) where format = 'fhir'`);
  }

  async down(run: QueryRunner): Promise<void> {
    await run.query('drop index messages_by_referral');
    await run.query('alter table messages drop constraint messages_outcome_check');
    await run.query(`alter table messages add constraint messages_outcome_check check (outcome in (${ofHospitals.map((outcome) => `'${outcome}'`).join(', ')}))`);
    await run.query('alter table messages drop column referral, drop column format');
  }
}
