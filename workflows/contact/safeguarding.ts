import type { Json, JsonObject } from '#libs/contracts/events.js';
import type { Pathway } from '#libs/pathway/pathway.js';
import { stood } from '../every-pathway.js';

/** One action for each indicator that was told, tracked for proportionality and impact ([5], example 3). `scope`: by what it was told, where that can be several. */
export function safeguarding(pathway: Pathway, indicators: Json | undefined, scope = ''): void {
  if (Array.isArray(indicators)) indicators.forEach((indicator, index) => pathway.ask('safeguarding-action', { key: `${scope}${index + 1}`, about: { indicator } }));
}

/**
 * A route that somebody named, at the start, with something seen or with a decision, is followed ([1], example 3: 'safeguarding or domestic abuse route if relevant'). Which route it is stands in what the
 * task is about, which few may read, and never in its step, its title or why it is due. Named again while it is followed it is one.
 */
export function followRoutes(pathway: Pathway): void {
  const started = pathway.details['safeguarding'] as JsonObject | undefined;
  const named = [{ sequence: 1, routes: started?.['routes'] }, ...[...pathway.state.triggers, ...pathway.state.decisions].toSorted((a, b) => a.sequence - b.sequence)];
  // Cases that began by a policy without such a step follow it as another safeguarding action.
  const step = 'safeguarding-route' in pathway.policy.steps ? 'safeguarding-route' : 'safeguarding-action';
  for (const { sequence, routes } of named) {
    for (const route of Array.isArray(routes) ? routes.map(String) : []) {
      const [key, alike] = [`${sequence}.${route}`, pathway.all(step).filter((task) => task.key.endsWith(`.${route}`))];
      if (!alike.some((task) => task.key === key) && stood(alike, sequence)) continue;
      pathway.ask(step, { key, calls: true, because: 'a route was named', about: { route } });
    }
  }
}
