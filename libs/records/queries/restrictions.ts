import type { EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import type { RestrictionView } from '#libs/contracts/views.js';
import type { CaseDocument } from '../projection/document.js';
import { rows } from '../transaction.js';
import { Parameters, visibleCase } from './listing.js';
import type { Viewer } from './viewer.js';
import type { Withholding } from './withheld.js';

/** Restrictions of these people that are in force, by person, as their last review left them, the longest in force first ([3], example 3: they travel with every handover). `withheldFrom`: what is kept from the reader of a person; null: nothing. */
export async function restrictionsOf(manager: EntityManager, viewer: Viewer, patientIds: readonly string[], rehearsal: boolean, withheldFrom: (patientId: string) => Withholding | null): Promise<Map<string, RestrictionView[]>> {
  const parameters = new Parameters();
  const found = await rows<{ id: string; patient_id: string; document: CaseDocument; next_due_at: Date | null }>(manager, `
    select id, patient_id, document, next_due_at from cases where patient_id = any(${parameters.add(patientIds)}) and pathway = 'restriction' and status <> 'closed' and rehearsal = ${rehearsal} and ${visibleCase(viewer, parameters, 'cases.id')}
    order by opened_at, id`, parameters.values);
  const withheld = new Map(patientIds.map((patientId) => [patientId, withheldFrom(patientId)]));
  const shown = new Map<string, RestrictionView[]>();
  for (const { id, patient_id: patientId, document: { details, tasks } } of found) {
    const kept = tasks.filter(({ step, status }) => step === 'restriction-review' && status === 'completed').at(-1)?.evidence ?? {};
    const open = tasks.find(({ step, status }) => step === 'restriction-review' && status === 'open');
    const words = { what: said(kept, 'to') || said(details, 'what'), stepDownPlan: said(kept, 'stepDownWhen') || said(details, 'stepDownPlan') };
    const restriction = { caseId: id, ...(withheld.get(patientId)?.value(words) ?? words), until: said(kept, 'until') || said(details, 'until'), reviewAt: open?.dueAt ?? null };
    shown.set(patientId, [...(shown.get(patientId) ?? []), restriction]);
  }
  return shown;
}

function said(facts: JsonObject, name: string): string {
  const value = facts[name];
  return typeof value === 'string' ? value : '';
}
