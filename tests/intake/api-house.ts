import type { AddressInfo } from 'node:net';
import { createApi, type Api } from '#apps/api/app.js';
import { intake } from '#apps/api/intake/intake.js';
import { identify } from '#libs/directory/people.js';
import { newPayloadKey, parsePayloadKeys } from '#libs/security/payloads/payload-keys.js';
import { intakeHouse, type House } from './intake-house.js';

/** The API over real HTTP, on the intake's house. A token is the local person's name: how tokens are checked is tried elsewhere. */
export interface ApiHouse extends House { url: string; api: Api }

export async function apiHouse(name: string): Promise<ApiHouse> {
  const house = await intakeHouse(name);
  const api = await createApi(
    { record: house.record, cases: house.cases, settings: { local: true, keys: parsePayloadKeys(newPayloadKey('test')), commandWaitMs: 10_000, advanceWaitMs: 1_000, rate: { perSecond: 1_000, burst: 1_000 } }, more: intake },
    { verify: (token) => Promise.resolve({ issuer: 'http://issuer.test', subject: token }), identify: (issuer, subject) => identify(house.record.manager, issuer, subject) });
  await api.app.listen(0, '127.0.0.1');
  return {
    ...house, api, url: `http://127.0.0.1:${(api.app.getHttpServer().address() as AddressInfo).port}`,
    leave: async () => {
      await api.app.close();
      await house.leave();
    },
  };
}
