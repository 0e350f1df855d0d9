import type { Product } from '#tests/support/stack/product.js';
import { onRecordOf } from './record-of.js';

/**
 * While `during` goes on, no rehearsal of the organisation comes to its end, however long the test looks at it: the worker says how many cases there are, and what it says after that is not heard, so that it gives up as one that was told to.
 * `goOn`: another worker begins anew, is heard until it has lived every case, and not when it says that it is done. The worker is not made to wait for a lock, which would end with its statement's time.
 */
export async function withHeldRehearsal(product: Pick<Product, 'folder'>, organisation: string, during: (goOn: () => Promise<void>) => Promise<void>): Promise<void> {
  const unheard = (which: string) => onRecordOf(product, `
    create or replace function rehearsal_unheard() returns trigger language plpgsql as $$ begin
      if old.organisation_id = '${organisation}' and old.status = 'running' and (${which}) then return null; end if;
      return new;
    end $$`);
  await unheard(`new.status = 'done' or new.done > old.done`);
  await onRecordOf(product, 'create trigger rehearsal_unheard before update on policy_rehearsals for each row execute function rehearsal_unheard()');
  try {
    await during(async () => {
      await unheard(`new.status = 'done'`);
      await onRecordOf(product, `update policy_rehearsals set worked_at = now() - interval '1 hour' where organisation_id = $1 and status = 'running'`, [organisation]);
    });
  } finally {
    await onRecordOf(product, 'drop trigger rehearsal_unheard on policy_rehearsals');
    await onRecordOf(product, 'drop function rehearsal_unheard');
  }
}
