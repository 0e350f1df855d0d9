import type { Instant } from '#libs/domain/local-time.js';
import { answer, rotasOf, scopesOf, type Answer, type Question } from './answer.js';
import type { Facts, Span } from './facts.js';
import { shiftsBetween } from './rota.js';

export interface AnswerSpan { from: Instant; until: Instant; answer: Answer }

/**
 * Who answers through a stretch of time: spans in order, without gap or overlap. What rota pages, feeds and the search for holes show; each span is the one
 * function's own answer, asked at its beginning and true until its end. Throws BankHolidayTableEnds where a rota would have to be guessed.
 */
export function answersBetween(facts: Facts, question: Omit<Question, 'at'>, from: Instant, until: Instant): AnswerSpan[] {
  const spans: AnswerSpan[] = [];
  for (const [start, end] of stretches(facts, question, from, until)) {
    const found = answer(facts, { ...question, at: start });
    const last = spans.at(-1);
    if (last && last.answer.person === found.person && last.answer.why === found.why) last.until = end;
    else spans.push({ from: start, until: end, answer: found });
  }
  return spans;
}

/** Between these instants nothing changes that an answer rests on. */
export function stretches(facts: Facts, question: Omit<Question, 'at'>, from: Instant, until: Instant): [Instant, Instant][] {
  const edges = new Set<Instant>([from, until]);
  const add = (span: Span): void => {
    for (const at of [span.from, span.until]) if (at !== null && at > from && at < until) edges.add(at);
  };
  facts.holdings.filter(({ role }) => role === question.role).forEach(add);
  facts.covers.forEach(add);
  for (const { leaves } of facts.people.values()) leaves.forEach(add);
  for (const scope of scopesOf(question)) for (const rota of rotasOf(facts, question.role, scope)) shiftsBetween(rota, from, until).forEach(add);
  const ordered = [...edges].toSorted((a, b) => a - b);
  return ordered.slice(0, -1).map((start, index) => [start, ordered[index + 1]!]);
}
