import { z } from 'zod';
import { commissionedMeasures } from '#libs/policies/commissioner.js';
import { flag, id, refusal } from './fields.js';

/** What commissioners are told: what is asked, and what it answers. */

const month = z.string().refine((written) => /^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/.test(written), refusal('not-a-month', 'must be a month of the calendar, such as 2026-10'));
export const commissionerQuery = z.strictObject({ from: month.optional(), to: month.optional(), organisation: id.optional(), rehearsal: flag.optional(), teams: flag.optional(), exact: flag.optional(), format: z.enum(['json', 'csv']).optional() });

const measures = Object.keys(commissionedMeasures) as [keyof typeof commissionedMeasures, ...(keyof typeof commissionedMeasures)[]];
const count = z.int().nullable().meta({ description: 'Unless `exact`: null where it is 1 to 7, else to the nearest five' });
const duration = z.string().meta({ format: 'duration' }).nullable();
export const commissionerView = z.object({
  from: z.string(), to: z.string(), organisation: z.string(), exact: z.boolean(), suppressed: z.object({ from: z.int(), to: z.int(), roundedTo: z.int(), source: z.string() }),
  measures: z.array(z.object({ measure: z.enum(measures), title: z.string(), part: z.string(), of: z.string(), better: z.enum(['more', 'fewer']), atLeast: z.int().optional(), source: z.string(), status: z.string() })),
  items: z.array(z.object({
    measure: z.enum(measures), month: z.string(), team: z.object({ id: z.string(), name: z.string() }).nullable().optional().meta({ description: 'Absent: all teams together' }),
    numerator: count, denominator: count, percent: z.int().nullable().meta({ description: 'Of the counts as they are told' }), p50: duration, p90: duration,
    cases: z.array(z.object({ caseId: z.string(), counted: z.boolean() })).optional().meta({ description: 'With `exact` only' }),
  })),
}).meta({ id: 'CommissionerReport' });
