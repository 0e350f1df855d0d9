import { z } from 'zod';
import { line } from './fields.js';

export const linkRequest = z.strictObject({ token: line }).meta({ id: 'LinkToOpen' });
export const openedLink = z.object({ taskId: z.string() }).meta({ id: 'OpenedLink' });
