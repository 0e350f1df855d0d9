import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { whoAnswers as activity } from '#activities/who-answers.js';
import { answer } from '#libs/directory/answer.js';
import { everythingAnsweredFor, rolesThere } from '#libs/directory/answers-for.js';
import type { Facts, Scope, Span } from '#libs/directory/facts.js';
import { people } from '#libs/directory/people.js';
import { loadFacts } from '#libs/directory/snapshot.js';
import { answersFor, whoAnswers } from '#libs/directory/who-answers.js';
import { listTasks } from '#libs/records/queries/tasks.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { CaseStory } from '#tests/records/case-story.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';
import { reading } from '#tests/records/readers.js';
import { anyFacts, anyQuestion, outOfHours, weekly } from './made-up.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('directory-of-duty'); }, 120_000);
afterAll(() => fresh.close());

const sql = (text: string, parameters: unknown[] = []): Promise<unknown> => fresh.owner.query(text, parameters);
const everybody = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay'];
const [BEGINNING, END] = [Date.parse('2020-01-01T00:00:00Z'), Date.parse('2040-01-01T00:00:00Z')];
const times = ({ from, until }: Span): [Date, Date] => [new Date(from ?? BEGINNING), new Date(until ?? END)];
const orNull = (at: number | null): Date | null => (at === null ? null : new Date(at));
const columns = ({ kind, id }: Scope): [string | null, string, string | null] => [kind === 'system' ? null : 'riverside', kind, kind === 'case' || kind === 'team' ? id : null];

/** Facts as rows, in the place of those before. Gives back what could be kept: the record lets no second rota of a role stand, and nobody cover for themselves. */
async function keep(facts: Facts): Promise<Facts> {
  for (const table of ['rota_overrides', 'rotas', 'covers', 'leaves', 'contact_methods', 'person_roles']) await sql(`delete from ${table}`);
  const known = everybody.map((id) => facts.people.get(id) ?? { id, active: true, reachable: true, leaves: [], teams: [] });
  for (const { id, active, reachable, leaves } of known) {
    await sql(`insert into people (id, organisation_id, name, active) values ($1, 'riverside', $1, $2) on conflict (id) do update set active = excluded.active`, [id, active]);
    await sql(`insert into contact_methods (person_id, channel, position, address, verified_at) values ($1, 'email', 1, $1, $2)`, [id, reachable ? new Date() : null]);
    for (const leave of leaves) await sql('insert into leaves (id, person_id, starts_at, ends_at) values (gen_random_uuid()::text, $1, $2, $3)', [id, ...times(leave)]);
  }
  for (const { role, scope, person, position, from, until } of facts.holdings) {
    await sql(`insert into person_roles (organisation_id, scope, scope_id, role, person_id, position, active_from, active_until) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`, [...columns(scope), role, person, position, orNull(from), orNull(until)]);
  }
  const covers = facts.covers.filter(({ person, by }) => person !== by);
  for (const cover of covers) await sql(`insert into covers (id, person_id, by_id, roles, starts_at, ends_at, status, offered_by, decided_at) values ($1, $2, $3, $4, $5, $6, 'accepted', $2, now())`, [cover.id, cover.person, cover.by, cover.roles, ...times(cover)]);
  const rotas = facts.rotas.filter(({ scope }) => scope.kind !== 'case').filter((rota, index, all) => all.findIndex((other) => other.role === rota.role && other.scope.kind === rota.scope.kind && other.scope.id === rota.scope.id) === index);
  for (const { id, role, scope, rules, overrides } of rotas) {
    await sql(`insert into rotas (id, organisation_id, scope, scope_id, role, name, rules) values ($1, $2, $3, $4, $5, 'n', $6)`, [id, ...columns(scope), role, JSON.stringify(rules)]);
    for (const each of overrides) await sql('insert into rota_overrides (id, rota_id, person_id, starts_at, ends_at) values ($1, $2, $3, $4, $5)', [each.id, id, each.person, new Date(each.from), new Date(each.until)]);
  }
  const holdings = facts.holdings.filter((held, index, all) => all.findIndex((other) => other.role === held.role && other.person === held.person && JSON.stringify(other.scope) === JSON.stringify(held.scope) && other.from === held.from) === index);
  return { ...facts, people: new Map(known.map((person) => [person.id, person])), covers, rotas, holdings };
}

describe('the facts in the record', () => {
  it('say the same as the facts themselves, and each role is answered for by whom it names, and by nobody else', async () => {
    await sql(`insert into teams (id, organisation_id, name) values ('east', 'riverside', 'East')`);
    for (const [given, questions] of fc.sample(fc.tuple(anyFacts, fc.array(anyQuestion, { minLength: 6, maxLength: 6 })), { numRuns: 40, seed: Number(process.env['DIRECTORY_SEED'] ?? 11) })) {
      const facts = await keep(given);
      for (const question of questions) {
        const { at, team, ...rest } = question;
        const loaded = await loadFacts(fresh.record.manager, { roles: [question.role], organisations: ['riverside'], cases: question.caseId === null ? [] : [question.caseId], people: everybody, from: new Date(at), until: new Date(at + 1) });
        expect(answer(loaded, question)).toEqual(answer(facts, question));
        if (team === null) expect((await whoAnswers(fresh.record.manager, { ...rest, at: new Date(at) })).person).toBe(answer(facts, question).person);
      }
      const at = questions[0]!.at;
      const answering = new Map(await Promise.all(everybody.map(async (person) => [person, await everythingAnsweredFor(fresh.record.manager, person, new Date(at))] as const)));
      for (const role of rolesThere) {
        for (const team of [null, 'east']) {
          const called = answer(facts, { role, organisation: 'riverside', team, caseId: null, owners: null, assigned: null, at }).person;
          const said = everybody.filter((person) => answering.get(person)!.roles.some((each) => each.role === role && each.organisation === 'riverside' && (!each.scoped || each.teams.includes(team))));
          expect([role, team, said]).toEqual([role, team, called === null ? [] : [called]]);
        }
        for (const owner of everybody) {
          const called = answer(facts, { role, organisation: 'riverside', team: null, caseId: null, owners: null, assigned: owner, at });
          const said = everybody.filter((person) => answering.get(person)!.covered.some((each) => each.person === owner && each.role === role));
          if (called.skipped.length === 0) expect([role, owner, said]).toEqual([role, owner, called.person === null || called.person === owner ? [] : [called.person]]);
        }
      }
    }
  }, 180_000);
});

describe('one night in the record', () => {
  const NIGHT = new Date('2026-12-26T02:10:00Z');
  const owners = { clinicalLead: 'riverside-clinical-lead', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' };
  const story = new CaseStory({ at: '2026-12-20T10:00:00.000Z' });
  let named: string, hubs: string, given: string;
  beforeAll(async () => {
    for (const table of ['rota_overrides', 'rotas', 'covers', 'leaves', 'person_roles', 'contact_methods']) await sql(`delete from ${table}`);
    await sql(`insert into person_roles (organisation_id, role, person_id, position) select organisation_id, regexp_replace(substring(id from length(organisation_id) + 2), '-2$', ''), id, case when id like '%-2' then 2 else 1 end from people where id like 'riverside-%'`);
    await sql(`insert into contact_methods (person_id, channel, position, address, verified_at) select id, 'email', 1, id, now() from people`);
    await sql(`update people set active = true`);
    await sql(`insert into rotas (id, organisation_id, role, scope, name, rules) values ('nights', 'riverside', 'clinical-lead', 'organisation', 'Doctors at night', $1), ('hubs', 'riverside', 'hub', 'organisation', 'Hub', $2)`,
      [JSON.stringify([outOfHours(['riverside-clinical-lead-2'])]), JSON.stringify([weekly(['riverside-hub-2'])])]);
    await sql(`insert into leaves (id, person_id, starts_at, ends_at) values ('l', 'riverside-coordinator', '2026-12-24', '2026-12-31')`);
    await sql(`insert into covers (id, person_id, by_id, starts_at, ends_at, status, offered_by, decided_at) values ('c', 'riverside-coordinator', 'riverside-coordinator-2', '2026-12-24', '2026-12-31', 'accepted', 'riverside-coordinator', now())`);
    named = story.task('medicines-reconciled', { owner: { role: 'clinical-lead', person: null } });
    hubs = story.task('departure', { owner: { role: 'hub', person: null } });
    given = story.task('equipment-in-place', { owner: { role: 'coordinator', person: 'riverside-coordinator' } });
    await writeTail(fresh.record.manager, story.caseId, story.events);
  });

  const called = async (role: string, at: Date, person: string | null = null) => (await activity(fresh.record)({ caseId: story.caseId, organisation: 'riverside', owners, at: at.toISOString(), asked: [{ rung: 7, role, person }] }))[0];
  const mine = async (person: string, now = NIGHT) => (await listTasks(fresh.record.manager, { ...reading(person), now }, { mine: true })).items.map(({ id }) => id).toSorted();

  it('the call goes to whoever the rota names, or who covers; and it says why', async () => {
    expect(await called('clinical-lead', NIGHT)).toEqual({ rung: 7, person: 'riverside-clinical-lead-2', why: 'on rota: clinical-lead of the organisation, in the place of Dr Leila Farouk' });
    expect(await called('clinical-lead', new Date('2026-12-29T11:00:00Z'))).toMatchObject({ person: 'riverside-clinical-lead' });
    expect(await called('coordinator', NIGHT)).toMatchObject({ person: 'riverside-coordinator-2', why: expect.stringMatching(/^covers for: Colin Okafor, /) });
    expect(await called('coordinator', NIGHT, 'riverside-coordinator')).toMatchObject({ person: 'riverside-coordinator-2' });
    expect(await called('hub', NIGHT)).toMatchObject({ person: 'riverside-hub-2', why: 'on rota: hub of the organisation' });
  });

  it('the same people have it on their lists, and by day the owners', async () => {
    expect(await mine('riverside-clinical-lead-2')).toEqual([named]);
    expect(await mine('riverside-coordinator-2')).toEqual([given]);
    expect(await mine('riverside-hub-2')).toEqual([hubs]);
    expect(await mine('riverside-hub')).toEqual([]);
    // Who owns it keeps it on the list.
    expect(await mine('riverside-clinical-lead')).toEqual([named]);
    expect(await mine('riverside-clinical-lead-2', new Date('2026-12-29T11:00:00Z'))).toEqual([]);
    expect(await answersFor(fresh.record.manager, 'riverside-hub-2', NIGHT)).toEqual([{ role: 'hub', organisation: 'riverside' }]);
  });

  it('the list of people marks them, also where they do not hold the role', async () => {
    await sql(`delete from person_roles where person_id = 'riverside-hub-2'`);
    expect((await people(fresh.record.manager, { organisations: ['riverside'], role: 'hub', at: NIGHT })).items.map(({ id, answers, why }) => [id, answers, why])).toEqual([['riverside-hub-2', true, 'on rota: hub of the organisation'], ['riverside-hub', false, undefined]]);
  });
});
