import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { urgentResponseAnswers } from '../every-pathway.js';
import type { FallsClock } from './clocks.js';

/** Booked and held, and for a head injury or new confusion a clinical check first. What comes in the course of the case calls its owners at once. */
export function reviewWithin72Hours(pathway: Pathway, { key, kind, occurredAt, sequence }: FallsClock): void {
  const asking: Asking = { key, anchors: { occurredAt }, about: { trigger: kind, ...(sequence === null ? {} : { sequence }) }, ...(sequence === null ? {} : { because: kind, calls: true }) };
  if (!pathway.all('review-held').some((review) => review.key === key)) endWatch(pathway, kind);
  if (kind === 'head-injury') pathway.ask('urgent-clinical-check', { ...asking, when: kind, because: kind, calls: true });
  // Urgent community response answers by day; by night the check is arranged locally.
  if (kind === 'new-confusion') pathway.ask('urgent-clinical-check', { ...asking, when: urgentResponseAnswers(pathway) ? kind : `${kind}-out-of-hours`, because: kind, calls: true });

  const booked = pathway.ask('review-booked', asking);
  const held = pathway.ask('review-held', asking);
  // Held, declined with the clinical lead's word, or handed to whoever has the person now: there is nothing left to book.
  if (held.status !== 'open') pathway.notNeeded(booked, `the review is ${held.status}`);
}

/** A new fall ends the watch: it runs anew when everything is done again. */
function endWatch(pathway: Pathway, because: string): void {
  const { watch } = pathway.state;
  if (watch && watch.endedBecause === undefined) pathway.record('watch-ended', { because });
}
