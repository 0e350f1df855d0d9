import type { JsonObject } from '#libs/contracts/events.js';

/** The prompts of the script as people read them ([5], example 2). */
export const promptWords = { whatChanged: 'What has changed', currentRisks: 'Current risks', protectiveFactors: 'Protective factors', alreadyTried: 'What was tried already' } as const;

/** The script as one text. What was left out is said to be so. */
export function scriptInWords(script: JsonObject): string {
  const danger = script['dangerNow'] === true ? ['Somebody may be in danger now.'] : [];
  return [...danger, ...Object.entries(promptWords).map(([prompt, words]) => { const said = script[prompt]; return `${words}: ${typeof said === 'string' && said !== '' ? said : 'not said'}`; })].join('\n').slice(0, 10_000);
}
