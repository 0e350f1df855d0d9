import { withClient } from '#apps/local/postgres.js';
import type { Servers } from './servers.js';

/** A transaction that wrote something: into which database, and into which of its tables. */
export interface Written { readonly database: string; readonly tables: readonly string[] }

/**
 * Reads from PostgreSQL's own log which transactions wrote something between two instants. Counters of commits count every look as well, and what loops do beside; here each transaction says by itself whose it was.
 */
export class Writes {
  private constructor(private readonly servers: Servers, private readonly databases: ReadonlyMap<number, string>, private readonly tables: ReadonlyMap<string, string>) {}

  static async open(servers: Servers, databases: readonly string[]): Promise<Writes> {
    const url = servers.databaseUrl('postgres');
    await withClient(url, (admin) => admin.query('create extension if not exists pg_walinspect'));
    const { rows } = await withClient(url, (admin) => admin.query<{ oid: number; datname: string }>('select oid::int as oid, datname from pg_database where datname = any($1)', [databases]));
    if (rows.length !== databases.length) throw new Error(`of ${databases.join(', ')} there are ${rows.map(({ datname }) => datname).join(', ')}`);
    const tables = new Map<string, string>();
    for (const { oid, datname } of rows) {
      // What belongs to a table (its indexes, its long values) counts as that table.
      const found = await withClient(servers.databaseUrl(datname), (admin) => admin.query<{ node: string; name: string }>(`
        select pg_relation_filenode(each.oid)::text as node, coalesce(owner.relname, indexed.relname, each.relname) as name from pg_class as each
          left join pg_index on pg_index.indexrelid = each.oid left join pg_class as indexed on indexed.oid = pg_index.indrelid
          left join pg_class as owner on owner.reltoastrelid = coalesce(indexed.oid, each.oid) where each.relkind in ('r', 'i', 't')`));
      for (const { node, name } of found.rows) tables.set(`${oid}/${node}`, name);
    }
    return new Writes(servers, new Map(rows.map(({ oid, datname }) => [oid, datname])), tables);
  }

  /** Where the log stands now. */
  async mark(): Promise<string> {
    const { rows } = await withClient(this.servers.databaseUrl('postgres'), (admin) => admin.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at'));
    return rows[0]!.at;
  }

  /** Committed transactions that wrote into one of the databases since the mark, in their order. */
  async since(mark: string): Promise<Written[]> {
    const { rows } = await withClient(this.servers.databaseUrl('postgres'), (admin) => admin.query<{ database: number; nodes: string[] }>(`
        with until as (select pg_current_wal_flush_lsn() as at),
          committed as (select xid::text as xid, start_lsn from until, pg_get_wal_records_info($1::pg_lsn, until.at) where resource_manager = 'Transaction' and record_type like 'COMMIT%'),
          blocks as (select distinct records.xid::text as xid, reldatabase::int as database, relfilenode::text as node
            from until, pg_get_wal_block_info($1::pg_lsn, until.at, false) as touched join lateral pg_get_wal_records_info(touched.start_lsn, touched.end_lsn) as records on records.start_lsn = touched.start_lsn where records.xid::text <> '0')
        select database, array_agg(node) as nodes from blocks join committed using (xid) group by xid, database, start_lsn order by start_lsn`, [mark]));
    return rows.flatMap(({ database, nodes }) => {
      const name = this.databases.get(database);
      return name === undefined ? [] : [{ database: name, tables: [...new Set(nodes.map((node) => this.tables.get(`${database}/${node}`) ?? 'the catalogue'))].toSorted() }];
    });
  }
}
