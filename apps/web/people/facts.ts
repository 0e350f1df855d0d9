import type { z } from 'zod';
import { may, organisationsOf, permissions, type Action } from '#libs/security/permissions.js';
import type { coverage, coverView, leaveView, rotaList, rotaView, teamView, leftBehind } from '#libs/contracts/http/directory.js';
import { personStanding } from '#libs/directory/people-views.js';
import { whoLeads } from '#libs/directory/who-answers.js';
import { standingIn } from '#apps/api/people/directory-commands.js';
import { read, type Visit } from '../visit.js';

export type Coverage = z.output<typeof coverage>;
export type Cover = z.output<typeof coverView>;
export type Leave = z.output<typeof leaveView>;
export type Team = z.output<typeof teamView>;
export type Rota = z.output<typeof rotaView>;
export type RotaParts = z.output<typeof rotaList>['items'][number];
export type LeftBehind = z.output<typeof leftBehind>;

/** Everything of a list, page by page. */
export async function all<Item>(visit: Visit, path: string, query: Record<string, string> = {}): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: Item[]; next: string | null } = await read(visit, `${path}?${new URLSearchParams({ limit: '200', ...query, ...(cursor === '' ? {} : { cursor }) }).toString()}`);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

/** May the person do that to what the directory says of somebody, or (null) of their own organisation? As the commands themselves ask it. */
export async function mayChange({ caller: { person }, manager, reading }: Visit, action: Extract<Action, 'absence' | 'contact' | 'directory' | 'reassign'>, about: string | null): Promise<boolean> {
  const found = about === null ? null : await personStanding(manager, about);
  const of = found ? { organisation: found.organisation, person: found.id, lead: found.lead } : { organisation: person.organisation.id };
  if (!organisationsOf(person).includes(of.organisation)) return false;
  if (may(person, action, standingIn(of))) return true;
  return found?.lead !== null && found?.lead !== undefined && (permissions[action] as readonly string[]).includes('team-lead') && await whoLeads(manager, found.lead, reading.now) === person.id;
}
