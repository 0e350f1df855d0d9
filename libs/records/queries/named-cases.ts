import type { EntityManager } from 'typeorm';
import type { CaseHead } from '../projection/document.js';
import { rows } from '../transaction.js';
import { Parameters, visibleCase } from './listing.js';
import type { Viewer } from './viewer.js';

/** What a case is called: whom it is about, else its title; null where it is about somebody whom this reader may not know. */
export interface NamedCase { name: string | null; pathway: string }

/** Those of these cases that the viewer may see, by id: of the others nothing is told. */
export async function namedCases(manager: EntityManager, viewer: Viewer, ids: readonly string[]): Promise<Map<string, NamedCase>> {
  if (ids.length === 0) return new Map();
  const parameters = new Parameters();
  const found = await rows<{ id: string; summary: CaseHead }>(manager, `select id, summary from cases where id = any(${parameters.add(ids)}) and ${visibleCase(viewer, parameters, 'cases.id')}`, parameters.values);
  return new Map(found.map(({ id, summary: { patient, details, pathway } }) => [id, { pathway, name: patient ? viewer.withoutIdentity ? null : patient.name : typeof details['title'] === 'string' ? details['title'] : '' }]));
}
