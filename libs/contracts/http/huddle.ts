import { z } from 'zod';
import { date, id, line } from './fields.js';

/** `team`: an organisation's id. `date`: the local day whose huddle it was, today at the latest. `present`: who was there, by name or role. */
export const walkRequest = z.strictObject({ team: id, date, present: z.array(line).min(1).max(100) }).meta({ id: 'HuddleWalked' });
export type WalkRequest = z.output<typeof walkRequest>;
