import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Which way bytes go: to the target, or back to whoever connected. */
export type Way = 'to' | 'back';

/** What becomes of a piece: `hold` until the link heals, or until an instant (ms); `halve` sends its first half and resets; `instead` sends other bytes; `answer` gives bytes back to whoever sent it. */
export type Fate = 'go' | 'hold' | 'halve' | 'reset' | { readonly until: number } | { readonly instead: Buffer } | { readonly answer: Buffer };

/** What is done to a link. Asked when a piece would go on its way, and again until it has gone. */
export interface Harm {
  /** Every connection is reset when it begins, and every new one while it lasts. */
  readonly cuts?: boolean;
  fate(piece: Piece, way: Way, connection: Talk): Fate;
}

/** What came in one read: bytes, or the end (`end`: in order; `reset`: not). */
export interface Piece { readonly bytes: Buffer | 'end' | 'reset'; readonly at: number; touched?: boolean }

/** What was said on a connection, for harms that have to know. */
export interface Talk { readonly last: Partial<Record<Way, string>> }

const MOST_HELD = 1_000_000;

/** A TCP link between two parts that can be hurt. Nothing but loopback. */
export class Link {
  /** How many things the present harm, or the last, has touched: connections cut, pieces held, delayed, halved or changed. */
  hit = 0;
  private harm: Harm | null = null;
  private readonly connections = new Set<Connection>();
  private constructor(readonly name: string, public target: number, private readonly server: Server) {
    server.on('connection', (client: Socket) => this.connected(client));
  }

  /** @param target the port on this machine that it leads to; may be changed, for new connections */
  static async open(name: string, target: number): Promise<Link> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return new Link(name, target, server);
  }

  get port(): number { return (this.server.address() as AddressInfo).port; }

  hurt(harm: Harm): void {
    this.harm = harm;
    this.hit = 0;
    if (harm.cuts) for (const each of this.connections) { each.reset(); this.hit += 1; }
  }

  /** What was held goes on its way; with `reset` every connection that was there ends instead. */
  heal({ reset = false } = {}): void {
    this.harm = null;
    for (const each of this.connections) if (reset) each.reset(); else each.pump();
  }

  /** Connections that are there are dead from now on: nobody hears of it, and nothing ever comes through them again. New ones work. */
  forget(): void {
    this.hit = 0;
    for (const each of this.connections) { each.dead = true; this.hit += 1; }
  }

  async close(): Promise<void> {
    for (const each of this.connections) each.reset();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  fateOf(piece: Piece, way: Way, talk: Talk): Fate {
    const fate = this.harm?.fate(piece, way, talk) ?? 'go';
    if (fate !== 'go' && !piece.touched) { piece.touched = true; this.hit += 1; }
    return typeof fate === 'object' && 'until' in fate && fate.until <= Date.now() ? 'go' : fate;
  }

  private connected(client: Socket): void {
    if (this.harm?.cuts) {
      this.hit += 1;
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const connection = new Connection(this, client, connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true }), () => this.connections.delete(connection));
    this.connections.add(connection);
  }
}

/** Two sockets, and what is under way between them. */
class Connection implements Talk {
  readonly last: Partial<Record<Way, string>> = {};
  private readonly lanes: readonly Lane[];
  private broken = false;
  /** Nothing comes through any more, not even an end, except to us: whoever gives it up is let go. */
  dead = false;

  constructor(link: Link, private readonly client: Socket, private readonly server: Socket, private readonly gone: () => void) {
    this.lanes = [new Lane(link, this, 'to', client, server), new Lane(link, this, 'back', server, client)];
  }

  pump(): void { for (const lane of this.lanes) lane.pump(); }

  reset(): void {
    this.broken = true;
    for (const socket of [this.client, this.server]) if (!socket.destroyed) socket.resetAndDestroy();
    this.gone();
  }

  get over(): boolean { return this.broken || this.dead; }
  closed(): void { if (this.client.destroyed && this.server.destroyed) this.gone(); }
}

/** One direction of a connection: pieces in their order. */
class Lane {
  private readonly pieces: Piece[] = [];
  private held = 0;
  private timer: NodeJS.Timeout | undefined;
  private halved = false;

  constructor(private readonly link: Link, private readonly connection: Connection, private readonly way: Way, private readonly from: Socket, private readonly to: Socket) {
    let ended = false;
    from.on('data', (bytes: Buffer) => this.came(bytes)).on('end', () => { ended = true; this.came('end'); }).on('error', () => undefined);
    from.on('close', (failed) => { if (connection.dead) connection.reset(); else if (failed || !ended) this.came('reset'); connection.closed(); });
    to.on('drain', () => this.pump());
  }

  pump(): void {
    clearTimeout(this.timer);
    while (this.pieces.length > 0 && !this.connection.over && !this.halved && !this.to.writableNeedDrain) {
      const piece = this.pieces[0]!;
      const fate = this.link.fateOf(piece, this.way, this.connection);
      if (fate === 'hold') {
        for (const behind of this.pieces) this.link.fateOf(behind, this.way, this.connection); // each is counted
        break;
      }
      if (typeof fate === 'object' && 'until' in fate) {
        this.timer = setTimeout(() => this.pump(), Math.max(1, fate.until - Date.now()));
        break;
      }
      this.pieces.shift();
      this.held -= typeof piece.bytes === 'string' ? 0 : piece.bytes.length;
      this.send(piece.bytes, fate);
    }
    if (this.held > MOST_HELD) this.from.pause(); else if (this.from.isPaused()) this.from.resume();
  }

  private came(bytes: Piece['bytes']): void {
    this.pieces.push({ bytes, at: Date.now() });
    if (typeof bytes !== 'string') this.held += bytes.length;
    if (bytes === 'end' && this.connection.dead) this.connection.reset();
    this.pump();
  }

  private send(bytes: Piece['bytes'], fate: Exclude<Fate, 'hold' | { readonly until: number }>): void {
    if (fate === 'reset' || bytes === 'reset') return this.connection.reset();
    if (bytes === 'end') { if (!this.to.destroyed) this.to.end(); return; }
    if (typeof fate === 'object' && 'answer' in fate) { this.from.write(fate.answer); return; }
    this.connection.last[this.way] = bytes.toString('latin1', 0, 200);
    if (this.to.destroyed) return;
    if (fate === 'halve') {
      this.halved = true;
      this.to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
      setTimeout(() => this.connection.reset(), 30); // whoever reads has the half before they hear of the end
      return;
    }
    this.to.write(typeof fate === 'object' ? fate.instead : bytes);
  }
}
