import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { ApiServer, type Answer } from '#tests/api/support/api-server.js';

let api: ApiServer;
beforeAll(async () => {
  api = await ApiServer.start('docs-first-people');
  const [, sql] = /### People, teams, rotas[^]*?```sql\n([^]*?)```/.exec(readFileSync('docs/operations.md', 'utf8'))!;
  const owner = new pg.Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  await owner.query(sql!);
  await owner.end();
}, 120_000);
afterAll(() => api.stop());

const reason = 'as the page says';
const done = async (answer: Promise<Answer>): Promise<Answer['body']> => {
  const { status, body } = await answer;
  expect([Math.floor(status / 100), body.code]).toEqual([2, undefined]);
  return body;
};
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
const holes = async (): Promise<string[]> => (await api.get('first-lead', `/v1/coverage?organisation=brookside&from=${day(0)}&to=${day(90)}`)).body.items.map((hole) => `${String(hole['kind'])} ${String(hole['role'])}`);

it('an organisation that begins as operations.md says knows its first people, and is told what is still open', async () => {
  expect((await api.get('first-lead', '/v1/me')).body).toMatchObject({ id: 'brookside-lead', roles: expect.arrayContaining([{ role: 'escalation-lead', scope: 'brookside' }]) });
  const open = await holes();
  for (const role of ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'crisis-team']) expect(open).toContain(`nobody-answers ${role}`);
  expect(open).toEqual(expect.arrayContaining(['one-holder escalation-lead', 'one-holder director']));
});

it('they do the rest over the API, until there is no hole', async () => {
  const team = await done(api.command('first-lead', '/v1/teams', { organisation: 'brookside', name: 'East', lead: 'brookside-lead', reason }));
  for (const role of ['hub', 'coordinator', 'clinical-lead', 'escalation-owner', 'escalation-lead', 'director', 'crisis-team']) {
    for (const number of role === 'director' || role === 'escalation-lead' ? [2] : [1, 2]) {
      const { id } = await done(api.command('first-director', '/v1/people', { organisation: 'brookside', name: `${role} ${number}`, subject: `${role}-of-brookside-${number}`, team: team.id, reason }));
      await done(api.command('first-director', `/v1/people/${id}/roles`, { role, reason }));
      await done(api.command('first-director', `/v1/people/${id}/methods`, { channel: 'email', address: `${role}-${number}@brookside.example` }));
    }
  }
  // Nobody has typed their code yet: on call, and not reached.
  expect(await holes()).toEqual(expect.arrayContaining(['no-verified-method coordinator']));
  const owner = new pg.Client({ connectionString: api.database.ownerUrl });
  await owner.connect();
  await owner.query(`update contact_methods set verified_at = now() where address like '%@brookside.example'`);
  await owner.end();
  expect(await holes()).toEqual([]);
  await done(api.command('first-lead', '/v1/rotas', {
    organisation: 'brookside', role: 'director', name: 'Nights', reason, rules: [{ hours: { kind: 'out-of-hours' }, rotation: { people: ['brookside-director'], days: 7, startsOn: day(0).slice(0, 10), handOverAt: '09:00' } }],
  }));
  expect(await holes()).toEqual([]);
});
