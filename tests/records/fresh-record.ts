import type { DataSource } from 'typeorm';
import { seedDemonstration } from '#libs/directory/demonstration.js';
import { openRecord } from '#libs/records/database.js';
import type { FreshDatabase } from '#tests/support/stack/fresh-database.js';
import { stack } from '#tests/support/stack/stack.js';

/** The issuer that the demonstration's people are known by in tests. */
export const issuer = 'http://issuer.example';

/** A record of one test file: migrated, with the demonstration's people, opened as the application and as the owner of the schema. */
export interface FreshRecord { record: DataSource; owner: DataSource; database: FreshDatabase; close(): Promise<void> }

export async function freshRecord(name: string, poolSize = 5): Promise<FreshRecord> {
  const database = await (await stack()).migratedDatabase(name);
  const owner = await openRecord(database.ownerUrl, { poolSize: 2, applicationName: name });
  await seedDemonstration(owner.manager, issuer);
  const record = await openRecord(database.applicationUrl, { poolSize, applicationName: name });
  // Every connection of the pool is there, so that what a test starts at once does run at once.
  const connections = Array.from({ length: poolSize }, () => record.createQueryRunner());
  await Promise.all(connections.map((each) => each.connect()));
  await Promise.all(connections.map((each) => each.release()));
  return {
    record, owner, database,
    close: async () => {
      await record.destroy();
      await owner.destroy();
      await database.drop();
    },
  };
}
