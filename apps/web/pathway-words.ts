import { policies } from '#libs/policies/released.js';

/** Pathways by what their latest policy calls them. */
const titles = new Map(policies.filter(({ locality }) => locality === null).map(({ pathway, title }) => [pathway, title]));
export const pathwayWords = (pathway: string): string => titles.get(pathway) ?? pathway;
export const everyPathway: readonly { id: string; title: string }[] = [...titles].map(([id, title]) => ({ id, title }));
