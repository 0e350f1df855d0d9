/** From bytes to text: framing, line ends and character sets as hospitals really send them. */
import { shortened, type Unreadable } from './hospital-message.js';

export interface MessageText {
  /** Starts with `MSH`, segments separated by CR; empty when there is no header anywhere. */
  text: string;
  /** The whole of the bytes as lines that people can read and a database can keep. */
  shown: string;
  flags: string[];
  unreadable: Unreadable[];
}

/** HL7 table 0211 to the names that TextDecoder knows. */
const DECODERS: Readonly<Record<string, string>> = {
  'UTF-8': 'utf-8', UTF8: 'utf-8', 'UNICODE UTF-8': 'utf-8', 'UNICODE UTF-16': 'utf-16le', UNICODE: 'utf-16le',
  '8859/1': 'windows-1252', '8859/2': 'iso-8859-2', '8859/3': 'iso-8859-3', '8859/4': 'iso-8859-4', '8859/5': 'iso-8859-5', '8859/6': 'iso-8859-6',
  '8859/7': 'iso-8859-7', '8859/8': 'iso-8859-8', '8859/9': 'windows-1254', '8859/15': 'iso-8859-15',
  'ISO-8859-1': 'windows-1252', 'ISO8859-1': 'windows-1252', 'WINDOWS-1252': 'windows-1252', CP1252: 'windows-1252',
};

/** Reads the bytes of one message. Any bytes give some text. */
export function messageText(bytes: Uint8Array): MessageText {
  const flags: string[] = [];
  const unreadable: Unreadable[] = [];
  const lines = linesOf(decoded(bytes, flags, unreadable));
  const shown = lines.join('\n');
  const header = lines.findIndex((line) => line.startsWith('MSH'));
  if (header < 0) return { text: '', shown, flags, unreadable };
  if (header > 0) {
    flags.push('text-before-header');
    unreadable.push({ field: 'MSH', value: shortened(lines.slice(0, header).join(' ')), rule: 'text-before-header' });
  }
  const second = lines.findIndex((line, index) => index > header && line.startsWith('MSH'));
  if (second < 0) return { text: lines.slice(header).join('\r'), shown, flags, unreadable };
  flags.push('several-messages');
  unreadable.push({ field: 'MSH', value: shortened(lines[second] ?? ''), rule: 'several-messages' });
  return { text: lines.slice(header, second).join('\r'), shown, flags, unreadable };
}

/** MLLP frames a message in 0x0B ... 0x1C 0x0D; segments end with CR, which files and mail turn into LF or CRLF. */
function linesOf(text: string): string[] {
  return text.replaceAll('\u000B', '\r').replaceAll('\u001C', '\r').replaceAll('\uFEFF', '\r').split(/[\r\n]+/).filter((line) => line.trim() !== '').map(visible);
}

function decoded(bytes: Uint8Array, flags: string[], unreadable: Unreadable[]): string {
  const wide = wideUnicode(bytes);
  const plain = latin(bytes);
  const declared = wide ? '' : declaredCharacterSet(plain);
  if (wide) {
    flags.push('character-set');
    return new TextDecoder(wide).decode(bytes);
  }
  if (bytes.every((byte) => byte < 0x80)) return plain;
  const asUtf8 = utf8(bytes);
  const wanted = declared === '' ? undefined : DECODERS[declared];
  const lies = () => {
    flags.push('character-set');
    unreadable.push({ field: 'MSH-18', value: shortened(declared), rule: 'character-set' });
  };
  if (wanted === 'utf-8') {
    if (asUtf8 !== undefined) return asUtf8;
    lies();
    return new TextDecoder('windows-1252').decode(bytes);
  }
  // Text in another character set is as good as never valid UTF-8 by chance, so valid UTF-8 is believed over the declaration.
  if (asUtf8 !== undefined) {
    if (declared !== '') lies();
    return asUtf8;
  }
  if (wanted === undefined || wanted === 'utf-16le') {
    if (declared === '') flags.push('character-set-guessed');
    else lies();
    return new TextDecoder('windows-1252').decode(bytes);
  }
  return new TextDecoder(wanted).decode(bytes);
}

/** MSH-18 of a header read byte by byte: the names of character sets are plain ASCII in all of them. */
function declaredCharacterSet(plain: string): string {
  const start = plain.search(/(^|[\r\n\v])MSH/);
  if (start < 0) return '';
  const header = plain.slice(plain.indexOf('MSH', start)).split(/[\r\n]/, 1)[0] ?? '';
  // The separator itself is MSH-1, so MSH-18 is the eighteenth piece of the line.
  const field = header.split(header.charAt(3) || '|')[17] ?? '';
  return (field.split(/[~^]/, 1)[0] ?? '').trim().toUpperCase();
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function wideUnicode(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0x4d && bytes[1] === 0 && bytes[2] === 0x53) return 'utf-16le';
  return bytes[0] === 0 && bytes[1] === 0x4d && bytes[2] === 0 ? 'utf-16be' : undefined;
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** Control characters as their pictures: a NUL cannot be kept in a database's text, and nobody sees one on a page. */
function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (each) => {
    const code = each.charCodeAt(0);
    if (each === '\t') return each;
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\uFFFD';
  });
}
