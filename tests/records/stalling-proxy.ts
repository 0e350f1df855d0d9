import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands before a database and can hold back everything that is said, without closing a connection: a server that is paused, or a network that swallows. */
export class StallingProxy {
  private readonly pairs = new Set<{ client: Socket; server: Socket }>();
  private stalled = false;

  private constructor(private readonly listener: Server) {}

  static async before(url: string): Promise<{ proxy: StallingProxy; url: string }> {
    const target = new URL(url);
    const [port, host] = [Number(target.port), target.hostname];
    const listener = createServer({ pauseOnConnect: true });
    const proxy = new StallingProxy(listener);
    listener.on('connection', (client) => { proxy.join(client, connect(port, host)); });
    await new Promise<void>((resolve) => { listener.listen(0, '127.0.0.1', resolve); });
    target.hostname = '127.0.0.1';
    target.port = String((listener.address() as AddressInfo).port);
    return { proxy, url: target.href };
  }

  private join(client: Socket, server: Socket): void {
    const pair = { client, server };
    this.pairs.add(pair);
    for (const [from, to] of [[client, server], [server, client]] as const) {
      from.on('data', (data: Buffer) => { to.write(data); });
      from.on('close', () => { to.destroy(); this.pairs.delete(pair); });
      from.on('error', () => { to.destroy(); });
      if (this.stalled) from.pause();
      else from.resume();
    }
  }

  get connections(): number { return this.pairs.size; }
  stall(): void { this.stalled = true; for (const { client, server } of this.pairs) { client.pause(); server.pause(); } }
  flow(): void { this.stalled = false; for (const { client, server } of this.pairs) { client.resume(); server.resume(); } }
  async close(): Promise<void> {
    for (const { client, server } of this.pairs) { client.destroy(); server.destroy(); }
    await new Promise<void>((resolve) => { this.listener.close(() => { resolve(); }); });
  }
}
