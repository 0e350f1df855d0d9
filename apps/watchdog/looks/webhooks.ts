import type { EntityManager } from 'typeorm';
import { rows } from '#libs/records/transaction.js';
import type { Finding, Looked } from '../alarms/finding.js';
import { judged, type Patience } from './patience.js';

/** Other systems that are told nothing any more, because they took nothing: until somebody has switched theirs on, or off by hand. Ids only: an address can hold a word that opens something. */
export async function lookForWebhooks(manager: EntityManager, now: number, watchingSince: number, { partMs }: Patience): Promise<Looked> {
  const off = await rows<{ id: string; organisation: string; since: Date }>(manager, `select id, organisation_id as organisation, status_since as since from webhooks where status = 'off' and off_because <> 'by-hand' order by status_since limit 1000`);
  return {
    kinds: ['webhook-off'],
    ...judged(off.map(({ id, organisation, since }): Finding => (
      { kind: 'webhook-off', subject: id, since: since.getTime(), says: `The webhook ${id} of ${organisation} was switched off, since it took nothing: that system is told nothing any more.` })), now, watchingSince, partMs),
  };
}
