import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newPayloadKey } from '#libs/security/payloads/payload-keys.js';
import { EnvironmentError, parseEnvironment, variableNames, type Part } from './environment.js';

const worker = {
  DATABASE_URL: 'postgres://app:secret@db:5432/handrail', TEMPORAL_ADDRESS: 'temporal:7233', SMTP_URL: 'smtp://mail:25',
  PUBLIC_URL: 'https://handrail.example', PAYLOAD_KEYS: newPayloadKey('one'),
};
const api = { ...worker, OIDC_ISSUER: 'https://id.example' };

function problems(part: Part, source: Record<string, string>): readonly string[] {
  try {
    parseEnvironment(part, source);
    return [];
  } catch (cause) {
    if (cause instanceof EnvironmentError) return cause.problems.map(({ variable, message }) => `${variable} ${message}`);
    throw cause;
  }
}

describe('the environment', () => {
  it('has a default for what can have one', () => {
    expect(parseEnvironment('worker', worker)).toMatchObject({
      HANDRAIL_MODE: 'production', PORT: 3000, TEMPORAL_NAMESPACE: 'handrail', TEMPORAL_REHEARSAL_NAMESPACE: 'handrail-rehearsal',
      TEMPORAL_TASK_QUEUE: 'handrail', OIDC_AUDIENCE: 'handrail', WORKER_KIND: 'live', NOTICE_POLL: 500, SWEEP_AFTER: 10_000, RECONCILE_EVERY: 300_000,
    });
  });

  it('reads durations as milliseconds', () => {
    expect(parseEnvironment('worker', { ...worker, SWEEP_EVERY: 'PT1M30S', RECONCILE_EVERY: 'P1D' })).toMatchObject({ SWEEP_EVERY: 90_000, RECONCILE_EVERY: 86_400_000 });
  });

  it.each(['soon', '10', 'PT0S', '-PT1S', 'P1M'])('refuses %s for a duration', (SWEEP_EVERY) => {
    expect(problems('worker', { ...worker, SWEEP_EVERY })).toEqual(['SWEEP_EVERY must be an ISO 8601 duration longer than nothing, such as PT10S']);
  });

  it('names every variable that is missing or wrong, in one go, and repeats no value', () => {
    expect(problems('api', { PORT: '30.5', DATABASE_URL: 'mysql://app:secret@db/x', TEMPORAL_ADDRESS: 'http://temporal' })).toEqual([
      'PORT must be a port number', 'DATABASE_URL must be a URL that starts with postgres:// or postgresql://', 'TEMPORAL_ADDRESS must be host:port',
    ]);
    expect(problems('api', {})).toEqual([
      'DATABASE_URL is not set, and api cannot start without it', 'TEMPORAL_ADDRESS is not set, and api cannot start without it',
      'OIDC_ISSUER is not set, and api cannot start without it', 'PAYLOAD_KEYS (or PAYLOAD_KEYS_FILE) is not set, and api cannot start without it', 'PUBLIC_URL is not set, and api cannot start without it',
    ]);
  });

  it('takes an empty text for not set, as compose files give it', () => {
    expect(problems('worker', { ...worker, PUBLIC_URL: '' })).toEqual(['PUBLIC_URL is not set, and worker cannot start without it']);
    expect(parseEnvironment('worker', { ...worker, PORT: '' }).PORT).toBe(3000);
  });

  it.each([
    [{ LOCAL_SERVICES_URL: 'http://127.0.0.1:4000' }, 'LOCAL_SERVICES_URL is for HANDRAIL_MODE=local only'],
    [{ OIDC_ISSUER: 'http://localhost/handrail' }, 'OIDC_ISSUER is the local issuer, which only HANDRAIL_MODE=local accepts'],
    [{ OIDC_ISSUER: 'https://127.0.0.1:8443' }, 'OIDC_ISSUER is the local issuer, which only HANDRAIL_MODE=local accepts'],
    [{ OIDC_ISSUER: 'http://[::1]:8443' }, 'OIDC_ISSUER is the local issuer, which only HANDRAIL_MODE=local accepts'],
    [{ OIDC_JWKS_URI: 'http://localhost:9/jwks' }, 'OIDC_JWKS_URI is the local issuer, which only HANDRAIL_MODE=local accepts'],
  ])('refuses the local issuer and services in production: %j', (local, message) => {
    expect(problems('api', { ...api, ...local })).toEqual([message]);
    expect(problems('api', { ...api, ...local, HANDRAIL_MODE: 'local' })).toEqual([]);
  });

  it('says what a service of messages cannot do without', () => {
    const key = `handrail-${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}-${'1'.repeat(8)}-1111-4111-8111-${'1'.repeat(12)}`;
    const template = '00000000-0000-4000-8000-000000000002';
    expect(problems('worker', { ...worker, NOTICE_EMAIL_BY: 'notify' })).toEqual(['NOTICE_EMAIL_BY is notify, which needs NOTIFY_API_KEY and NOTIFY_EMAIL_TEMPLATE']);
    expect(problems('worker', { ...worker, NOTIFY_SMS_TEMPLATE: template })).toEqual(['NOTIFY_SMS_TEMPLATE needs NOTIFY_API_KEY']);
    expect(problems('worker', { ...worker, NOTIFY_API_KEY: 'secret' })).toEqual(['NOTIFY_API_KEY must be a key of GOV.UK Notify: its name, the service id and the secret']);
    expect(problems('worker', { ...worker, NOTICE_EMAIL_BY: 'notify', NOTIFY_API_KEY: key, NOTIFY_EMAIL_TEMPLATE: template, NOTIFY_SMS_TEMPLATE: template })).toEqual([]);
    expect(parseEnvironment('worker', worker)).toMatchObject({ NOTICE_RECEIPT_WITHIN: 180_000, NOTICE_GATHER: 60_000, NOTICE_EMAIL_BY: 'smtp' });
  });

  it('takes payload keys from a variable or a file, in their order', () => {
    const folder = mkdtempSync(join(tmpdir(), 'handrail-keys-'));
    const file = join(folder, 'keys');
    writeFileSync(file, `${newPayloadKey('new')}\n${newPayloadKey('old')}\n`);
    const { PAYLOAD_KEYS: _keys, ...without } = worker;
    expect(parseEnvironment('worker', { ...without, PAYLOAD_KEYS_FILE: file }).PAYLOAD_KEYS.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(parseEnvironment('worker', worker).PAYLOAD_KEYS.map(({ id }) => id)).toEqual(['one']);
    expect(problems('worker', { ...without, PAYLOAD_KEYS_FILE: `${file}.not` })).toEqual([expect.stringMatching(/^PAYLOAD_KEYS_FILE is wrong: .*cannot be read/)]);
    expect(problems('worker', { ...worker, PAYLOAD_KEYS_FILE: file })).toEqual(['PAYLOAD_KEYS and PAYLOAD_KEYS_FILE are both set: give one of them']);
    rmSync(folder, { recursive: true });
  });

  it('never shows a payload key that it does not like', () => {
    const [said = ''] = problems('worker', { ...worker, PAYLOAD_KEYS: 'one:c2hvcnRzZWNyZXQ=' });
    expect(said).toMatch(/^PAYLOAD_KEYS is wrong: /);
    expect(said).not.toMatch('c2hvcnRzZWNyZXQ');
  });

  it('does not show the keys to parts that need none', () => {
    expect(parseEnvironment('migrate', { DATABASE_OWNER_URL: worker.DATABASE_URL, PAYLOAD_KEYS: worker.PAYLOAD_KEYS })).not.toHaveProperty('PAYLOAD_KEYS');
  });

  it('lists its names for whoever writes a deployment', () => {
    expect(variableNames).toEqual(expect.arrayContaining(['DATABASE_URL', 'PAYLOAD_KEYS_FILE', 'NOTICE_RETRY_MAX']));
  });
});
