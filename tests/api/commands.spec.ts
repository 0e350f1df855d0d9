import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CaseUnavailable } from '#libs/pathway/temporal/case-client.js';
import { openRecord } from '#libs/records/database.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { ApiServer, dischargeOf } from './support/api-server.js';
import { Discharge, said, somebody } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-commands'); }, 600_000);
afterAll(async () => { await api.stop(); });

const equipment = { evidence: { items: ['bed'] } };
const eventsOf = async (id: string) => (await api.get('hub', `/v1/cases/${id}/events`)).body.items.map((event) => event['kind']);

describe('a command and its key', () => {
  it('answers with the changed resource, in every list at once', async () => {
    const discharge = await Discharge.started(api);
    const done = await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/complete`, equipment);
    expect(done.body).toMatchObject({ id: discharge.task('equipment-in-place').id, status: 'completed', evidence: { items: ['bed'] }, completedBy: { id: 'riverside-coordinator' }, late: false, needs: { type: 'object' } });
    const listed = await api.get('coordinator', `/v1/tasks?caseId=${discharge.id}&status=completed`);
    expect(listed.body.items.map(({ step }) => step)).toEqual(['equipment-in-place']);
  });

  it('gives the same answer for the same key and body, and asks the case once', async () => {
    const discharge = await Discharge.started(api);
    const path = `${discharge.taskPath('equipment-in-place')}/complete`;
    const asked = api.cases.received.length;
    const [first, again, other] = [await api.command('coordinator', path, equipment, 'same'), await api.command('coordinator', path, { evidence: { items: ['bed'] } }, 'same'), await api.command('coordinator', path, { evidence: { items: ['chair'] } }, 'same')];
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    expect(said(other)).toEqual([422, 'idempotency-key-reused']);
    expect(api.cases.received.length - asked).toBe(1);
    // The key belongs to caller, method and path.
    expect(said(await api.command('coordinator', `${discharge.taskPath('first-visit-booked')}/complete`, { evidence: { acceptedBy: 'Sister Ray', organisation: 'Elm House' } }, 'same'))).toEqual([422, expect.any(String)]);
    expect(said(await api.command('clinical-lead', path, equipment, 'same'))).toEqual([403, 'not-yours']);
  });

  it('frees the key after a wrong field, and keeps a rule’s no', async () => {
    const discharge = await Discharge.started(api);
    const path = `${discharge.taskPath('equipment-in-place')}/complete`;
    expect(said(await api.command('coordinator', path, { evidence: { items: [] } }, 'mended'))).toEqual([422, 'empty']);
    expect(said(await api.command('coordinator', path, equipment, 'mended'))).toEqual([200, undefined]);
    const twice = await api.command('coordinator', path, equipment, 'twice');
    expect(said(twice)).toEqual([409, 'task-already-completed']);
    expect(said(await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/reopen`, { reason: 'it broke' }))).toEqual([200, undefined]);
    const still = await api.command('coordinator', path, equipment, 'twice');
    expect([still.status, still.body, still.headers.get('content-type')]).toEqual([409, twice.body, expect.stringContaining('application/problem+json')]);
  });

  it('never tells a no that it could not write down: it is asked again with the same key, and refused then', async () => {
    const discharge = await Discharge.started(api);
    const path = `${discharge.taskPath('equipment-in-place')}/complete`;
    await api.command('coordinator', path, equipment);
    const refusals = () => api.record.query<{ command: string; code: string }[]>('select command, code from refusals where case_id = $1', [discharge.id]);
    const owner = await openRecord(api.database.ownerUrl, { poolSize: 1, applicationName: 'api-commands away' });
    const away = (code: string) => owner.query(`create or replace function away() returns trigger language plpgsql as $$ begin raise exception 'going away' using errcode = '${code}'; end $$`);
    await away('57P01');
    await owner.query('create trigger away before insert on refusals for each row execute function away()');
    try {
      expect(said(await api.command('coordinator', path, equipment, 'told-late'))).toEqual([503, 'unavailable']);
      // An API that stood still in the middle of a transaction, for longer than the database waits.
      await away('25P03');
      expect(said(await api.command('clinical-lead', path, equipment, 'not-told'))).toEqual([503, 'unavailable']);
    } finally {
      await owner.query('drop function away() cascade');
      await owner.destroy();
    }
    expect(await refusals()).toEqual([]);
    expect(said(await api.command('coordinator', path, equipment, 'told-late'))).toEqual([409, 'task-already-completed']);
    expect(await refusals()).toEqual([{ command: 'complete', code: 'task-already-completed' }]);
  });

  it('is carried out once however often it is sent at the same instant, and all hear the same', async () => {
    const discharge = await Discharge.started(api);
    const path = `${discharge.taskPath('equipment-in-place')}/complete`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => api.command('coordinator', path, equipment, 'at-once')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    for (const { body } of answers) expect(body).toEqual(answers[0]!.body);
    expect((await eventsOf(discharge.id)).filter((kind) => kind === 'task-completed')).toHaveLength(1);
  });

  it('is answered the same, whatever died in between', async () => {
    const discharge = await Discharge.started(api);
    const path = `${discharge.taskPath('equipment-in-place')}/complete`;
    for (const fault of ['unavailable', 'lost', 'lost'] as const) {
      api.cases.faults.push(fault);
      const answer = await api.command('coordinator', path, equipment, 'unlucky');
      expect(said(answer)).toEqual([503, 'unavailable']);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(5);
    }
    expect(said(await api.command('coordinator', path, equipment, 'unlucky'))).toEqual([200, undefined]);
    expect(new Set(api.cases.received.slice(-4).map(({ id }) => id)).size).toBe(1);
    expect((await eventsOf(discharge.id)).filter((kind) => kind === 'task-completed')).toHaveLength(1);
  });

  it('that began a case names it, also where its answer was lost and the record had it first', async () => {
    const begin = api.cases.start.bind(api.cases);
    const lost = jest.spyOn(api.cases, 'start').mockImplementationOnce(async (asked) => {
      // The case's own recorder is sooner than the answer, which never comes.
      await writeTail(api.record.manager, asked.caseId, (await begin(asked)).events, {});
      throw new CaseUnavailable('carried out, not answered');
    });
    const body = dischargeOf(somebody(), 30);
    const answers = [await api.command('hub', '/v1/cases', body, 'begun-and-lost'), await api.command('hub', '/v1/cases', body, 'begun-and-lost')];
    expect(answers.map(({ status, body: { pathway } }) => [status, pathway])).toEqual([[201, 'minimum-safe-discharge'], [201, 'minimum-safe-discharge']]);
    expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
    lost.mockRestore();
  });

  it('says pending when the record is slow, and answers when it is back', async () => {
    const discharge = await Discharge.started(api);
    const path = `${discharge.taskPath('equipment-in-place')}/complete`;
    api.cases.beforeAnswer = () => api.database.cut();
    const pending = await api.command('coordinator', path, equipment, 'slow');
    expect([pending.status, pending.body]).toEqual([202, { pending: true, version: expect.any(Number) }]);
    expect(said(await api.get('hub', discharge.path))).toEqual([503, 'unavailable']);
    await api.database.mend();
    const done = await api.command('coordinator', path, equipment, 'slow');
    expect([done.status, done.body.status]).toEqual([200, 'completed']);
    expect((await discharge.look()).version).toBeGreaterThanOrEqual(pending.body.version);
  }, 30_000);

  it('carries the version that the record holds, who, and when', async () => {
    const discharge = await Discharge.started(api);
    await api.command('coordinator', `${discharge.path}/notes`, { text: 'rang the ward' });
    expect(api.cases.received.at(-1)).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/), stored: discharge.now.version, actor: { person: 'riverside-coordinator' }, command: { type: 'note', text: 'rang the ward' } });
  });
});

describe('rules that say no', () => {
  it('are written down with who was told', async () => {
    const discharge = await Discharge.started(api);
    expect(said(await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/move`, { dueAt: '2030-01-01T10:00:00Z', reason: 'later' }))).toEqual([409, 'cannot-be-moved']);
    expect(said(await api.command('director', `${discharge.taskPath('equipment-in-place')}/complete`, equipment))).toEqual([403, 'not-yours']);
    const ahead = await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/attempt`, { at: new Date(Date.now() + 3_600_000).toISOString(), tried: 'rang', why: 'no reply' });
    expect([...said(ahead), ahead.body.errors]).toEqual([422, 'in-the-future', [{ pointer: '/at', code: 'in-the-future', message: expect.any(String) }]]);
    // A body that is not made right was refused by no rule.
    expect(said(await api.command('coordinator', `${discharge.path}/notes`, { text: 'x', colour: 'red' }))).toEqual([422, 'unknown-field']);
    const refusals = await api.get('auditor', `${discharge.path}/refusals`);
    const shown = refusals.body.items.map(({ actor, command, code, status, taskId }) => ({ actor, command, code, status, taskId }));
    expect(shown).toHaveLength(3);
    const taskId = discharge.task('equipment-in-place').id;
    expect(shown).toEqual(expect.arrayContaining([
      { actor: { person: 'riverside-coordinator' }, command: 'move', code: 'cannot-be-moved', status: 409, taskId }, { actor: { person: 'riverside-director' }, command: 'complete', code: 'not-yours', status: 403, taskId },
      { actor: { person: 'riverside-coordinator' }, command: 'attempt', code: 'in-the-future', status: 422, taskId },
    ]));
  });

  it('ask for a decision where only a decision will do', async () => {
    const discharge = await Discharge.started(api);
    expect(said(await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/unmet`, { reason: 'no beds', unsafe: 'a fall' }))).toEqual([200, undefined]);
    await discharge.look();
    expect(said(await api.command('clinical-lead', `${discharge.taskPath('risk-decision')}/complete`, { evidence: { confirmed: true } }))).toEqual([409, 'needs-decision']);
    const decision = {
      kind: 'risk-decision', question: 'May she leave?', because: 'capacity', unsafe: 'a fall', mitigations: ['a sitter'], unmetDueAt: new Date(Date.now() + 48 * 3_600_000).toISOString(),
      options: [{ option: 'leave with a sitter' }, { option: 'wait', doNothing: true, rejectedBecause: 'infection' }], chosen: 'leave with a sitter', riskAccepted: 'a fall', proportionateBecause: 'two nights', personsView: 'wants home',
      actions: [{ title: 'Book the sitter', owner: 'riverside-coordinator', dueAt: new Date(Date.now() + 3_600_000).toISOString(), completionCheck: 'confirmed' }], safetyNet: [{ if: 'she falls', call: '999', respondWithin: 'PT10M' }], outcome: 'go-with-risk',
    };
    expect(said(await api.command('coordinator', `${discharge.path}/decisions`, decision))).toEqual([403, 'not-yours']);
    const nobody = await api.command('clinical-lead', `${discharge.path}/decisions`, { ...decision, actions: [{ ...decision.actions[0], owner: 'nobody-we-know' }] });
    expect([nobody.status, nobody.body.errors]).toEqual([422, [{ pointer: '/actions/0/owner', code: 'unknown-person', message: expect.any(String) }]]);
    const past = await api.command('clinical-lead', `${discharge.path}/decisions`, { ...decision, actions: [{ ...decision.actions[0], dueAt: '2020-01-01T10:00:00Z' }] });
    expect([past.status, past.body.errors[0]?.pointer]).toEqual([422, '/actions/0/dueAt']);
    const decided = await api.command('clinical-lead', `${discharge.path}/decisions`, decision);
    expect(said(decided)).toEqual([200, undefined]);
    expect(decided.body.tasks.filter(({ status }) => status === 'open').map(({ step }) => step)).toEqual(expect.arrayContaining(['action', 'capacity-response', 'equipment-in-place']));
    expect(said(await api.command('clinical-lead', `${discharge.path}/decisions`, decision))).toEqual([409, 'nothing-to-decide']);
  });

  it('know people only from the directory', async () => {
    const discharge = await Discharge.started(api);
    for (const [path, body, pointer] of [[`${discharge.taskPath('medicines-reconciled')}/assign`, { to: 'nobody', reason: 'x' }, '/to'], [`${discharge.path}/owners`, { role: 'coordinator', person: 'nobody', reason: 'x' }, '/person']] as const) {
      const answer = await api.command('coordinator', path, body);
      expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer, code: 'unknown-person', message: expect.any(String) }]]);
    }
  });

  it('give nothing to an auditor', async () => {
    const discharge = await Discharge.started(api);
    const owner = 'riverside-auditor';
    for (const [path, body, pointer] of [
      [`${discharge.taskPath('medicines-reconciled')}/assign`, { to: owner, reason: 'x' }, '/to'], [`${discharge.path}/owners`, { role: 'coordinator', person: owner, reason: 'x' }, '/person'],
      [`${discharge.path}/owners`, { role: 'coordinator', person: owner, reason: 'x', offer: true }, '/person'],
    ] as const) {
      const answer = await api.command('coordinator', path, body);
      expect([answer.status, answer.body.errors]).toEqual([422, [{ pointer, code: 'cannot-own', message: expect.any(String) }]]);
    }
    expect((await discharge.look()).tasks.every((task) => task.owner.person?.id !== owner)).toBe(true);
  });

  it('close a case to every command, and tell a lost one from a closed one', async () => {
    const discharge = await Discharge.started(api);
    const ended = await api.command('hub', `${discharge.path}/end`, { because: 'entered-in-error', at: new Date().toISOString(), note: 'twice' });
    expect([ended.status, ended.body.status]).toEqual([200, 'closed']);
    expect(said(await api.command('coordinator', `${discharge.path}/notes`, { text: 'x' }))).toEqual([409, 'case-closed']);
    expect(said(await api.command('hub', `${discharge.path}/triggers`, { kind: 'readmission', occurredAt: new Date().toISOString(), note: 'x' }))).toEqual([409, 'case-closed']);
    const lost = await Discharge.started(api);
    api.cases.lose(lost.id);
    expect(said(await api.command('coordinator', `${lost.path}/notes`, { text: 'x' }))).toEqual([503, 'unavailable']);
  });
});

describe('named owners', () => {
  it('are handed over at once, or when the other accepts', async () => {
    const discharge = await Discharge.started(api);
    expect(said(await api.command('hub', `${discharge.path}/owners/accept`, { role: 'coordinator' }))).toEqual([403, 'not-yours']);
    const offered = await api.command('coordinator', `${discharge.path}/owners`, { role: 'coordinator', person: 'riverside-crisis-team', reason: 'leave', offer: true });
    expect([offered.status, offered.body.owners['coordinator']?.id]).toEqual([200, 'riverside-coordinator']);
    expect(said(await api.command('coordinator', `${discharge.path}/owners/accept`, { role: 'coordinator' }))).toEqual([403, 'not-yours']);
    const accepted = await api.command('crisis-team', `${discharge.path}/owners/accept`, { role: 'coordinator' });
    expect([accepted.status, accepted.body.owners['coordinator']?.id]).toEqual([200, 'riverside-crisis-team']);
    expect(said(await api.command('coordinator', `${discharge.taskPath('equipment-in-place')}/complete`, equipment))).toEqual([403, 'not-yours']);
    expect(said(await api.command('crisis-team', `${discharge.taskPath('equipment-in-place')}/complete`, equipment))).toEqual([200, undefined]);
  });

  it('gives whoever handed a case on the same answer again, though it is no longer theirs', async () => {
    const discharge = await Discharge.started(api, { owners: { clinicalLead: 'hillview-hub', coordinator: 'riverside-coordinator', escalationOwner: 'riverside-escalation-owner' } });
    expect((await api.get('other-hub', discharge.path)).status).toBe(200);
    const handed = await api.command('other-hub', `${discharge.path}/owners`, { role: 'clinical-lead', person: 'riverside-clinical-lead', reason: 'moved' }, 'handed');
    expect([handed.status, handed.body.id]).toEqual([200, discharge.id]);
    expect((await api.get('other-hub', discharge.path)).status).toBe(404);
    expect((await api.command('other-hub', `${discharge.path}/owners`, { role: 'clinical-lead', person: 'riverside-clinical-lead', reason: 'moved' }, 'handed')).body).toEqual(handed.body);
  });
});

describe('who a case is about', () => {
  it('is corrected with the old values kept, and searched for by number in a body', async () => {
    const discharge = await Discharge.started(api);
    const corrected = await api.command('hub', `${discharge.path}/patient`, { name: 'Ada Newname', reason: 'married' });
    expect([corrected.status, corrected.body.patient['name']]).toEqual([200, 'Ada Newname']);
    const event = (await api.get('hub', `${discharge.path}/events`)).body.items.find(({ kind }) => kind === 'patient-corrected');
    expect(event?.['data']).toMatchObject({ before: { name: discharge.now.patient['name'] }, patient: { name: 'Ada Newname' }, reason: 'married' });
    const search = (as: string) => api.send('POST', '/v1/patients/search', { as, body: { nhsNumber: discharge.now.patient['nhsNumber'] } });
    expect((await search('hub')).body['cases']).toEqual([expect.objectContaining({ id: discharge.id })]);
    expect((await search('other-hub')).body).toEqual({ patient: null, cases: [], admissions: [] });
    expect(said(await search('auditor'))).toEqual([403, 'not-yours']);
  });

  it('is not told to the auditor, in whatever is read', async () => {
    const discharge = await Discharge.started(api);
    const { name, nhsNumber, dateOfBirth } = discharge.now.patient as { name: string; nhsNumber: string; dateOfBirth: string };
    await api.command('coordinator', `${discharge.path}/notes`, { text: `${name} (${nhsNumber}) rang` });
    for (const path of ['/v1/cases', discharge.path, `${discharge.path}/events`, `${discharge.path}/refusals`, `/v1/tasks?caseId=${discharge.id}`, '/v1/escalations', '/v1/admissions']) {
      const answer = await api.get('auditor', path);
      expect([path, answer.status]).toEqual([path, 200]);
      const words = JSON.stringify(answer.body);
      for (const secret of [name, nhsNumber, dateOfBirth]) expect([path, words.includes(secret)]).toEqual([path, false]);
    }
    expect((await api.get('auditor', `/v1/cases?q=${encodeURIComponent(name)}`)).body.items).toEqual([]);
    for (const [path, body] of [[`${discharge.path}/notes`, { text: 'x' }], [`${discharge.path}/triggers`, { kind: 'safety-flag', occurredAt: new Date().toISOString(), note: 'x' }]] as const) {
      expect(said(await api.command('auditor', path, body))).toEqual([403, 'not-yours']);
    }
  });
});
