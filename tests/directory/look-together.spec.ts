import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whoAnswers } from '#activities/who-answers.js';
import type { Facts } from '#libs/directory/facts.js';
import { lookTogether } from '#libs/directory/look-together.js';
import type { Part } from '#libs/directory/snapshot.js';
import type { WhoAnswers } from '#libs/pathway/temporal/messages.js';
import { freshRecord, type FreshRecord } from '#tests/records/fresh-record.js';

let fresh: FreshRecord;
beforeAll(async () => { fresh = await freshRecord('look together'); }, 120_000);
afterAll(() => fresh.close());

const part = (role: string, more: Partial<Part> = {}): Part => ({ roles: [role], organisations: ['riverside'], people: [], from: new Date('2026-12-01T08:00:00Z'), until: new Date('2026-12-01T08:00:00.001Z'), ...more });
const nothing: Facts = { people: new Map(), holdings: [], rotas: [], covers: [] };
/** Looks that end when they are told to. */
function slowLooks() {
  const looked: { part: Part; ends: () => void; fails: () => void }[] = [];
  return { looked, look: lookTogether((wanted) => new Promise((ends, fails) => { looked.push({ part: wanted, ends: () => ends(nothing), fails: () => fails(new Error('the directory is locked')) }); })) };
}

describe('who asks for the directory while others look', () => {
  it('shares the next look with all who have asked by then, and never one that began before', async () => {
    const { looked, look } = slowLooks();
    const asked = ['hub', 'director', 'coordinator', 'clinical-lead', 'coordinator'].map((role, index) => look(part(role, { people: [`p${index}`], cases: index === 3 ? null : [`c${index}`], organisations: ['riverside', 'hillview'].slice(0, 1 + index % 2) })));
    expect(looked.map(({ part: { roles } }) => roles)).toEqual([['hub'], ['director']]);
    looked[0]!.ends();
    await asked[0];
    expect(looked).toHaveLength(3);
    expect(looked[2]!.part).toEqual({ roles: ['coordinator', 'clinical-lead'], organisations: ['riverside', 'hillview'], cases: null, people: ['p2', 'p3', 'p4'], from: part('hub').from, until: part('hub').until });
    const late = look(part('auditor'));
    looked[2]!.ends();
    await Promise.all(asked.slice(2));
    expect(looked.map(({ part: { roles } }) => roles?.[0])).toEqual(['hub', 'director', 'coordinator', 'auditor']);
    looked[1]!.ends();
    looked[3]!.ends();
    await Promise.all([...asked, late]);
  });

  it('asks for the whole stretch of time in which any of them asks', async () => {
    const { looked, look } = slowLooks();
    const at = (from: string, until: string) => look(part('hub', { from: new Date(from), until: new Date(until) }));
    const asked = [at('2026-12-01T08:00:00Z', '2026-12-01T08:01:00Z'), at('2026-12-01T08:00:00Z', '2026-12-01T08:01:00Z'), at('2027-02-01T08:00:00Z', '2027-02-01T08:01:00Z'), at('2026-01-01T08:00:00Z', '2026-01-01T08:01:00Z')];
    looked[0]!.ends();
    await asked[0];
    expect([looked[2]!.part.from.toISOString(), looked[2]!.part.until.toISOString()]).toEqual(['2026-01-01T08:00:00.000Z', '2027-02-01T08:01:00.000Z']);
    looked.forEach(({ ends }) => ends());
    await Promise.all(asked);
  });

  it('is told when the look that was shared fails, and the next is a new one', async () => {
    const { looked, look } = slowLooks();
    const asked = ['hub', 'hub', 'director', 'coordinator'].map((role) => look(part(role)));
    const fates = Promise.allSettled(asked);
    looked[0]!.ends();
    await asked[0];
    looked[2]!.fails();
    looked[1]!.ends();
    expect((await fates).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    const again = look(part('hub'));
    looked[3]!.ends();
    expect(await again).toBe(nothing);
  });
});

describe('cases that ask at the same moment', () => {
  it('get the answer that each would get alone, whatever the others ask for', async () => {
    const owners = (person: string) => ({ clinicalLead: person, coordinator: person, escalationOwner: person });
    const wanted = Array.from({ length: 60 }, (_, index): WhoAnswers => ({
      caseId: `case-${index}`, organisation: ['riverside', 'hillview'][index % 2]!, owners: [null, owners('riverside-coordinator'), owners('hillview-clinical-lead')][index % 3]!, at: new Date(Date.parse('2026-12-24T02:10:00Z') + index * 3_600_000).toISOString(),
      asked: ['coordinator', 'director', 'clinical-lead', 'hub', 'nobody-holds-this'].slice(index % 4).map((role, place) => ({ rung: place, role, person: place === 1 && index % 5 === 0 ? 'riverside-director' : null, ...(place === 2 ? { everybody: true as const } : {}) })),
    }));
    const together = whoAnswers(fresh.record);
    const atOnce = await Promise.all(wanted.map((each) => together(each)));
    for (const [index, each] of wanted.entries()) expect(atOnce[index]).toEqual(await whoAnswers(fresh.record)(each));
    expect(atOnce.flat().some(({ person }) => person === null) && atOnce.flat().some(({ person }) => person !== null)).toBe(true);
  });
});
