import { createHash, randomBytes } from 'node:crypto';
import { localIssuer, localToken, type LocalPerson } from '#apps/local/issuer.js';
import type { RunningProduct } from '#tests/support/stack/product.js';
import { onRecordOf } from './record-of.js';

/** An organisation of one spec file in a product that files share: the people of Riverside over again, so that no list shows what another file does. */
export interface OwnOrganisation {
  readonly id: string;
  /** How the issuer names somebody of it. */
  subjectOf(who: LocalPerson): string;
  token(who: LocalPerson): Promise<string>;
}

/** Makes one. Duty, the auditor's system-wide sight and other organisations (`other-hub`) are everybody's. */
export async function ownOrganisation(product: RunningProduct): Promise<OwnOrganisation> {
  const id = `own-${randomBytes(4).toString('hex')}`;
  const mine = (column: string): string => `replace(${column}, 'riverside', $1)`;
  await onRecordOf(product, `
    with told as materialized (select set_config('handrail.actor', '{"system": "a spec"}', true), set_config('handrail.reason', 'a spec of its own', true)),
      place as (insert into organisations (id, name, locality) select $1::text, organisations.name, locality from organisations, told where id = 'riverside' returning id),
      persons as (insert into people (id, organisation_id, name) select ${mine('people.id')}, place.id, people.name from people, place where organisation_id = 'riverside' returning people.id),
      held as (insert into person_roles (organisation_id, role, person_id, position) select $1::text, role, ${mine('person_id')}, position from person_roles, place where organisation_id = 'riverside' returning 1),
      known as (insert into identities (issuer, subject, person_id) select issuer, subject || '@' || $1::text, ${mine('person_id')} from identities, place where person_id like 'riverside-%' returning 1)
    insert into contact_methods (person_id, channel, position, address, verified_at) select ${mine('person_id')}, channel, position, ${mine('address')}, now() from contact_methods, place where person_id like 'riverside-%'`, [id]);
  const subjectOf = (who: LocalPerson): string => (who === 'other-hub' || who === 'duty' ? who : `${who}@${id}`);
  return { id, subjectOf, token: (who) => localToken(product.data, subjectOf(who) as LocalPerson) };
}

/** Signs somebody in behind the issuer's back. @returns the cookie; how one signs in by the issuer's page is `signing-in.spec.ts`'s */
export async function sessionOf(product: RunningProduct, subject: string): Promise<{ name: string; value: string; url: string }> {
  const value = randomBytes(32).toString('base64url');
  await onRecordOf(product, 'insert into sessions (hash, issuer, subject, started_at, seen_at) values ($1, $2, $3, now(), now())', [createHash('sha256').update(value).digest('hex'), localIssuer, subject]);
  return { name: `handrail-${product.port}-session`, value, url: product.url };
}
