import { roleWords } from '#libs/directory/role-words.js';
import type { Coverage } from './facts.js';

/** The directory's reason, without its first words that say the same as we do. */
const because = (why: string | undefined): string => {
  const [, reason] = /^(?:nobody, next rung: )?(.+)$/u.exec(why ?? '') ?? [];
  return reason === undefined ? '' : `${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}. `;
};

type Hole = Coverage['items'][number];

/** What would go wrong, in a sentence, and what mends it. */
export function holeWords({ kind, role, person, owner, cases, why }: Hole): { what: string; mend: string; grave: boolean } {
  const who = person?.name ?? 'Somebody';
  const of = roleWords(role).toLowerCase();
  if (kind === 'nobody-answers' && role === 'duty') return { grave: true, what: 'Nobody on duty would hear a system alarm', mend: `${because(why)}Give the duty role to two people at least, or make a rota of it.` };
  switch (kind) {
    case 'nobody-answers': return { grave: true, what: `Nobody would answer for ${of}${owner ? ` where ${owner.name} is named (${cases ?? 0} ${cases === 1 ? 'case' : 'cases'})` : ''}`, mend: `${because(why)}Ask somebody to cover, or put somebody on a rota.` };
    case 'no-verified-method': return { grave: true, what: `${who} would be called for ${of} and cannot be reached`, mend: 'They add a way to be reached and send back the code that comes to it.' };
    case 'leave-without-cover': return { grave: false, what: `${who} (${of}) is away, and nobody covers`, mend: 'Ask somebody to cover.' };
    case 'one-holder': return { grave: false, what: `${who} alone holds ${of}`, mend: 'Give the role to a second person, so that somebody is there when they are away.' };
    case 'calendar-ends': return { grave: false, what: `Past the table of bank holidays nobody can say when ${of} is called, or who answers`, mend: 'Whoever looks after Handrail adds the next year.' };
  }
}
