import type { Json } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';

/** One action for each indicator that was told, tracked for proportionality and impact ([5], example 3). `scope`: by what it was told, where that can be several. */
export function safeguarding(pathway: Pathway, indicators: Json | undefined, scope = ''): void {
  if (Array.isArray(indicators)) indicators.forEach((indicator, index) => pathway.ask('safeguarding-action', { key: `${scope}${index + 1}`, about: { indicator } }));
}
