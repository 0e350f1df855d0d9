import { z } from 'zod';
import { consequences } from '#libs/domain/consequence.js';

/** How bad it would be, never how likely (NICE NG249, NG225). */
export const consequence = z.enum(consequences);
