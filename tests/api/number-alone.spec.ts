import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { patientByNhsNumber } from '#libs/records/patients.js';
import { rebuild } from '#libs/records/rebuild.js';
import { ApiServer, dischargeOf, type Answer } from './support/api-server.js';
import { said } from './support/discharge.js';

let api: ApiServer;
beforeAll(async () => { api = await ApiServer.start('api-number-alone'); }, 600_000);
afterAll(async () => { await api.stop(); });

let numbers = 700;
const number = () => syntheticNhsNumber(numbers += 1);
const start = (patient: unknown, change: Record<string, unknown> = {}): Promise<Answer> => api.command('hub', '/v1/cases', dischargeOf(patient, 30, change));
const end = (id: string) => api.command('hub', `/v1/cases/${id}/end`, { because: 'entered-in-error', at: new Date().toISOString(), note: 'x' });
const registered = (nhsNumber: string) => patientByNhsNumber(api.record.manager, nhsNumber);

describe('a start by an NHS number that nobody knows', () => {
  it('makes a case about somebody whose name is not known, until it is corrected', async () => {
    const nhsNumber = number();
    const made = await start({ nhsNumber });
    expect(said(made)).toEqual([201, undefined]);
    const shown = { id: expect.any(String), nhsNumber, name: 'Name not known' };
    expect(made.body.patient).toEqual(shown);
    const path = `/v1/cases/${made.body.id}`;
    expect((await api.get('hub', path)).body.patient).toEqual(shown);
    expect((await api.get('hub', '/v1/cases')).body.items.find(({ id }) => id === made.body.id)?.patient).toEqual(shown);
    const found = (await api.send('POST', '/v1/patients/search', { as: 'hub', body: { nhsNumber } })).body;
    expect([found.patient, found['cases']]).toEqual([shown, [expect.objectContaining({ id: made.body.id })]]);
    expect((await api.get('hub', `${path}/events`)).body.items[0]?.['data']).toMatchObject({ patient: shown });
    expect(said(await start({ nhsNumber }))).toEqual([409, 'case-already-open']);

    const named = await api.command('hub', `${path}/patient`, { name: 'Ada Newname', reason: 'she said so' });
    expect([named.status, named.body.patient]).toEqual([200, { ...shown, name: 'Ada Newname' }]);
    const whole = await api.command('hub', `${path}/patient`, { dateOfBirth: '1941-03-09', reason: 'letter' });
    expect([whole.status, whole.body.patient]).toEqual([200, { ...shown, name: 'Ada Newname', dateOfBirth: '1941-03-09' }]);
    expect(await registered(nhsNumber)).toMatchObject({ name: 'Ada Newname', dateOfBirth: '1941-03-09' });
    expect((await api.get('hub', '/v1/cases?q=newname')).body.items.map(({ id }) => id)).toEqual([made.body.id]);
    const before = (await api.get('hub', path)).body;
    expect(await rebuild(api.record, { caseId: made.body.id })).toMatchObject({ cases: 1, failed: [], hashes: [] });
    expect((await api.get('hub', path)).body).toEqual({ ...before, clock: expect.anything() });
  });

  it('is filled in by a later start, and then holds later ones to it', async () => {
    const nhsNumber = number();
    const first = await start({ nhsNumber });
    expect(said(await end(first.body.id))).toEqual([200, undefined]);
    const second = await start({ nhsNumber, name: 'Ada Newname', dateOfBirth: '1941-03-09' });
    expect([second.status, second.body.patient]).toEqual([201, { id: first.body.patient['id'], nhsNumber, name: 'Ada Newname', dateOfBirth: '1941-03-09' }]);
    expect(await registered(nhsNumber)).toMatchObject({ name: 'Ada Newname', dateOfBirth: '1941-03-09' });
    expect((await api.get('hub', `/v1/cases/${first.body.id}`)).body.patient['name']).toBe('Name not known');
    await end(second.body.id);
    expect(said(await start({ nhsNumber, name: 'Ada', dateOfBirth: '1950-01-01' }))).toEqual([409, 'identity-mismatch']);
    expect((await start({ nhsNumber })).body.patient).toMatchObject({ name: 'Ada Newname', dateOfBirth: '1941-03-09' });
  });

  it('is not filled in by a start that is refused, nor by a rehearsal', async () => {
    const nhsNumber = number();
    await start({ nhsNumber });
    expect(said(await start({ nhsNumber, name: 'Ada', dateOfBirth: '1941-03-09' }))).toEqual([409, 'case-already-open']);
    const rehearsed = await start({ nhsNumber, name: 'Ada', dateOfBirth: '1941-03-09' }, { rehearsal: true });
    expect([rehearsed.status, rehearsed.body.patient]).toEqual([201, expect.objectContaining({ name: 'Ada', dateOfBirth: '1941-03-09' })]);
    expect(await registered(nhsNumber)).toMatchObject({ name: 'Name not known', dateOfBirth: null });
  });

  it('tells the auditor nothing, though nobody knows which words are a name', async () => {
    const nhsNumber = number();
    const { id } = (await start({ nhsNumber })).body;
    await api.command('coordinator', `/v1/cases/${id}/notes`, { text: 'Mrs Quillfeather rang, her name is not known to us' });
    for (const path of ['/v1/cases', `/v1/cases/${id}`, `/v1/cases/${id}/events`, `/v1/tasks?caseId=${id}`]) {
      const answer = await api.get('auditor', path);
      expect([path, answer.status]).toEqual([path, 200]);
      for (const secret of ['Quillfeather', nhsNumber]) expect([path, JSON.stringify(answer.body).includes(secret)]).toEqual([path, false]);
    }
    expect((await api.get('auditor', `/v1/cases/${id}`)).body.patient).toEqual({ id: expect.any(String), name: null, dateOfBirth: null, withheld: true });
  });

  it('asks for name and date of birth where there is no NHS number', async () => {
    const answer = await start({ identifiers: [{ system: 'RX1', value: 'L1' }] });
    expect([answer.status, answer.body.errors.map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, ['/patient/name required', '/patient/dateOfBirth required']]);
  });
});
