import type { EventKind } from '#libs/contracts/events.js';
import { markersIn, type Manners, type Sent } from '../../generator/log.js';
import { WITHOUT_ITS_CASE } from '../../generator/sender.js';
import type { Check, Evidence } from '../evidence.js';

interface Place { caseId: string; sequence: number; kind: EventKind; at: number; taskId: string | undefined; bySystem: boolean }

/** Where each marker stands in the record. */
function places({ cases }: Evidence): Map<string, Place[]> {
  const found = new Map<string, Place[]>();
  for (const { id, events } of cases) {
    for (const { sequence, kind, at, actor, data } of events) {
      for (const marker of markersIn(data)) found.set(marker, [...found.get(marker) ?? [], { caseId: id, sequence, kind, at: Date.parse(at), taskId: 'taskId' in data ? data.taskId : undefined, bySystem: 'system' in actor }]);
    }
  }
  return found;
}
const named = ({ marker, path, who, manners }: Sent): string => `${marker} (${manners} ${who} ${path})`;
const where = (all: readonly Place[]): string => all.map(({ caseId, sequence, kind }) => `${kind} ${caseId}/${sequence}`).join(', ') || 'nowhere';

/** Every command that was answered 2xx is in the events once, on its own case, before its answer was there; one that nobody heard the answer of is there once or never. */
export const doneOnce: Check = {
  name: 'what was answered 2xx is in the record once',
  check: (evidence) => {
    const found = places(evidence);
    const worded = evidence.log.filter(({ leaves }) => leaves !== null);
    const completions = evidence.cases.flatMap(({ events }) => events.filter((event) => event.kind === 'task-completed').map(({ data }) => data.taskId));
    const wordless = [...new Set(evidence.log.filter(({ leaves, fate }) => leaves === null && fate === 'done').map(({ taskId }) => taskId!))];
    return {
      looked: worded.filter(({ fate }) => fate === 'done').length + wordless.length,
      wrong: [...wordless.filter((taskId) => completions.filter((each) => each === taskId).length < evidence.log.filter((sent) => sent.taskId === taskId && sent.fate === 'done' && sent.path.endsWith('/complete')).length).map((taskId) => `${taskId} was completed, and the record has less completions of it than were answered`), ...worded.flatMap((sent) => {
        // Durable, said before it was refused after all, would be an answer that was taken back.
        const durable = sent.tries.some(({ status }) => status === 202);
        if (sent.fate === 'refused') return durable ? [`${named(sent)} was answered 202 and then ${sent.settled!.status} ${sent.settled!.code}`] : [];
        // What rests on a task comes back with it, for the same reason; a case that another began has what was said there.
        const own = (found.get(sent.marker) ?? []).filter(({ kind, taskId, bySystem }) => kind === sent.leaves && (kind !== 'task-reopened' || taskId === sent.taskId) && !(kind === 'case-opened' && bySystem));
        const heardAt = sent.tries.find(({ status }) => status !== null && status < 300 && status !== 202)?.until ?? Infinity;
        if (sent.fate === 'unknown' && !durable) return own.length > 1 ? [`${named(sent)} was never answered and stands ${own.length} times: ${where(own)}`] : [];
        if (own.length !== 1) return [`${named(sent)} was answered ${sent.settled?.status ?? 202} and stands ${own.length} times: ${where(own)}`];
        if (sent.caseId !== null && own[0]!.caseId !== sent.caseId) return [`${named(sent)} stands on another case: ${where(own)}`];
        if (sent.leaves === 'task-completed' && own[0]!.taskId !== sent.taskId) return [`${named(sent)} stands on another task: ${where(own)}`];
        return own[0]!.at > heardAt ? [`${named(sent)} happened ${own[0]!.at - heardAt} ms after it was answered`] : [];
      })],
    };
  },
};

/** A refused command changed nothing; a rule's no is kept as a refusal of its case. */
export const refusedChangesNothing: Check = {
  name: 'what was refused changed nothing',
  check: (evidence) => {
    const found = places(evidence);
    const refused = evidence.log.filter(({ fate }) => fate === 'refused');
    const kept = new Set(evidence.refusals);
    return { looked: refused.length, wrong: refused.flatMap((sent) => (sent.settled!.status === 409 && sent.caseId !== null && !kept.has(`${sent.caseId} 409 ${sent.settled!.code}`) ? [`${named(sent)} was refused 409 ${sent.settled!.code}, and no refusal says so`] : [])).concat(refused.flatMap((sent) => (found.has(sent.marker) ? [`${named(sent)} was refused ${sent.settled!.status} ${sent.settled!.code} and stands in ${where(found.get(sent.marker)!)}`] : []))) };
  },
};

/** What a client that is rude in this way must be told, if it was told anything. */
const toldTo: Partial<Record<Manners, readonly string[]>> = { stranger: ['404 not-found'], 'other-body': ['422 idempotency-key-reused'], 'to-a-closed-case': ['409 case-closed'], 'last-word': ['200 undefined', '409 case-closed'] };

/** The same key is told the same again; nobody is told a 5xx but 503, nor anything that is not JSON; rude clients are told what `api.md` says. */
export const answeredWell: Check = {
  name: 'every answer is one that api.md promises',
  check: ({ log, reads }) => ({
    looked: log.reduce((sum, { tries }) => sum + tries.length, reads.length),
    wrong: [...reads.filter(({ status }) => status !== 200 && status !== 503).map(({ path, status, code }) => `GET ${path} was answered ${status} ${code}`), ...log.flatMap((sent) => {
      const heard = sent.tries.filter(({ status }) => status !== null);
      const settled = heard.filter(({ status }) => status === 409 || (status! < 300 && status !== 202));
      const statuses = [...new Set(heard.filter(({ status, code }) => code === 'not-json' || code === WITHOUT_ITS_CASE || (status! >= 500 && status !== 503) || status === 401 || status === 400).map(({ status, code }) => `${status} ${code}`))];
      const told = toldTo[sent.manners];
      return [
        ...(new Set(settled.map(({ answer }) => answer)).size > 1 ? [`${named(sent)} was told different things under one key: ${settled.map(({ status, code }) => `${status} ${code ?? ''}`.trim()).join(', ')}`] : []),
        ...statuses.map((status) => `${named(sent)} was answered ${status}`),
        ...(told && sent.settled && !told.includes(`${sent.settled.status} ${sent.settled.code}`) ? [`${named(sent)} was answered ${sent.settled.status} ${sent.settled.code}`] : []),
        // What a clinical lead alone may do (accept a handover) nobody else reopens or gives away.
        ...(!told && sent.settled && [403, 404].includes(sent.settled.status) && !/\/(reopen|assign)$/.test(sent.path) ? [`${named(sent)}, whose case it is, was answered ${sent.settled.status} ${sent.settled.code}`] : []),
      ];
    })],
  }),
};

/** Whoever insisted was answered in the end. */
export const everybodyAnswered: Check = {
  name: 'whoever went on asking was answered in the end',
  check: ({ log }) => {
    const insisting = log.filter(({ manners }) => manners !== 'hung-up-and-left');
    return { looked: insisting.length, wrong: insisting.filter(({ fate }) => fate === 'unknown').map((sent) => `${named(sent)} was never answered: ${sent.tries.map(({ status, code }) => `${status} ${code ?? ''}`.trim()).slice(-3).join(', ')}`) };
  },
};
