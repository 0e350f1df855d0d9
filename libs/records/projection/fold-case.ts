import type { CaseEvent, Owners, OwnerRole } from '#libs/contracts/events.js';
import type { BegunDocument, CaseDocument, GateDocument } from './document.js';

const ownerKeys: Readonly<Record<OwnerRole, keyof Owners>> = { 'clinical-lead': 'clinicalLead', coordinator: 'coordinator', 'escalation-owner': 'escalationOwner' };

/** The person whom the case names for a role; null for the roles of a team. */
export function namedOwner(owners: Owners | null, role: string): string | null {
  const key = (ownerKeys as Readonly<Record<string, keyof Owners | undefined>>)[role];
  return owners && key ? owners[key] : null;
}

/** What an event changes about the case itself; tasks and escalations are folded apart. */
export function foldCase(document: CaseDocument, event: CaseEvent): CaseDocument {
  switch (event.kind) {
    case 'gate-opened': return { ...document, gates: withGate(document.gates, { name: event.data.gate, open: true, by: event.data.by, because: null }) };
    case 'gate-shut': return { ...document, gates: withGate(document.gates, { name: event.data.gate, open: false, by: null, because: event.data.because }) };
    case 'stage-entered': return { ...document, stage: event.data.stage };
    case 'left': return { ...document, left: { at: event.data.leftAt, gate: event.data.gate, source: event.data.source } };
    case 'leaving-undone': return { ...document, left: null, watch: null };
    case 'replanned': {
      const { before: _, reason: __, ...plan } = event.data;
      return { ...document, details: { ...document.details, ...plan } };
    }
    case 'owner-offered': return { ...document, offers: [...document.offers.filter(({ role }) => role !== event.data.role), { role: event.data.role, person: event.data.person }] };
    case 'owner-changed': return {
      ...document, offers: document.offers.filter(({ role }) => role !== event.data.role),
      owners: document.owners && { ...document.owners, [ownerKeys[event.data.role]]: event.data.person },
    };
    case 'patient-corrected': return { ...document, patient: event.data.patient, identities: [...document.identities, event.data.before, event.data.patient] };
    case 'case-asked': return { ...document, begun: [...document.begun ?? [], { key: event.data.key, pathway: event.data.pathway, status: 'asked', because: event.data.because, caseId: null, refusedBecause: null, outcome: null }] };
    case 'case-begun': return withBegun(document, event.data.key, { status: 'begun', caseId: event.data.caseId });
    case 'case-not-begun': return withBegun(document, event.data.key, { status: 'refused', caseId: event.data.caseId ?? null, refusedBecause: event.data.detail });
    case 'begun-case-ended': return withBegun(document, event.data.key, { status: 'ended', caseId: event.data.caseId, outcome: event.data.outcome });
    case 'policy-moved': return { ...document, policy: event.data.policy };
    case 'watch-started': return { ...document, watch: { until: event.data.until, endedBecause: null } };
    case 'watch-ended': return { ...document, watch: document.watch && { ...document.watch, endedBecause: event.data.because } };
    case 'case-ended': return { ...document, ended: { because: event.data.because, at: event.data.at } };
    case 'case-closed': return { ...document, closedAt: event.at, outcome: event.data.outcome };
    case 'outcome-amended': return { ...document, outcome: event.data.outcome };
    case 'case-revived': return { ...document, closedAt: null };
    default: return document;
  }
}

function withBegun(document: CaseDocument, key: string, change: Partial<BegunDocument>): CaseDocument {
  return { ...document, begun: (document.begun ?? []).map((each) => (each.key === key ? { ...each, ...change } : each)) };
}

function withGate(gates: readonly GateDocument[], gate: GateDocument): GateDocument[] {
  const known = gates.some(({ name }) => name === gate.name);
  return known ? gates.map((each) => (each.name === gate.name ? gate : each)) : [...gates, gate];
}
