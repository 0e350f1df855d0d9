import { elapsedTime } from '#libs/domain/duration.js';
import { atLocal, localTime } from '#libs/domain/local-time.js';
import type { Asking, Pathway } from '#libs/pathway/pathway.js';
import { done } from '../every-pathway.js';
import { contactsMade } from './cadence.js';
import { suicideRisk } from './handed-over.js';
import { checks, countsFrom, isOpen, sights } from './sights.js';
import { signsSeen } from './signs.js';

/** Somebody has to see the person: called at once, in the time that what is known allows. */
export function check(pathway: Pathway, key: string, because: string): void {
  if (checks(pathway).some((each) => each.key === key)) return;
  pathway.ask('welfare-check', { key, because, calls: true, ...urgency(pathway) });
}

/** Four hours where something is known that cannot wait; else the same day, or noon of the next where the day is too far on. */
function urgency(pathway: Pathway): Asking {
  if (atRisk(pathway)) return { when: 'at-risk' };
  const late = pathway.present > atLocal(localTime(pathway.present).date, String(pathway.number('welfareCutOff'))).at;
  return late ? { when: 'opened-late' } : {};
}

/** A sign or a crisis that comes while a check waits longer brings it forward. */
export function sooner(pathway: Pathway): void {
  const within = elapsedTime(pathway.policy.steps['welfare-check']!.due.find(({ when }) => when === 'at-risk')!.value);
  const told = [...pathway.triggers('warning-sign', 'crisis'), ...contactsMade(pathway).filter((contact) => signsSeen(contact).length > 0).map(({ completedAt, closedSequence }) => ({ at: completedAt!, sequence: closedSequence }))];
  for (const each of checks(pathway).filter(isOpen)) {
    for (const { at, sequence } of told) if (sequence > each.standsSince && each.dueAt > at + within) pathway.redue(each, 'a sign or a crisis was told of', { when: 'at-risk', anchors: { opened: at } });
  }
}

/** Suicide risk identified or not assessed, nobody has seen the person since discharge, a sign was seen at the last contact, or a sign or a crisis was told since. */
function atRisk(pathway: Pathway): boolean {
  const last = [...pathway.all('first-contact').filter(done), ...contactsMade(pathway)].toSorted((a, b) => a.closedSequence - b.closedSequence).at(-1);
  const told = pathway.triggers('warning-sign', 'crisis').some(({ sequence }) => sequence > (last?.closedSequence ?? 0));
  const seen = sights(pathway).some(({ at }) => at >= countsFrom(pathway));
  return suicideRisk(pathway) || !seen || told || (last !== undefined && signsSeen(last).length > 0);
}
