import { elapsedTime } from '#libs/domain/duration.js';
import { durationWords } from '../time/in-words.js';

const usual = ['PT15M', 'PT30M', 'PT1H', 'PT2H', 'PT4H', 'P1D'] as const;

/** How long a climb may be held back: the usual lengths up to what its policy allows, the longest last. */
export function acknowledgeChoices(most: string): { value: string; text: string }[] {
  const longest = elapsedTime(most);
  const shorter = usual.filter((each) => elapsedTime(each) < longest);
  return [...shorter, most].map((value) => ({ value, text: durationWords(value) }));
}
