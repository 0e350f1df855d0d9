import { describe, expect, it } from '@jest/globals';
import { identityLeft, withoutIdentity } from './identity.js';

const known = { people: ['Zebulon O’Markworth-Ferris', 'Dr Leila Farouk'], others: ['Riverside Community Health (demonstration)', '9990000018', '01632 960123'] };
const kinds = (text: string, notNames: string[] = []): string[] => identityLeft(text, { known, notNames }).map(({ kind, found }) => `${kind} ${found}`);

describe('what in a text may say who somebody is', () => {
  it.each([
    ['a name that the case knows, in any case and with other marks', 'Saw ZEBULON and márkworth’s sister', ['known-name ZEBULON', 'known-name márkworth']],
    ['a part of a double name, and of a member of staff', 'She said ferris rang farouk', ['known-name ferris', 'known-name farouk']],
    ['a name that is hidden in a word', 'the markworths were told', ['known-name markworths']],
    ['the place', 'Taken to Riverside', ['known-name Riverside']],
    ['a name that nobody knows', 'Her sister Hildegard rang', ['name-like Hildegard']],
    ['a name at the beginning of a sentence', 'Hildegard rang. She was low', ['name-like Hildegard']],
    ['a number, however it is set apart', 'her number is 999 000 0018, or 01632-960123, or 12.345', ['number 999 000 0018', 'number 01632-960123', 'number 12.345']],
    ['a hospital number', 'notes RX-88123', ['number RX-88123', 'name-like RX']],
    ['a date, however it is written', 'on 9/3/41; 9 March; March 9th; in 1941', ['date 9/3/41', 'date 9 March', 'date March 9th', 'date 1941', 'name-like March']],
    ['an address', 'at 14 quince lane, qx1 2ab, flat 3', ['address qx1 2ab', 'address 14 quince lane', 'address flat 3']],
    ['a way to reach somebody', 'zeb@example.org or www.example.org/z or @zebby', ['contact zeb@example.org', 'contact @zebby', 'contact www.example.org/z']],
  ])('is %s', (_what, text, found) => {
    expect(kinds(text).toSorted()).toEqual(expect.arrayContaining(found.toSorted()));
  });

  it.each([
    ['May Thornberry', 'Her daughter rang May. She may come in May', ['known-name May', 'known-name May']],
    ['Will Ashgrove', 'WILL said that Will’s sister will be willing', ['known-name WILL', 'known-name Will']],
    ['An Do', 'An said that Do was an hour late, and will do', ['known-name An', 'known-name Do']],
    ['Zebulon Hope-Monday', 'Monday was seen on a monday', ['known-name Monday']],
  ])('is the name of %s where it has its capital, although it is also a word', (name, text, found) => {
    expect(identityLeft(text, { known: { people: [name], others: [] }, notNames: name.split(/[ -]/) }).map((each) => `${each.kind} ${each.found}`)).toEqual([...new Set(found)]);
    const draft = withoutIdentity(text, { people: [name], others: [] });
    for (const word of found.map((each) => each.replace('known-name ', '')).filter((word) => word.length > 2)) expect(draft).not.toContain(word);
  });

  it('is no word of an organisation’s name that everybody uses', () => {
    expect(identityLeft('The team of the Hospital will meet in May', { known: { people: [], others: ['The May Hospital Team'] } })).toEqual([]);
  });

  it('is not an ordinary sentence, a weekday, an agency’s short name or a small number', () => {
    expect(kinds('She slept 3 hours on Monday. Her sister rang the GP; the MDT agreed daily contact within 48 hours. Nobody was hurt.')).toEqual([]);
  });

  it('is no word of which a reviewer says that it is none; of a known name nobody can say so', () => {
    expect([kinds('Sertraline was halved'), kinds('Sertraline was halved', ['Sertraline']), kinds('Zebulon was seen', ['Zebulon'])]).toEqual([['name-like Sertraline'], [], ['known-name Zebulon']]);
  });

  it('is taken out of a first draft as far as it is known', () => {
    const draft = withoutIdentity('Zebulon Markworth (9990000018) of 14 Quince Lane was seen by Dr Leila Farouk on 2 November', { people: ['Zebulon Markworth', 'Dr Leila Farouk'], others: ['9990000018'] });
    for (const mark of ['Zebulon', 'Markworth', '999', 'Quince', 'Leila', 'Farouk', 'November']) expect(draft).not.toContain(mark);
    expect(draft).toContain('was seen by');
  });
});
