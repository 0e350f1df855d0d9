import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { fromSchema, mutated, odd, type Schema } from './from-schema.js';

interface Parameter { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }
interface Media { content?: Record<string, { schema: Schema }> }
export interface Operation { name: string; method: string; path: string; parameters: Parameter[]; body: Schema | undefined; media: string | undefined; responses: Record<string, Media> }
export interface Document { paths: Record<string, Record<string, { parameters?: Parameter[]; requestBody?: Media; responses: Record<string, Media> }>>; components: { schemas: Record<string, Schema> } }

/** A request as it goes out. */
export interface Call { operation: Operation; path: string; headers: Record<string, string>; body: string | undefined; as: string }
export interface Fault { operation: string; path: string; status: number; why: string; sent: string | undefined; answer: string }

export function operationsOf(document: Document): Operation[] {
  // A stream has no end that could be waited for.
  const ends = ({ responses }: { responses: Record<string, Media> }): boolean => responses['200']?.content?.['text/event-stream'] === undefined;
  return Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).filter(([, operation]) => ends(operation)).map(([method, { parameters = [], requestBody, responses }]) => {
    const [media, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
    return { name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, parameters, body: content?.schema, media, responses };
  }));
}

/** FHIR's JSON is JSON too. */
const isJson = ({ media }: Operation): boolean => media?.endsWith('json') ?? false;

/**
 * Requests for one operation, made from its own schemas: three in five as it wants them, the others with something wrong in the body, the
 * parameters or the headers. `pool`: ids that are really there, by parameter or field; `examples`: whole bodies, by operation, that rules would let pass.
 */
export function callsOf(operation: Operation, { components }: Document, pool: (operation: Operation) => Record<string, string[]>, examples: Readonly<Record<string, readonly unknown[]>>, people: readonly string[]): fc.Arbitrary<Call> {
  const known = pool(operation);
  const valueOf = (parameter: Parameter) => fromSchema(parameter.schema, components.schemas, known, parameter.name);
  const optional = <T>(arbitrary: fc.Arbitrary<T>, required: boolean | undefined) => (required ? arbitrary : fc.option(arbitrary, { nil: undefined, freq: 2 }));
  const parameters = fc.tuple(...operation.parameters.map((parameter) => optional(valueOf(parameter), parameter.required)));
  const made = operation.body === undefined ? fc.constant(undefined) : fromSchema(operation.body, components.schemas, known);
  const whole = examples[operation.name] ?? [];
  const body = whole.length > 0 ? fc.oneof(made, fc.constantFrom(...whole)) : made;
  const sound = fc.tuple(parameters, body.map((sent) => (isJson(operation) ? JSON.stringify(sent) : sent as string | undefined)), fc.constantFrom(...people)).map(([given, sent, as]) => callOf(operation, given, sent, as));
  const wrongBody = fc.tuple(sound, fc.nat(5)).chain(([call, kind]) => {
    if (call.body === undefined) return fc.constant(call);
    if (kind === 0) return fc.constantFrom('', '{', 'null', '[]', '"x"', '\u0000', '{"a":1}{', 'x'.repeat(70_000)).map((text) => ({ ...call, body: text }));
    if (kind === 1) return fc.constantFrom('text/plain', 'application/xml', 'application/json; charset=utf-7', 'multipart/form-data').map((type) => ({ ...call, headers: { ...call.headers, 'content-type': type } }));
    return mutated(isJson(operation) ? JSON.parse(call.body) as unknown : call.body).map((changed) => ({ ...call, body: isJson(operation) ? JSON.stringify(changed) ?? '' : String(changed) }));
  });
  const wrongParameter = fc.tuple(sound, odd, fc.constantFrom('colour', 'limit', 'cursor', 'status', 'q', 'mine', 'at')).map(([call, value, name]) => ({
    ...call, path: `${call.path}${call.path.includes('?') ? '&' : '?'}${name}=${encodeURIComponent(String(value).replace(/\p{Surrogate}/gu, '?').slice(0, 300))}`,
  }));
  const wrongPath = fc.tuple(sound, fc.constantFrom('%00', '%ff', 'x', '..%2f..', '%F0%9F%98%80', 'constructor', '1'.repeat(400))).map(([call, id]) => ({ ...call, path: operation.path.replaceAll(/\{[^}]+\}/g, id) }));
  const withoutKey = sound.map((call) => ({ ...call, headers: Object.fromEntries(Object.entries(call.headers).filter(([name]) => name !== 'idempotency-key')) }));
  const stranger = sound.map((call) => ({ ...call, as: '' }));
  return fc.oneof({ weight: 12, arbitrary: sound }, { weight: 4, arbitrary: wrongBody }, { weight: 2, arbitrary: wrongParameter }, { weight: 1, arbitrary: wrongPath }, { weight: 1, arbitrary: withoutKey }, { weight: 1, arbitrary: stranger });
}

function callOf(operation: Operation, given: readonly unknown[], body: string | undefined, as: string): Call {
  let { path } = operation;
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': operation.media ?? 'application/json' };
  const query = new URLSearchParams();
  operation.parameters.forEach((parameter, index) => {
    const value = given[index];
    if (value === undefined) return;
    const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\p{Surrogate}/gu, '?');
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, /^\.{0,2}$/.test(text) ? 'x' : encodeURIComponent(text));
    else if (parameter.in === 'query') query.append(parameter.name, text);
    else headers[parameter.name.toLowerCase()] = text.replace(/[^!-~]/g, '') || 'x';
  });
  return { operation, path: query.size > 0 ? `${path}?${query.toString()}` : path, headers, body, as };
}

/** Holds answers against the document: a status that it names, and a body that its schema allows. */
export class Judge {
  private readonly ajv: Ajv2020;
  private readonly checks = new Map<string, ValidateFunction>();

  constructor(document: Document) {
    this.ajv = new Ajv2020({ strict: false, allErrors: false });
    formats.default(this.ajv);
    this.ajv.addSchema({ $id: 'document', components: document.components });
  }

  fault({ operation, path, body }: Call, status: number, type: string, text: string): Fault | undefined {
    const why = this.wrong(operation, status, type, text);
    return why === undefined ? undefined : { operation: operation.name, path, status, why, sent: body?.slice(0, 400), answer: text.slice(0, 400) };
  }

  private wrong(operation: Operation, status: number, type: string, text: string): string | undefined {
    if (status >= 500 && operation.path !== '/healthz/ready') return 'our fault';
    const content = operation.responses[status]?.content;
    if (!content) return 'a status that the document does not name';
    const media = type.split(';')[0]!.trim();
    const schema = content[media]?.schema;
    if (!schema) return `a content type that the document does not name: ${media}`;
    if (!media.endsWith('json')) return undefined;
    const key = `${operation.name} ${status} ${media}`;
    const check = this.checks.get(key) ?? this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as object);
    this.checks.set(key, check);
    return check(JSON.parse(text)) ? undefined : `its own schema: ${this.ajv.errorsText(check.errors)}`;
  }
}
