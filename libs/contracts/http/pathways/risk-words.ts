import { z } from 'zod';

/** How bad it would be, never how likely (NICE NG249, NG225): the consequences of the NPSA's risk matrix without its likelihoods. From least to worst. */
export const consequences = ['negligible', 'minor', 'moderate', 'major', 'catastrophic'] as const;
export const consequence = z.enum(consequences);
