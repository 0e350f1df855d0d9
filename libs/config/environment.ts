import { z } from 'zod';
import { elapsedTime } from '#libs/domain/duration.js';
import { noticeTimes } from '#libs/notices/times.js';
import { PayloadKeyError, parsePayloadKeys, readPayloadKeys, type PayloadKey } from '#libs/security/payloads/payload-keys.js';

const url = (...schemes: string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), { error: `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}` });

const address = z.string().regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/, { error: 'must be host:port' });
const name = z.string().min(1, { error: 'must not be empty' });

/** An ISO 8601 duration, read as milliseconds. */
const duration = (standard: string) =>
  z.string().default(standard).transform((text, context) => {
    try {
      const milliseconds = elapsedTime(text);
      if (milliseconds > 0) return milliseconds;
    } catch {
      // Falls through to the one message that says what is wanted.
    }
    context.addIssue({ code: 'custom', message: 'must be an ISO 8601 duration longer than nothing, such as PT10S' });
    return z.NEVER;
  });

/** Payload keys, in the order given: the first encrypts, all decrypt. */
const payloadKeys = z.string().transform((text, context): readonly PayloadKey[] => {
  try {
    return parsePayloadKeys(text);
  } catch (cause) {
    context.addIssue({ code: 'custom', message: `is wrong: ${cause instanceof PayloadKeyError ? cause.message : 'not understood'}` });
    return z.NEVER;
  }
});

/** Mail addresses, or other words, with commas between them. */
const list = (what: string, shape: RegExp) =>
  z.string().transform((text) => text.split(',').map((each) => each.trim()).filter(Boolean)).refine((all) => all.length > 0 && all.every((each) => shape.test(each)), { error: `must be ${what}, with commas between them` });

const port = z.string().regex(/^\d{1,5}$/, { error: 'must be a port number' }).transform(Number).refine((number) => number <= 65535, { error: 'must be a port number' });

/**
 * Every variable that a part of Handrail reads, and nothing else does. Durations are ISO 8601 and become milliseconds.
 * Which of the optional ones a part cannot do without is said in `needs`.
 */
export const variables = z.object({
  HANDRAIL_MODE: z.enum(['local', 'production'], { error: 'must be local or production' }).default('production'),
  HANDRAIL_DATA: name.optional(),
  /** Where the sample messages and people lie, for the demonstration and the tests. */
  HANDRAIL_SAMPLES: name.optional(),
  PORT: port.default(3000),
  /** Where the API listens: everywhere in production (a proxy stands before it), on this machine only locally. */
  BIND_ADDRESS: name.optional(),
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  DATABASE_OWNER_URL: url('postgres', 'postgresql').optional(),
  TEMPORAL_ADDRESS: address.optional(),
  TEMPORAL_NAMESPACE: name.default('handrail'),
  TEMPORAL_REHEARSAL_NAMESPACE: name.default('handrail-rehearsal'),
  TEMPORAL_TASK_QUEUE: name.default('handrail'),
  OIDC_ISSUER: url('http', 'https').optional(),
  OIDC_AUDIENCE: name.default('handrail'),
  OIDC_JWKS_URI: url('http', 'https').optional(),
  /** Signing in to the pages: where the issuer describes itself, and how it knows us. */
  OIDC_CONFIGURATION_URI: url('http', 'https').optional(),
  OIDC_CLIENT_ID: name.default('handrail'),
  OIDC_CLIENT_SECRET: name.optional(),
  OIDC_SCOPE: z.string().regex(/^[!-~]+( [!-~]+)*$/).refine((text) => text.split(' ').includes('openid'), { error: 'must hold openid' }).default('openid'),
  OIDC_ACR_VALUES: name.optional(),
  /** How long somebody stays signed in to the pages without doing anything there, and at most. */
  SESSION_IDLE: duration('PT1H'),
  SESSION_LONGEST: duration('PT12H'),
  SMTP_URL: url('smtp', 'smtps').optional(),
  MAIL_FROM: name.default('Handrail <handrail@localhost>'),
  PUBLIC_URL: url('http', 'https').optional(),
  LOCAL_SERVICES_URL: url('http').optional(),
  PAYLOAD_KEYS: payloadKeys.optional(),
  PAYLOAD_KEYS_FILE: name.optional(),
  WORKER_KIND: z.enum(['live', 'rehearsal'], { error: 'must be live or rehearsal' }).default('live'),
  RECORDER_RETRY_INITIAL: duration('PT1S'),
  RECORDER_RETRY_MAX: duration('PT10S'),
  SWEEP_AFTER: duration('PT10S'),
  SWEEP_EVERY: duration('PT5S'),
  RECONCILE_EVERY: duration('PT5M'),
  NOTICE_POLL: duration('PT0.5S'),
  NOTICE_RETRY_MAX: duration('PT1M'),
  /** How long a receipt is waited for, and how long what comes for one person is gathered; unless set as libs/notices/times.ts says. */
  NOTICE_RECEIPT_WITHIN: duration(noticeTimes.receiptWithin.value),
  NOTICE_GATHER: duration(noticeTimes.gather.value),
  /** Who carries email. SMS goes by GOV.UK Notify, or not at all. */
  NOTICE_EMAIL_BY: z.enum(['smtp', 'notify'], { error: 'must be smtp or notify' }).default('smtp'),
  NOTIFY_API_KEY: z.string().regex(/^.*[0-9a-f-]{36}-[0-9a-f-]{36}$/i, { error: 'must be a key of GOV.UK Notify: its name, the service id and the secret' }).optional(),
  NOTIFY_BASE_URL: url('http', 'https').default('https://api.notifications.service.gov.uk'),
  NOTIFY_SMS_TEMPLATE: z.uuid({ error: 'must be the id of a template' }).optional(),
  NOTIFY_EMAIL_TEMPLATE: z.uuid({ error: 'must be the id of a template' }).optional(),
  /** What GOV.UK Notify proves itself with when it brings receipts. */
  NOTIFY_RECEIPT_TOKEN: z.string().min(16, { error: 'must have 16 characters or more' }).optional(),
  COMMAND_WAIT: duration('PT10S'),
  /** How long another system may take to answer one message, how long it is waited between tries at most, and after how long it is switched off. */
  WEBHOOK_DEADLINE: duration('PT10S'),
  WEBHOOK_RETRY_MAX: duration('PT10M'),
  WEBHOOK_GIVE_UP: duration('P1D'),
  /** How long the link of a notice opens its task. */
  LINK_LIFE: duration('PT2H'),
  /** Where the watchdog answers for itself, and where the API asks it. */
  WATCHDOG_PORT: port.default(3010),
  WATCHDOG_URL: url('http', 'https').optional(),
  /** Who hears its alarms, and the API that it knocks at. */
  WATCHDOG_ALARM_TO: list('mail addresses', /^[^\s@,]+@[^\s@,]+$/).optional(),
  WATCHDOG_API_URL: url('http', 'https').optional(),
  WATCHDOG_WORKERS: list('live or rehearsal', /^(live|rehearsal)$/).default(['live', 'rehearsal']),
  WATCHDOG_EVERY: duration('PT10S'),
  WATCHDOG_REREAD: duration('PT1M'),
  /** How long trouble must stand before it is an alarm. A call is two minutes late when the mail is out, so a little less. */
  WATCHDOG_CALL_AFTER: duration('PT1M45S'),
  WATCHDOG_RECORD_AFTER: duration('PT1M'),
  WATCHDOG_WORKER_AFTER: duration('PT1M'),
  WATCHDOG_PART_AFTER: duration('PT30S'),
  WATCHDOG_NOTICE_AFTER: duration('PT5M'),
  WATCHDOG_REPEAT: duration('PT15M'),
});

export type VariableName = keyof typeof variables.shape;
type Values = z.output<typeof variables>;

/** The names of all variables: what a compose file or a deployment may set. */
export const variableNames = Object.keys(variables.shape) as readonly VariableName[];

/** What each part cannot start without; `settings` is for commands that need nothing of it. */
const needs = {
  api: ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'OIDC_ISSUER', 'PAYLOAD_KEYS', 'PUBLIC_URL'],
  worker: ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'PAYLOAD_KEYS', 'SMTP_URL', 'PUBLIC_URL'],
  watchdog: ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'WATCHDOG_ALARM_TO', 'WATCHDOG_API_URL'],
  migrate: ['DATABASE_OWNER_URL'],
  services: ['HANDRAIL_DATA', 'LOCAL_SERVICES_URL', 'SMTP_URL', 'OIDC_ISSUER'],
  settings: [],
} as const satisfies Record<string, readonly VariableName[]>;

export type Part = keyof typeof needs;

/** The environment of a part: what it needs is there, what is optional may be missing. */
export type Environment<P extends Part = 'settings'> = Omit<Values, (typeof needs)[P][number]> & { [V in (typeof needs)[P][number]]-?: NonNullable<Values[V]> };

/** What is wrong with the environment, one line a variable, each beginning with the variable's name. */
export class EnvironmentError extends Error {
  constructor(readonly problems: readonly { variable: string; message: string }[]) {
    super(`The environment is not complete:\n${problems.map(({ variable, message }) => `  ${variable} ${message}`).join('\n')}`);
    this.name = 'EnvironmentError';
  }
}

const loopback = (text: string) => /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/i.test(new URL(text).hostname);

/** An empty text counts as not set, as in a compose file. */
function given(source: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''));
}

/** The keys of either variable, or what is wrong with the file. */
function keysOf({ PAYLOAD_KEYS, PAYLOAD_KEYS_FILE }: Values): readonly PayloadKey[] | undefined {
  if (PAYLOAD_KEYS_FILE === undefined) return PAYLOAD_KEYS;
  if (PAYLOAD_KEYS !== undefined) throw new EnvironmentError([{ variable: 'PAYLOAD_KEYS', message: 'and PAYLOAD_KEYS_FILE are both set: give one of them' }]);
  try {
    return readPayloadKeys({ file: PAYLOAD_KEYS_FILE });
  } catch (cause) {
    throw new EnvironmentError([{ variable: 'PAYLOAD_KEYS_FILE', message: `is wrong: ${cause instanceof PayloadKeyError ? cause.message : 'not understood'}` }]);
  }
}

/**
 * Reads and checks the environment of one part. Outside local mode the local issuer, the local services and missing
 * payload keys are refused, so that a machine's try-out can never be mistaken for a service.
 * @throws EnvironmentError naming each variable that is missing or wrong; never with a value in it, since many are secrets.
 */
export function parseEnvironment<P extends Part>(part: P, source: Readonly<Record<string, string | undefined>>): Environment<P> {
  const parsed = variables.safeParse(given(source));
  if (!parsed.success) throw new EnvironmentError(parsed.error.issues.map(({ path, message }) => ({ variable: String(path[0]), message })));
  // Only parts that need the keys get to see them.
  const needsKeys = (needs[part] as readonly VariableName[]).includes('PAYLOAD_KEYS');
  const { PAYLOAD_KEYS: _given, ...others } = parsed.data;
  const keys = needsKeys ? keysOf(parsed.data) : undefined;
  const values: Values = { ...others, ...(keys && { PAYLOAD_KEYS: keys }) };
  const missing = needs[part]
    .filter((variable) => values[variable] === undefined)
    .map((variable) => ({ variable: variable === 'PAYLOAD_KEYS' ? 'PAYLOAD_KEYS (or PAYLOAD_KEYS_FILE)' : variable, message: `is not set, and ${part} cannot start without it` }));
  const incomplete = [
    ...(values.NOTICE_EMAIL_BY === 'notify' && !(values.NOTIFY_API_KEY && values.NOTIFY_EMAIL_TEMPLATE) ? [{ variable: 'NOTICE_EMAIL_BY', message: 'is notify, which needs NOTIFY_API_KEY and NOTIFY_EMAIL_TEMPLATE' }] : []),
    ...(values.NOTIFY_SMS_TEMPLATE && !values.NOTIFY_API_KEY ? [{ variable: 'NOTIFY_SMS_TEMPLATE', message: 'needs NOTIFY_API_KEY' }] : []),
  ];
  const refused = values.HANDRAIL_MODE === 'local' ? [] : [
    ...(values.LOCAL_SERVICES_URL !== undefined ? [{ variable: 'LOCAL_SERVICES_URL', message: 'is for HANDRAIL_MODE=local only' }] : []),
    ...(['OIDC_ISSUER', 'OIDC_JWKS_URI', 'OIDC_CONFIGURATION_URI'] as const)
      .filter((variable) => values[variable] !== undefined && loopback(values[variable]))
      .map((variable) => ({ variable, message: 'is the local issuer, which only HANDRAIL_MODE=local accepts' })),
  ];
  if (missing.length + refused.length + incomplete.length > 0) throw new EnvironmentError([...missing, ...refused, ...incomplete]);
  // The compiler cannot follow that nothing in `needs[part]` is missing by now.
  return values as unknown as Environment<P>;
}

let read: { part: Part; values: unknown } | undefined;

/** The environment of this process, parsed once. @throws EnvironmentError as `parseEnvironment`. */
export function environment<P extends Part>(part: P): Environment<P> {
  if (read?.part !== part) read = { part, values: parseEnvironment(part, process.env) };
  return read.values as Environment<P>;
}
