import { describe, expect, it } from '@jest/globals';
import { everybody } from '#libs/directory/everybody.js';
import type { Scope } from '#libs/directory/facts.js';
import { directory, outOfHours, rota, weekly, type Told } from './made-up.js';

const NIGHT = Date.parse('2026-12-26T02:10:00Z');
const everywhere: Scope = { kind: 'system', id: null };
const christmas = { from: Date.parse('2026-12-24T00:00:00Z'), until: Date.parse('2026-12-31T00:00:00Z') };
const duty = (...people: string[]) => people.map((person) => ({ role: 'duty', person, scope: everywhere }));
const holding = (role: string, ...people: string[]) => people.map((person) => ({ role, person }));
const rest = [...holding('director', 'dilip', 'della'), ...holding('escalation-lead', 'elena', 'esme')];
/** Whom a system alarm of Riverside reaches, and what is said of it. */
const alarmed = (told: Told, organisation = 'riverside') => {
  const { people, why } = everybody(directory(told), { organisation, at: NIGHT });
  return [people.map(({ person }) => person), why];
};

describe('a system alarm', () => {
  it('is for everybody on duty, not only the first, and for nobody else', () => {
    expect(alarmed({ holdings: [...rest, ...duty('dara', 'devon')] })).toEqual([['dara', 'devon'], 'everybody on duty']);
  });
  it('is for whoever holds duty everywhere and for whoever holds it for this organisation, each once', () => {
    const holdings = [...duty('dara'), ...holding('duty', 'dara', 'olga'), { role: 'duty', person: 'hilda', scope: { kind: 'organisation', id: 'hillview' } as const }];
    expect(alarmed({ holdings })[0]).toEqual(['dara', 'olga']);
    expect(alarmed({ holdings }, 'hillview')[0]).toEqual(['hilda', 'dara']);
  });
  it('is for whoever has the turn on a rota of duty at that instant, beside whoever holds the role', () => {
    const nights = rota('duty', [outOfHours(['nina'])], { scope: everywhere });
    expect(alarmed({ holdings: duty('dara'), rotas: [nights] })[0]).toEqual(['nina', 'dara']);
    const office = rota('duty', [weekly(['olga'], { starts: '09:00', ends: '17:00' })], { scope: everywhere });
    expect(alarmed({ holdings: duty('dara'), rotas: [office] })[0]).toEqual(['dara']);
  });
  it('goes to who covers, who is told once for all whom they cover', () => {
    const covers = ['dara', 'devon'].map((person) => ({ person, by: 'carl', ...christmas }));
    const { people } = everybody(directory({ holdings: duty('dara', 'devon'), covers }), { organisation: 'riverside', at: NIGHT });
    expect(people).toEqual([{ person: 'carl', why: 'covers for dara, holds it: duty of the system' }]);
  });
  it('passes over who is away, has left or cannot be reached, and says so', () => {
    const told = { people: { dara: { name: 'Dara Quill', leaves: [christmas] }, devon: { active: false }, dora: { reachable: false } }, holdings: duty('dara', 'devon', 'dora', 'drew') };
    expect(alarmed(told)).toEqual([['drew'], 'everybody on duty (passed over: Dara Quill is on leave without cover; devon is no longer active; dora has no verified way to be reached)']);
  });
});

describe('where nobody on duty can be told', () => {
  const away = { dara: { leaves: [christmas] } };
  it('every director of the organisation is', () => {
    expect(alarmed({ holdings: rest })).toEqual([['dilip', 'della'], 'nobody holds the duty role: every director of the organisation']);
    expect(alarmed({ people: away, holdings: [...rest, ...duty('dara')] })).toEqual([['dilip', 'della'], 'nobody on duty can be told: every director of the organisation (passed over: dara is on leave without cover)']);
  });
  it('directors of another organisation are not', () => {
    const hers = { role: 'director', person: 'dana', scope: { kind: 'organisation', id: 'hillview' } as const };
    expect(alarmed({ holdings: [hers, ...holding('escalation-lead', 'elena')] })[0]).toEqual(['elena']);
  });
  it('and where no director can be told either, every escalation lead', () => {
    expect(alarmed({ people: { ...away, dilip: { active: false }, della: { reachable: false } }, holdings: [...rest, ...duty('dara')] })).toEqual([
      ['elena', 'esme'], 'nobody on duty can be told: every escalation lead of the organisation (passed over: dara is on leave without cover; dilip is no longer active; della has no verified way to be reached)']);
  });
  it('nobody is where nobody is left, and that is said: the watchdog says it too', () => {
    expect(alarmed({ holdings: holding('hub', 'harriet') })).toEqual([[], 'nobody holds the duty role, and no director or escalation lead can be reached']);
  });
  it('a rota past the table of bank holidays names nobody: those who hold the role are told, and it is said', () => {
    const told = { holdings: duty('dara'), rotas: [rota('duty', [outOfHours(['nina'])], { scope: everywhere })] };
    const { people, why } = everybody(directory(told), { organisation: 'riverside', at: Date.parse('2029-06-04T02:00:00Z') });
    expect([people.map(({ person }) => person), why]).toEqual([['dara'], 'everybody on duty (passed over: the rota reaches past the table of bank holidays)']);
  });
});
