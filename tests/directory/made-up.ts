import fc from 'fast-check';
import type { Question } from '#libs/directory/answer.js';
import type { Cover, Facts, Holding, PersonFacts, Scope, Span } from '#libs/directory/facts.js';
import type { Rota, RotaRule } from '#libs/directory/rota.js';
import { weekdays } from '#libs/directory/weekly-dates.js';

/** A directory put together by hand: only what a test is about differs from everybody being there all the time. */
export interface Told { people?: Record<string, Partial<PersonFacts>>; holdings?: (Partial<Holding> & { role: string; person: string })[]; rotas?: Rota[]; covers?: (Partial<Cover> & { person: string; by: string })[] }
export const organisation: Scope = { kind: 'organisation', id: 'riverside' };
const always = { from: null, until: null } as const;

export function directory({ people = {}, holdings = [], rotas = [], covers = [] }: Told): Facts {
  const named = [...Object.keys(people), ...holdings.map(({ person }) => person), ...rotas.flatMap(({ rules, overrides }) => [...rules.flatMap(({ rotation }) => rotation.people), ...overrides.map(({ person }) => person)]), ...covers.flatMap(({ person, by }) => [person, by])];
  return {
    people: new Map(named.map((id) => [id, { id, active: true, reachable: true, leaves: [], teams: [], ...people[id] }])),
    holdings: holdings.map((held, index) => ({ ...always, scope: organisation, position: index + 1, ...held })), rotas, covers: covers.map((cover, index) => ({ ...always, id: `c${index}`, roles: [], ...cover })),
  };
}

export function rota(role: string, rules: RotaRule[], more: Partial<Rota> = {}): Rota {
  return { id: `rota-of-${role}`, role, scope: organisation, rules, overrides: [], ...more };
}
export const weekly = (people: string[], more: Partial<Extract<RotaRule['hours'], { kind: 'weekly' }>> & { handOverAt?: string; turn?: number; startsOn?: string } = {}): RotaRule => {
  const { handOverAt = '09:00', turn = 7, startsOn = '2026-01-05', ...hours } = more;
  return { hours: { kind: 'weekly', days: weekdays, everyWeeks: 1, starts: '00:00', ends: '00:00', bankHolidays: 'as-usual', ...hours }, rotation: { people, days: turn, startsOn, handOverAt } };
};
export const outOfHours = (people: string[], more: { handOverAt?: string; turn?: number; startsOn?: string } = {}): RotaRule => ({ ...weekly(people, more), hours: { kind: 'out-of-hours' } });
export const asked = (role: string, at: string, more: Partial<Question> = {}): Question => ({ role, organisation: 'riverside', team: null, caseId: null, owners: null, assigned: null, at: Date.parse(at), ...more });

// Anything that a directory could say.
const HOUR = 3_600_000;
const someone = fc.constantFrom('ann', 'ben', 'cat', 'dan', 'eve', 'fay');
const role = fc.constantFrom('clinical-lead', 'coordinator', 'hub', 'director');
/** About the year 2026, often near a change of the clocks or over Christmas, on the hour or off it. */
export const anInstant = fc.oneof(
  fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-12-30T00:00:00Z') }),
  ...['2026-03-29T00:00:00Z', '2026-10-25T00:00:00Z', '2026-12-25T12:00:00Z', '2027-03-28T00:00:00Z'].map((near) => fc.integer({ min: -60, max: 60 }).map((quarters) => Date.parse(near) + quarters * HOUR / 4)),
);
const span: fc.Arbitrary<Span> = fc.record({ from: fc.option(anInstant), length: fc.option(fc.integer({ min: 1, max: 2_000 })) })
  .map(({ from, length }) => ({ from, until: length === null ? null : (from ?? Date.parse('2026-06-01T00:00:00Z')) + length * HOUR / 2 }));
const clock = fc.constantFrom('00:00', '00:30', '01:00', '01:30', '02:00', '08:00', '09:00', '17:30', '20:00', '23:59');
const scope: fc.Arbitrary<Scope> = fc.constantFrom<Scope>(organisation, organisation, { kind: 'team', id: 'east' }, { kind: 'case', id: 'case-1' }, { kind: 'system', id: null });
export const aRule: fc.Arbitrary<RotaRule> = fc.record({
  hours: fc.oneof({ weight: 3, arbitrary: fc.record({
    kind: fc.constant('weekly' as const), days: fc.subarray([...weekdays]), everyWeeks: fc.integer({ min: 1, max: 3 }), starts: clock, ends: clock, bankHolidays: fc.constantFrom('as-usual' as const, 'left-out' as const, 'only' as const),
  }) }, { weight: 1, arbitrary: fc.constant({ kind: 'out-of-hours' as const }) }),
  rotation: fc.record({ people: fc.array(someone, { minLength: 1, maxLength: 4 }), days: fc.integer({ min: 1, max: 15 }), startsOn: fc.constantFrom('2025-12-29', '2026-01-03', '2026-03-25', '2026-10-24'), handOverAt: clock }),
  until: fc.option(fc.constantFrom('2026-03-29', '2026-10-25', '2027-01-01'), { nil: undefined, freq: 4 }),
});
const aRota = (id: string): fc.Arbitrary<Rota> => fc.record({
  id: fc.constant(id), role, scope, rules: fc.array(aRule, { maxLength: 3 }),
  overrides: fc.array(fc.record({ id: fc.uuid(), from: anInstant, hours: fc.integer({ min: 1, max: 100 }), person: someone }).map(({ id: override, from, hours, person }) => ({ id: override, from, until: from + hours * HOUR / 2, person })), { maxLength: 3 }),
});
export const aCover: fc.Arbitrary<Cover> = fc.record({ id: fc.uuid(), person: someone, by: someone, roles: fc.subarray(['clinical-lead', 'coordinator', 'hub', 'director', 'action-owner'], { maxLength: 2 }), span }).map(({ span: when, ...cover }) => ({ ...cover, ...when }));
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  people: fc.array(fc.record({ id: someone, active: fc.boolean(), reachable: fc.boolean(), leaves: fc.array(span, { maxLength: 2 }), teams: fc.constant([]) }).map((person) => (person.id === 'ann' ? { ...person, active: true } : person)), { maxLength: 8 }),
  holdings: fc.array(fc.record({ role, scope, person: someone, position: fc.integer({ min: 1, max: 3 }), span }).map(({ span: when, ...held }) => ({ ...held, ...when })), { maxLength: 8 }),
  rotas: fc.tuple(aRota('r1'), aRota('r2')).chain((both) => fc.subarray(both)), covers: fc.array(aCover, { maxLength: 5 }),
}).map(({ people, ...rest }) => ({ ...rest, people: new Map(people.map((person) => [person.id, person])) }));
export const anyQuestion: fc.Arbitrary<Question> = fc.record({
  role: fc.oneof({ weight: 9, arbitrary: role }, { weight: 1, arbitrary: fc.constant('action-owner') }), organisation: fc.constant('riverside'), team: fc.constantFrom(null, 'east'), caseId: fc.constantFrom(null, 'case-1'),
  owners: fc.option(fc.record({ clinicalLead: someone, coordinator: someone, escalationOwner: someone })), assigned: fc.option(someone, { freq: 1 }), at: anInstant,
});
