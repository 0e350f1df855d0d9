import type { JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { said } from '#libs/pathway/state.js';
import { endedEarly, ordinarily, refuseWithoutPerson } from './every-pathway.js';

/**
 * What escalated most in a quarter, and what disputes taught that asks for a change ([1], [2], [3]): each theme is decided by name, by a change of the policy or by why there is none; and what was to change is looked at again.
 * The themes are what libs/themes counted; limits: libs/policies/quarterly-themes.ts
 */
function quarterlyThemes(pathway: Pathway): void {
  if (endedEarly(pathway)) return;
  // 1. Each theme has a decision, and so has what a lesson would change of a protocol.
  const decided = [
    ...themes(pathway).map((theme, index) => pathway.ask('theme-decision', { key: `${index + 1}`, about: theme })),
    ...lessons(pathway).map((lesson, index) => pathway.ask('theme-decision', { key: `lesson ${index + 1}`, about: lesson })),
  ];
  // 2. A change that was decided is released, or it is said why not.
  const changes = decided.filter(({ evidence }) => evidence !== null && said(evidence, 'decision') === 'change-policy');
  const followed = changes.map((task) => pathway.ask('theme-followed-up', { key: `${task.key} ${task.closedSequence}`, about: { draft: said(task.evidence, 'draft') } }));
  for (const task of pathway.all('theme-followed-up')) if (!followed.includes(task)) pathway.notNeeded(task, 'the theme was decided anew');
  if (decided.some(({ status }) => status === 'open')) return pathway.stage('deciding');
  if (followed.some(({ status }) => status === 'open')) return pathway.stage('changing');
  pathway.close({ outcome: changes.length === 0 ? 'nothing-to-change' : followed.some(({ evidence }) => evidence !== null && said(evidence, 'became') === 'released') ? 'policy-changed' : 'not-changed' });
}

const themes = ({ details }: Pathway): JsonObject[] => (Array.isArray(details['themes']) ? details['themes'] as JsonObject[] : []).map(({ pathway, step, reason, count, share }) => ({ pathway, step, reason, count, share }) as JsonObject);
/** Those that ask for no change are for the theme list alone. */
const lessons = ({ details }: Pathway): JsonObject[] => (Array.isArray(details['lessons']) ? details['lessons'] as JsonObject[] : [])
  .filter(({ protocolChanges }) => Array.isArray(protocolChanges) && protocolChanges.length > 0).map(({ theme, count, protocolChanges }) => ({ theme, count, protocolChanges }) as JsonObject);

export const quarterlyThemesProtocol: Protocol = { ...ordinarily, pathway: 'quarterly-themes', revision: 1, run: quarterlyThemes, triggers: [], decisions: {}, refuse: refuseWithoutPerson('the themes of a quarter') };
