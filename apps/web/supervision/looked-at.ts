import type { Json, JsonObject } from '#libs/contracts/events.js';
import { namedCases } from '#libs/records/queries/named-cases.js';
import { pathwayWords } from '../pathway-words.js';
import type { Visit } from '../visit.js';
import { plainWords } from '../words/labels.js';

/** Lists of cases, by the name of their field: those that are drawn for the supervision of a week, and what was said of each. */
const lists = ['edgeCases', 'liveCases', 'unclearOwnership', 'lookedAt', 'cases'];

/** Why a case is looked at (libs/supervision). */
const reasons: Readonly<Record<string, string>> = {
  'rule-departed': 'the triage departed from a shared rule', 'senior-oversight': 'somebody senior was asked', 'escalation-rejected': 'an escalation was not followed', 'raised-again': 'it was raised again after a no', declined: 'a no was decided about',
  'gate-passed-capacity': 'it went on with something unmet, for lack of capacity', 'gate-passed-clinical': 'it went on with something unmet, for a clinical reason', 'gate-passed-declined': 'it went on with something unmet, since the person said no', 'standard-unmet': 'a standard could not be met',
  'not-taken-on': 'somebody did not take on what was given to them', 'right-lacking': 'a decision was refused to somebody whose it was not', 'dispute-open': 'agencies dispute about it', 'ownership-disputed': 'whose it is, is disputed', crisis: 'a crisis, or a return', 'several-triggers': 'several triggers in a few days',
  'severity-up': 'its consequence was said to be worse than before', 'intensity-changed': 'how often the person is seen has changed', 'ownership-idle': 'its owner leaves it lying', 'ownership-not-taken': 'nobody has taken it on in time', 'nobody-reached': 'the last call reached nobody',
  'nobody-answered': 'nobody has answered, to the end of the ladder', 'owner-left': 'an owner has left', 'owner-away': 'an owner is away, with nobody in their place', 'owner-unreachable': 'an owner has no way to be reached',
};
export const reasonWords = (reason: string): string => reasons[reason] ?? plainWords(reason).toLowerCase();

/** A list of cases, whatever is said of each. */
export const listOfCases = (name: string, value: Json | undefined): value is JsonObject[] => lists.includes(name) && Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each) && typeof each['caseId'] === 'string');

/** What the cases in these lists are called to whoever visits; what is theirs not to see has no name. */
export async function casesCalled(visit: Visit, ...within: (JsonObject | undefined)[]): Promise<Map<string, string>> {
  const ids = within.flatMap((each) => Object.entries(each ?? {}).flatMap(([name, value]) => (listOfCases(name, value) ? value.map(({ caseId }) => caseId as string) : [])));
  const found = await namedCases(visit.manager, visit.reading.viewer, [...new Set(ids)]);
  return new Map([...found].map(([id, { name, pathway }]) => [id, [name ?? 'Name withheld', pathwayWords(pathway)].filter(Boolean).join(', ')]));
}

/** One case of a list as pages show it; `href` null: it is not theirs to see. */
export interface ShownCase { href: string | null; text: string; why: string }
/** `called`: what each is called; absent where nobody has looked. */
export function shownCases(list: readonly JsonObject[], called: ReadonlyMap<string, string> | undefined, why: (one: JsonObject) => string = ({ reasons: given }) => (Array.isArray(given) ? given.flatMap((each) => (typeof each === 'string' ? [reasonWords(each)] : [])).join('; ') : '')): ShownCase[] {
  return list.map((one, index) => {
    const caseId = one['caseId'] as string;
    const seen = called === undefined || called.has(caseId);
    return { href: seen ? `/cases/${encodeURIComponent(caseId)}` : null, text: called === undefined ? `Case ${index + 1}` : called.get(caseId) ?? 'A case that is not yours to see', why: why(one) };
  });
}
