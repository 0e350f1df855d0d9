import { z } from 'zod';
import { decisionKind } from '#libs/contracts/http/decision-parts.js';
import { instant, line, lines, text } from '#libs/contracts/http/fields.js';
import type { PathwayContract } from '#libs/contracts/http/pathways/contract.js';
import { done, everyPathwayEvidence } from '#libs/contracts/http/pathways/every-pathway.js';

/** Equipment return: what starts it, its own trigger and decision, and the evidence of its steps. */
export const equipmentReturnContract: PathwayContract = {
  pathway: 'equipment-return', details: z.strictObject({ equipment: lines(1), where: line }).meta({ id: 'EquipmentReturnDetails' }), triggers: ['needed-again'],
  example: { details: { equipment: ['hospital bed'], where: 'the front room' } },
  evidence: {
    ...everyPathwayEvidence,
    'collection-asked': z.strictObject({ sentAt: instant, to: line }),
    'equipment-collected': z.strictObject({ visitedAt: instant, by: line, foundOnTheFloor: text.optional() }),
    'equipment-brought-back': done,
  },
  decisions: [decisionKind('write-off-decision', ['write-off', 'try-again'], { worth: text })],
};
