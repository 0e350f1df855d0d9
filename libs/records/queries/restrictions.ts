import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import type { RestrictionView } from '#libs/contracts/views.js';
import type { CaseDocument } from '../projection/document.js';
import { rows } from '../transaction.js';
import { Parameters, visibleCase } from './listing.js';
import type { Viewer } from './viewer.js';
import type { Withholding } from './withheld.js';

/** Restrictions of a person that are in force, as their last review left them, the longest in force first ([3], example 3: they travel with every handover). */
export async function restrictionsOf(manager: EntityManager, viewer: Viewer, patientId: string, rehearsal: boolean, withheld: Withholding | null): Promise<RestrictionView[]> {
  const parameters = new Parameters();
  const found = await rows<{ id: string; document: CaseDocument; next_due_at: Date | null }>(manager, `
    select id, document, next_due_at from cases where patient_id = ${parameters.add(patientId)} and pathway = 'restriction' and status <> 'closed' and rehearsal = ${rehearsal} and ${visibleCase(viewer, parameters, 'cases.id')}
    order by opened_at, id`, parameters.values);
  return found.map(({ id, document: { details, tasks } }) => {
    const kept = tasks.filter(({ step, status }) => step === 'restriction-review' && status === 'completed').at(-1)?.evidence ?? {};
    const open = tasks.find(({ step, status }) => step === 'restriction-review' && status === 'open');
    const shown = { what: said(kept, 'to') || said(details, 'what'), stepDownPlan: said(kept, 'stepDownWhen') || said(details, 'stepDownPlan') };
    return { caseId: id, ...(withheld ? withheld.value(shown) : shown), until: said(kept, 'until') || said(details, 'until'), reviewAt: open?.dueAt ?? null };
  });
}

function said(facts: JsonObject, name: string): string {
  const value = facts[name];
  return typeof value === 'string' ? value : '';
}
