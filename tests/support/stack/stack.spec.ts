import { describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { withClient } from '#apps/local/postgres.js';
import { stack } from './stack.js';

describe('the test stack', () => {
  it('gives each file a database of its own, in UTF-8, that the application may enter and not change', async () => {
    const { freshDatabase } = await stack();
    const [one, other] = [await freshDatabase('one'), await freshDatabase('one')];
    expect(one.name).not.toBe(other.name);
    await withClient(one.ownerUrl, (client) => client.query('CREATE TABLE mark (word text)'));
    await expect(withClient(one.applicationUrl, (client) => client.query('CREATE TABLE other (word text)'))).rejects.toThrow(/permission denied/);
    await expect(withClient(other.ownerUrl, (client) => client.query('SELECT * FROM mark'))).rejects.toThrow(/does not exist/);
    const { rows } = await withClient(one.applicationUrl, (client) => client.query('SHOW server_encoding'));
    expect(rows).toEqual([{ server_encoding: 'UTF8' }]);
    await one.drop();
    await other.drop();
  }, 120_000);

  it('can cut the application off from one database and let it in again', async () => {
    const { freshDatabase } = await stack();
    const database = await freshDatabase('cut');
    const ask = () => withClient(database.applicationUrl, (client) => client.query('SELECT 1'));
    await ask();
    await database.cut();
    await expect(ask()).rejects.toThrow(/permission denied/);
    await database.mend();
    await ask();
    await database.drop();
  });

  it('has both namespaces on a real server', async () => {
    const { temporalAddress, namespace, rehearsalNamespace } = await stack();
    const connection = await Connection.connect({ address: temporalAddress });
    for (const name of [namespace, rehearsalNamespace]) {
      const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace: name });
      expect(namespaceInfo?.name).toBe(name);
    }
    await connection.close();
  });
});
