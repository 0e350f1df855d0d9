/** Characters of two segments of a long SMS, in the alphabet that all phones share (GSM 03.38). */
export const SMS_AT_MOST = 306;

const BASIC = new Set('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà');
const instead: Readonly<Record<string, string>> = { '’': "'", '‘': "'", '“': '"', '”': '"', '–': '-', '—': '-', '…': '...', '\u00A0': ' ' };

/** One character outside the shared alphabet would halve what a segment holds. */
function plain(text: string): string {
  return Array.from(text).map((character) => (BASIC.has(character) ? character : instead[character] ?? (BASIC.has(character.normalize('NFD')[0]!) ? character.normalize('NFD')[0]! : ' '))).join('');
}

/**
 * A text message of two segments at the most that ends in its link, whole. `details`: a sentence that is left out where there is no room for it, or ids, of which as many are named as there is room for.
 */
export function smsText(what: string, details: string | readonly string[], link: string): string {
  const room = SMS_AT_MOST - 'Handrail: '.length - link.length - 1;
  const first = plain(what);
  if (typeof details === 'string') {
    const whole = details === '' ? first : `${first} ${plain(details)}`;
    return `Handrail: ${(whole.length <= room ? whole : first).slice(0, Math.max(room, 0))} ${link}`;
  }
  const listed: string[] = [];
  const said = (ids: readonly string[]): string => `${first} ${ids.join(', ')}${ids.length < details.length ? ` and ${details.length - ids.length} more` : ''}.`;
  for (const id of details) {
    if (said([...listed, id]).length > room) break;
    listed.push(id);
  }
  return `Handrail: ${(listed.length > 0 ? said(listed) : first).slice(0, Math.max(room, 0))} ${link}`;
}
