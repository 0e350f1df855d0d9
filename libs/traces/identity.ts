/** What is known that could name somebody. `people`: names of people; `others`: names of organisations, numbers, ways to reach somebody. */
export interface Known { people: readonly string[]; others: readonly string[] }
/** Something in a text that may say who somebody is. */
export interface Left { found: string; kind: 'known-name' | 'name-like' | 'number' | 'date' | 'address' | 'contact' }

const MONTH = '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const shapes: readonly { kind: Left['kind']; shape: RegExp }[] = [
  { kind: 'contact', shape: /[^\s@<>,;]+@[^\s@<>,;]+|\bhttps?:\/\/\S+|\bwww\.\S+|(?<!\w)@\w{2,}/giu },
  { kind: 'date', shape: new RegExp(`(?<!\\d)\\d{1,4}\\s?[-./]\\s?\\d{1,2}\\s?[-./]\\s?\\d{1,4}(?!\\d)|(?<![\\d\\p{L}])\\d{1,2}(?:st|nd|rd|th)?(?:\\s+of)?\\s+${MONTH}(?!\\p{L})(?:,?\\s+\\d{2,4})?|(?<!\\p{L})${MONTH}\\s+\\d{1,4}(?:st|nd|rd|th)?(?!\\d)|(?<!\\d)(?:18|19|20)\\d{2}(?!\\d)`, 'giu') },
  // Five digits and more, however they are set apart: NHS numbers, telephones, hospital numbers.
  { kind: 'number', shape: /\d(?:[\s\u00A0().-]{0,2}\d){4,}|(?<!\p{L})(?:\p{Lu}{1,3}[-/ ]?)\d{4,}/gu },
  { kind: 'address', shape: /(?<![\p{L}\d])\p{L}{1,2}\d[\p{L}\d]?\s*\d\p{L}{2}(?![\p{L}\d])|(?<!\d)\d{1,4}\p{L}?,?\s+(?:\p{L}[\p{L}’'-]*\s+){1,4}(?:street|road|lane|avenue|close|drive|way|court|gardens?|place|terrace|crescent|square|hill|park|row|mews|st|rd|ave)(?!\p{L})|(?<!\p{L})(?:flat|room|house|ward|bay|bed)\s+(?:\d+\p{L}?|\p{Lu}[\p{L}]*)(?!\p{L})/giu },
];
/** Words that begin with a capital and are nobody's name. Whatever else does has to be said to be none. */
const NO_NAMES = new Set((
  'a about above after again all although an and another any anybody anyone are as asked at because before being both but by called calls checked contact contacted could declined did discussed do does during each either escalated every everybody everyone few first following for found from further given had has have he hence her here him his '
  + 'home how however i if in increased is it its just keep kept last later least less let like made many may medication more most much must my near need needed needs never next no nobody none nor not nothing now of offered often on once one only or other our out over own people person please plan possible preferred put rang reason reduce '
  + 'reduced referred remains reported review reviewed ring risk safe same saw say says second see seen sees several she should since sleep sleeps so some somebody someone something sometimes soon spoke still stop stopped such taken talks team tell than that the their them then there these they this those though three to today told tomorrow too tried two under until up us use very visit visited visits was we weekly '
  + 'well went were what when whenever where which while who whoever whom whose why will with without worse worried would yes yesterday you your '
  + 'monday tuesday wednesday thursday friday saturday sunday nhs gp mdt icb cqc nice ed ae a&e amhp cpn crht cmht camhs dnacpr dols mha mca ct ecg ot uk england wales english welsh british community health trust hospital hospitals service services team teams care mental crisis clinic centre foundation demonstration'
).split(' '));

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string): string[] => folded(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');

/** Words that are known: `plain` however they are written; `capitalised`: of people called May or Will, where the word has its capital. */
function wordsKnown({ people, others }: Known): { plain: Set<string>; capitalised: Set<string> } {
  const words = [...people, ...others].flatMap(wordsOf).filter((word) => word.length >= 2 && !NO_NAMES.has(word));
  return { plain: new Set(words), capitalised: new Set(people.flatMap(wordsOf).filter((word) => word.length >= 2 && NO_NAMES.has(word))) };
}

/**
 * What in a text may still say who somebody is: names that are known (of the person, their people, staff, places), whatever looks like a name, numbers of five digits and more, dates, addresses, and ways to reach somebody. A name is known by each of its words, however it is
 * written and whatever its marks; one that is also a word (May, Will) where it has a capital. `notNames`: words that look like names, of which a reviewer says that they are none; of a name that is known nobody can say so. Too much is found rather than too little.
 */
export function identityLeft(text: string, { known, notNames = [] }: { known: Known; notNames?: readonly string[] }): Left[] {
  const names = wordsKnown(known);
  const allowed = new Set(notNames.flatMap(wordsOf));
  const found: Left[] = shapes.flatMap(({ kind, shape }) => [...text.matchAll(shape)].map(([whole]) => ({ found: whole.trim(), kind })));
  for (const [word] of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    const plain = folded(word);
    const capital = /^\p{Lu}/u.test(word);
    if (names.plain.has(plain) || [...names.plain].some((name) => name.length >= 4 && plain.includes(name)) || (capital && names.capitalised.has(plain))) found.push({ found: word, kind: 'known-name' });
    else if (capital && !NO_NAMES.has(plain) && !allowed.has(plain)) found.push({ found: word, kind: 'name-like' });
  }
  return found.filter((each, index) => found.findIndex((other) => other.found === each.found && other.kind === each.kind) === index);
}

/** A text from which what its shape or a known name gives away is taken out, as a first draft for whoever reviews it. */
export function withoutIdentity(text: string, known: Known): string {
  const names = [...new Set([...known.people, ...known.others].flatMap((name) => [name, ...name.split(/[\s,.'’()-]+/u)]))].filter((name) => name.length >= 3 && !NO_NAMES.has(folded(name))).toSorted((one, other) => other.length - one.length);
  const nameless = names.reduce((left, name) => left.replace(new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu'), '[withheld]'), text);
  const shapeless = shapes.reduce((left, { shape }) => left.replace(shape, '[withheld]'), nameless);
  const { capitalised } = wordsKnown(known);
  return shapeless.replace(/[\p{L}\p{M}\p{N}]+/gu, (word) => (/^\p{Lu}/u.test(word) && capitalised.has(folded(word)) ? '[withheld]' : word));
}
