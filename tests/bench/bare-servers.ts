import { rmSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { dataFolder, makeDataFolder } from '#apps/local/data-folder.js';
import { bringUp } from '#apps/local/infrastructure.js';
import { choosePorts } from '#apps/local/ports.js';
import { Supervisor } from '#apps/local/supervisor.js';
import { temporaryFolder } from '#tests/support/stack/product.js';
import { Control } from './control.js';
import { namespace, plainClient, serversOf } from './servers.js';

/** PostgreSQL and Temporal as the product starts them, and a bare worker: an installation without a product. */
export class BareServers {
  private constructor(readonly folder: string, readonly control: Control, readonly plain: Client) {}

  /** `keep` hears of what is to be ended, as soon as there is something. */
  static async open(keep: (leave: () => Promise<void>) => void): Promise<BareServers> {
    const left: (() => Promise<void>)[] = [];
    keep(async () => { for (const leave of left.toReversed()) await leave(); });
    const asked = temporaryFolder();
    const { path: folder } = dataFolder(asked);
    makeDataFolder(folder);
    const supervisor = new Supervisor(folder, () => undefined);
    left.push(async () => {
      await supervisor.stop();
      for (const each of [folder, asked]) rmSync(each, { recursive: true, force: true });
    });
    const { temporalReady } = await bringUp({ supervisor, ports: await choosePorts(folder), say: () => undefined, namespace, rehearsalNamespace: `${namespace}-rehearsal` });
    await temporalReady;
    const servers = serversOf(asked);
    const plain = await plainClient(servers);
    left.push(() => plain.connection.close());
    const control = await Control.start(servers, plain);
    left.push(() => control.stop());
    return new BareServers(folder, control, plain);
  }
}
