import { z } from 'zod';

/** What a hospital's system hears about a message (api.md, 'What hospitals send'). */
export const intakeAnswer = z.object({
  messageId: z.string(),
  outcome: z.enum(['admission-recorded', 'admission-updated', 'departure-recorded', 'review-opened', 'quarantined']),
  flags: z.array(z.string()).meta({ description: 'What was odd about the message, in short names' }),
  caseId: z.string().optional().meta({ description: 'The open case of the person; for a quarantined message the case of the hub’s task' }),
  admissionId: z.string().optional(),
  reviewCaseId: z.string().optional().meta({ description: 'The case of the hub’s task, where something could not be read' }),
  pending: z.literal(true).optional().meta({ description: 'Kept, and acted on as soon as its case can be asked; the same message again asks again' }),
}).meta({ id: 'IntakeAnswer' });
