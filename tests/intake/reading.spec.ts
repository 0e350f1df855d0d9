import { describe, expect, test } from '@jest/globals';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { exampleMessage, oneOfEachKind, type ExampleMessage } from '#libs/intake/example-messages.js';
import { readHospitalMessage } from '#libs/intake/read-message.js';
import { sameName } from '#libs/intake/person.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const ida = { nhsNumber: syntheticNhsNumber(4711), hospitalNumber: 'H-4711', family: 'Marlowe', given: 'Ida', dateOfBirth: '19410203' };
const read = (text: string | Uint8Array) => readHospitalMessage(typeof text === 'string' ? Buffer.from(text) : text, NOW);
const admitted = (changes: Partial<ExampleMessage> = {}) => exampleMessage({ kind: 'A01', controlId: 'C1', person: ida, stay: { admittedAt: '20261118103000', visitNumber: 'V-1', ward: 'Ward 7', bed: '12' }, ...changes });

describe('a message that is as it should be', () => {
  test.each(oneOfEachKind(ida, NOW, 'V-9'))('$name is read whole, without a flag', ({ name, text }) => {
    const message = read(text);
    expect(message).toMatchObject({ kind: name, flags: [], unreadable: [], controlId: `V-9-${name}`, sender: { application: 'PAS', facility: 'RIVERSIDE' }, visitNumber: 'V-9', ward: 'Ward 7', bed: '12', dead: false });
    expect(message.patient).toEqual({ nhsNumber: ida.nhsNumber, dateOfBirth: '1941-02-03', name: 'Ida Marlowe', identifiers: [{ system: 'RIVERSIDE', value: 'H-4711' }] });
  });

  test('segments end with CR, LF or CRLF, framed for MLLP or not: the same message', () => {
    const { text: _, ...expected } = read(admitted());
    const variants = [admitted().replaceAll('\r', '\n'), admitted().replaceAll('\r', '\r\n'), `\u000b${admitted()}\u001c\r`, `\uFEFF${admitted()}`, `\r\n\r\n${admitted()}\r\r`];
    for (const variant of variants) expect(read(variant)).toMatchObject(expected);
  });

  test('other separators than the usual ones, and separators escaped inside a value', () => {
    const message = read('MSH$%~!&$PAS$RIVERSIDE$$$20261118$$ADT%A01$C7$P$2.4\rPID$1$$H!S!7%%%RIV!F!ERSIDE%MR$$O!T!Neill%Ida$$19410203\r');
    expect(message.patient).toEqual({ identifiers: [{ system: 'RIV$ERSIDE', value: 'H%7' }], name: 'Ida O&Neill', dateOfBirth: '1941-02-03' });
  });
});

describe('what decides the kind', () => {
  test('MSH-9, not EVN-1', () => {
    expect(read(admitted({ kind: 'A03', event: 'A01', stay: { leftAt: '202611201100' } }))).toMatchObject({ kind: 'A03', flags: ['evn-1-disagrees'], unreadable: [] });
  });
  test.each(['A99', 'A02', ''])('a kind that is not known (%p) is nothing to act on', (kind) => {
    const message = read(admitted({ kind, event: 'A01' }));
    expect(message.kind).toBeNull();
    expect(message.unreadable).toContainEqual({ field: 'MSH-9', value: `ADT^${kind}`, rule: kind === '' ? 'kind-unreadable' : 'kind-unknown' });
  });
  test('a result is no admission', () => expect(read(admitted().replace('ADT^A01', 'ORU^R01')).kind).toBeNull());
});

describe('who it is about', () => {
  test.each([
    ['9990000001', 'nhs-number-check-digit'], [`${ida.nhsNumber}1`, 'nhs-number-length'], ['99900', 'nhs-number-length'], ['999OOO1234', 'nhs-number-unreadable'],
  ])('an NHS number %s is not used, is shown, and the rest is', (nhsNumber, rule) => {
    const message = read(admitted({ person: { ...ida, nhsNumber } }));
    expect(message.patient).toMatchObject({ name: 'Ida Marlowe', dateOfBirth: '1941-02-03', identifiers: [{ system: 'RIVERSIDE', value: 'H-4711' }] });
    expect(message.patient).not.toHaveProperty('nhsNumber');
    expect(message).toMatchObject({ flags: [rule], unreadable: [{ field: 'PID-3', value: nhsNumber, rule }] });
  });

  test('by authority NHS, by type NH, written in threes or not', () => {
    const spaced = `${ida.nhsNumber.slice(0, 3)} ${ida.nhsNumber.slice(3, 6)} ${ida.nhsNumber.slice(6)}`;
    for (const field of [`${ida.nhsNumber}^^^NHS^XX`, `${ida.nhsNumber}^^^PDS^NH`, `${spaced}^^^nhs`, `H-1^^^R^MR~${ida.nhsNumber}^^^&2.16.840.1.113883.2.1.4.1&ISO^PI`]) {
      expect(read(admitted().replace(/(PID\|1\|\|)[^|]*/, `$1${field}`)).patient?.nhsNumber).toBe(ida.nhsNumber);
    }
  });

  test('two NHS numbers are none', () => {
    const message = read(admitted().replace('^^^NHS^NH', `^^^NHS^NH~${syntheticNhsNumber(5)}^^^NHS^NH`));
    expect(message.patient).not.toHaveProperty('nhsNumber');
    expect(message.flags).toEqual(['nhs-number-twice']);
  });

  test.each(['19411302', '19410230', '1941', '194102', 'unknown', '17000101'])('a date of birth %s does not exist', (dateOfBirth) => {
    const message = read(admitted({ person: { ...ida, dateOfBirth } }));
    expect(message).toMatchObject({ kind: 'A01', flags: ['date-unreadable'], unreadable: [{ field: 'PID-7', value: dateOfBirth, rule: 'date-unreadable' }], patient: { nhsNumber: ida.nhsNumber } });
  });
  test('a date of birth with a time and a zone is the day as written', () => expect(read(admitted({ person: { ...ida, dateOfBirth: '194102032330-0500' } })).patient?.dateOfBirth).toBe('1941-02-03'));
  test('nobody is born tomorrow week', () => expect(read(admitted({ person: { ...ida, dateOfBirth: '20261127' } })).flags).toEqual(['date-in-the-future']));

  test('name and date of birth are enough to know of somebody; neither an identifier nor both is nobody', () => {
    const nameless = { family: '', given: '', dateOfBirth: '19410203' };
    expect(read(admitted({ person: { family: 'Marlowe', given: 'Ida', dateOfBirth: '19410203' } })).patient).not.toBeNull();
    expect(read(admitted({ person: nameless })).patient).toBeNull();
    expect(read(admitted().replace(/PID\|[^\r]*\r/, '')).flags).toContain('person-unreadable');
  });

  test('an A40 tells of every pair', () => {
    const text = exampleMessage({ kind: 'A40', controlId: 'M', person: ida, prior: `${syntheticNhsNumber(3)}^^^NHS^NH` }).replace(/PV1.*/, 'PID|2||H-2^^^RIVERSIDE^MR||Grey^Jo\rMRG|H-3^^^RIVERSIDE^MR\r');
    expect(read(text)).toMatchObject({ flags: ['several-persons'], merges: [{ patient: { nhsNumber: ida.nhsNumber }, prior: { nhsNumber: syntheticNhsNumber(3) } }, { patient: { name: 'Jo Grey' }, prior: { identifiers: [{ value: 'H-3' }] } }] });
  });

  test('a name that is written differently is the same name', () => {
    for (const other of ['IDA MARLOWE', 'Marlowe, Ida', 'Mrs Ida Jane Marlowe', 'Ída  Marlowe']) expect(sameName('Ida Marlowe', other)).toBe(true);
    for (const other of ['Ada Marlowe', 'Ida Marley', '']) expect(sameName('Ida Marlowe', other)).toBe(false);
  });
});

describe('times', () => {
  const leaving = (leftAt: string) => read(admitted({ kind: 'A03', stay: { admittedAt: '20260101', leftAt } }));
  test.each([
    ['20260701143000', '2026-07-01T13:30:00.000Z', []], ['202601011430', '2026-01-01T14:30:00.000Z', []], ['20260701143000.25+0215', '2026-07-01T12:15:00.250Z', []],
    ['20261025013000', '2026-10-25T00:30:00.000Z', ['time-ambiguous']], ['202603290130', '2026-03-29T01:30:00.000Z', ['time-skipped']], ['2026070114', '2026-07-01T13:00:00.000Z', []],
    ['20291101120000', '2029-11-01T12:00:00.000Z', ['time-in-the-future']],
  ])('%s is %s %p', (written, instant, flags) => {
    const message = leaving(written);
    expect(message.leftAt).toBe(instant);
    expect(message.flags.filter((flag) => flag !== 'time-missing')).toEqual(flags);
    expect(message.unreadable).toEqual([]);
  });
  test.each(['20261301120000', '20260230', '202607012500', '20260701126000', '20260701120061', '20260701+9900', 'yesterday'])('%s is no time', (written) => {
    expect(leaving(written).unreadable).toContainEqual({ field: 'PV1-45', value: written, rule: 'date-unreadable' });
  });
  test('a discharge without a time of its own happened when the event did', () => {
    const message = read(admitted({ kind: 'A03', occurredAt: '202611191000', stay: { admittedAt: '20261118103000' } }));
    expect(message).toMatchObject({ leftAt: '2026-11-19T10:00:00.000Z', flags: ['leaving-time-missing'] });
  });
});

describe('what says that a person died or went to another hospital', () => {
  const left = (stay: ExampleMessage['stay'], dead?: string) => read(admitted({ kind: 'A03', stay: { leftAt: '202611201000', ...stay }, ...(dead !== undefined && { dead }) }));
  test('PID-30, and PV1-36 as code or in words', () => {
    expect(left({}, 'Y').dead).toBe(true);
    expect(left({}, 'N').dead).toBe(false);
    for (const disposition of ['20', '4', '41', 'EXP^Expired', 'Patient died']) expect(left({ disposition }).dead).toBe(true);
    for (const disposition of ['01', '1', 'Routine discharge', 'Admitted as Inpatient^Sample']) expect(left({ disposition }).dead).toBe(false);
    expect(left({ destination: '79' }).dead).toBe(true);
  });
  test('PV1-37, unless it is a home', () => {
    for (const destination of ['51', '87', 'RJ122', 'St Elsewhere Hospital', 'Cottage Hospital, usual ward']) expect(left({ destination })).toMatchObject({ flags: ['transferred'] });
    for (const destination of ['19', '85', '22&Homes&FDK', 'Usual place of residence', 'Rosewood nursing home', '']) expect(left({ destination })).not.toHaveProperty('transferredTo');
  });
});

describe('character sets', () => {
  const name = (characterSet: string, encoding: BufferEncoding) => read(Buffer.from(admitted({ characterSet, person: { ...ida, given: 'Zoë' } }), encoding));
  test.each([['UNICODE UTF-8', 'utf8'], ['8859/1', 'latin1'], ['', 'utf8']] as const)('%s sent as %s is believed', (declared, encoding) => {
    expect(name(declared, encoding)).toMatchObject({ flags: [], patient: { name: 'Zoë Marlowe' } });
  });
  test.each([['UNICODE UTF-8', 'latin1'], ['8859/1', 'utf8'], ['ASCII', 'utf8'], ['ASCII', 'latin1'], ['KLINGON', 'latin1']] as const)('%s sent as %s lies: read all the same, flagged and shown', (declared, encoding) => {
    expect(name(declared, encoding)).toMatchObject({ kind: 'A01', flags: ['character-set'], unreadable: [{ field: 'MSH-18', value: declared, rule: 'character-set' }], patient: { name: 'Zoë Marlowe' } });
  });
  test('none declared and not UTF-8 is a guess', () => expect(name('', 'latin1')).toMatchObject({ flags: ['character-set-guessed'], unreadable: [], patient: { name: 'Zoë Marlowe' } }));
  test('sixteen bits a character', () => expect(read(Buffer.from(`\uFEFF${admitted()}`, 'utf16le'))).toMatchObject({ kind: 'A01', flags: ['character-set'] }));
  test('what a database cannot keep is shown as a picture', () => expect(read('MSH|^~\\&|P\u0000AS||||||ADT^A01|\u00071\rPID|1||H-1').text).not.toMatch(/(?!\n)\p{Cc}/u));
});

describe('what is no message', () => {
  test.each([['nothing', ''], ['text', 'hello'], ['a header without separators', 'MSH'], ['only a header mark', 'MSH|'], ['JSON', '{"a":1}']])('%s is for a person to read', (_, text) => {
    const message = read(text);
    expect(message).toMatchObject({ kind: null, patient: null });
    expect(message.unreadable.length).toBeGreaterThan(0);
  });
  test('two messages at once: the first is read, the second shown', () => {
    expect(read(admitted() + admitted({ kind: 'A03', controlId: 'C2' }))).toMatchObject({ kind: 'A01', controlId: 'C1', flags: ['several-messages'], unreadable: [{ field: 'MSH', rule: 'several-messages' }] });
  });
});
