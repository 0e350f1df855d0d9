/** A message bundle as it came: whatever its fields hold, reading one never throws. */

export type Loose = Readonly<Record<string, unknown>>;
export const asObject = (value: unknown): Loose => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Loose : {});
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
/** PostgreSQL keeps neither NUL nor half a surrogate pair; what is no text is none. */
export const words = (value: unknown): string => (typeof value === 'string' ? value.replaceAll('\u0000', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD').trim() : '');
export const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`);

/** What stands at a path of names; `[0]` of each list on the way. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((standing, name) => asObject(Array.isArray(standing) ? standing[0] : standing)[name], value);
}

export interface Entry { fullUrl: string; resource: Loose }
export interface MessageBundle { id: string; entries: Entry[]; header: Loose }

export const typeOf = ({ resource }: Entry): string => words(resource['resourceType']);
export const ofType = (entries: readonly Entry[], type: string): Entry[] => entries.filter((entry) => typeOf(entry) === type);

/** The entry that a reference means: by its fullUrl, or as Type/id. */
export function referred(entries: readonly Entry[], reference: unknown): Entry | undefined {
  const wanted = words(at(reference, 'reference'));
  return wanted === '' ? undefined : entries.find((entry) => entry.fullUrl === wanted || `${typeOf(entry)}/${words(entry.resource['id'])}` === wanted);
}

/** The uuid of an entry's fullUrl, by which what is answered calls it too. */
export const uuidOf = ({ fullUrl }: Entry): string => /^urn:uuid:([0-9A-Za-z-]{1,64})$/.exec(fullUrl)?.[1] ?? '';

/** Coded or written: what a concept says to a reader. */
export function conceptWords(concept: unknown): string {
  const text = words(at(concept, 'text'));
  return text !== '' ? text : asList(asObject(concept)['coding']).map((coding) => words(at(coding, 'display')) || words(at(coding, 'code'))).filter((each) => each !== '').join(', ');
}

/** "Marcy Blake": the text of a name, else its parts. */
export function nameWords(resource: Loose | undefined): string {
  const name = asObject(asList(resource?.['name'])[0]);
  const given = asList(name['given']).map(words).filter((each) => each !== '').join(' ');
  return [given, words(name['family'])].filter((each) => each !== '').join(' ') || words(name['text']);
}

/** Telephones and addresses in the order of their rank: "phone 07700 900000 (mobile)". */
export function telecomWords(...resources: (Loose | undefined)[]): string {
  const all = resources.flatMap((resource) => asList(resource?.['telecom']).map(asObject));
  const rank = (each: Loose): number => (typeof each['rank'] === 'number' ? each['rank'] : 99);
  return all.toSorted((one, other) => rank(one) - rank(other)).map((each) => `${words(each['system'])} ${words(each['value'])}${words(each['use']) === '' ? '' : ` (${words(each['use'])})`}`.trim()).filter((each) => each !== '').join('; ');
}
