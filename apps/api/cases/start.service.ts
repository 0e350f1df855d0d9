import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { StartRequest } from '#libs/contracts/http/cases.js';
import type { CaseStart, Tail } from '#libs/contracts/commands.js';
import type { JsonObject, PatientIdentity } from '#libs/contracts/events.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import { endWatch } from '#libs/kin/begin-case.js';
import { CaseNotRunning, Refused, RehearsalUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import type { Policy } from '#libs/policies/policy.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import { claimCase, claimForOrganisation, claimSeenBy, releaseClaim } from '#libs/records/claims.js';
import { resolvePatient } from '#libs/records/patients.js';
import { admissionView } from '#libs/records/queries/admissions.js';
import { escalatedBefore } from '#libs/records/queries/escalated.js';
import { storedVersion } from '#libs/records/stored.js';
import { firstRow } from '#libs/records/transaction.js';
import { organisationsOf, type Action } from '#libs/security/permissions.js';
import { logLine, nameOf } from '#libs/upkeep/log-line.js';
import { Permission } from '../access/permission.js';
import { viewerOf } from '../access/reading.js';
import { Delivery } from '../commands/delivery.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { CASE_CLIENT } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { pointerOf } from '../http/issues.js';
import { fieldsWrong, fieldWrong, notYours, Problem, unavailable } from '../http/problem.js';
import { KnownPeople } from './known-people.js';

interface Claimed { caseId: string; patient?: PatientIdentity; endWatchOf: string | null }

/** Starts cases: the person found or made, the claim that keeps a second case away, the workflow with its whole opening. */
@Injectable()
export class StartService {
  constructor(
    private readonly record: DataSource, private readonly permission: Permission, private readonly people: KnownPeople, private readonly delivery: Delivery, private readonly views: Views,
    @Inject(CASE_CLIENT) private readonly cases: CaseClient,
  ) {}

  /** @throws Problem 403, 409 `case-already-open` and `identity-mismatch`, 422, 503 */
  async start(opened: OpenedCommand, body: StartRequest): Promise<Answer> {
    const contract = contractOf(body.pathway);
    await this.permit(opened, body, contract?.startedAs ?? 'start');
    const inForce = await policyInForce(this.record.manager, body.pathway, body.organisation);
    if (!inForce) throw fieldWrong('/pathway', 'unknown-pathway', 'is not a pathway');
    this.checkDetails(body, inForce.policy);
    const { clinicalLead, coordinator, escalationOwner } = body.owners;
    await this.people.check([
      { path: ['owners', 'clinicalLead'], person: clinicalLead }, { path: ['owners', 'coordinator'], person: coordinator }, { path: ['owners', 'escalationOwner'], person: escalationOwner },
      ...contractOf(body.pathway)?.peopleNamed?.(body.details) ?? []]);
    await this.checkCasesNamed(opened, body);
    const { caseId, patient, endWatchOf } = await this.claim(opened, body);
    const rehearsal = body.rehearsal ?? false;
    const start: CaseStart = {
      caseId, pathway: body.pathway, policy: inForce.ref, actor: { person: opened.caller.person.id }, command: opened.updateId,
      opening: {
        organisation: body.organisation, rehearsal, owners: body.owners, ...(patient ? { patient } : {}), details: await this.details(opened, body, caseId, patient), ...(body.admissionId === undefined ? {} : { admissionId: body.admissionId }),
      },
    };
    const tail = await this.begin(start, opened.answerBy);
    if (endWatchOf !== null) await this.endWatch(opened, endWatchOf, caseId);
    return this.delivery.write({
      caseId, rehearsal, tail, updateId: opened.updateId, answerBy: opened.answerBy, status: 201, view: (manager) => this.views.changed(manager, { ...opened, caseId }),
    });
  }

  /** The details with what the start knows by itself: who raised it, and when the person was escalated on other cases. */
  private async details({ caller: { person } }: OpenedCommand, { pathway, organisation, details, rehearsal = false }: StartRequest, caseId: string, patient: PatientIdentity | undefined): Promise<JsonObject> {
    const contract = contractOf(pathway);
    const raised = contract?.raised?.(details, { person: person.id, name: person.name, organisation: person.organisation.name }) ?? details;
    const before = contract?.repeatCrisis && patient ? await escalatedBefore(this.record.manager, { patientId: patient.id, organisation, rehearsal, at: new Date(), except: caseId }) : [];
    return before.length > 0 ? { ...raised, escalatedBefore: before } : raised;
  }

  private async permit(opened: OpenedCommand, { organisation, pathway }: StartRequest, action: Action): Promise<void> {
    if (opened.caller.person.organisation.id !== organisation) throw notYours('Cases are started for your own organisation.');
    await this.permission.checkStart(opened.caller, action, organisation, pathway);
  }

  /** What each field allows and the details together, the clock or the policy do not. */
  private checkDetails({ pathway, details }: StartRequest, policy: Policy): void {
    const gaps = contractOf(pathway)?.atStart?.(details, Date.now(), (name) => policy.numbers[name]?.value) ?? [];
    if (gaps.length > 0) throw fieldsWrong(gaps);
  }

  /** Cases that the details name are there, and the caller's to see. */
  private async checkCasesNamed({ caller }: OpenedCommand, { pathway, details }: StartRequest): Promise<void> {
    const gaps: { pointer: string; code: string; message: string }[] = [];
    for (const { path, caseId } of contractOf(pathway)?.aboutCases?.(details) ?? []) {
      if (!(await claimSeenBy(this.record.manager, caseId, organisationsOf(caller.person)))) gaps.push({ pointer: pointerOf(path), code: 'unknown-case', message: 'is not a case that you may see' });
    }
    if (gaps.length > 0) throw fieldsWrong(gaps);
  }

  /** Person and claim in one transaction with the command's row: of two starts at the same instant one gets the case, the other is told which. */
  private claim(opened: OpenedCommand, body: StartRequest): Promise<Claimed> {
    return this.record.transaction(async (manager) => {
      const caseId = await this.caseIdOf(manager, opened.updateId);
      if (contractOf(body.pathway)?.onePerOrganisation) {
        const taken = await claimForOrganisation(manager, { caseId, pathway: body.pathway, organisation: body.organisation, rehearsal: body.rehearsal ?? false });
        if (!taken.ok) throw await this.alreadyOpen(manager, opened, taken.caseId, 'This organisation has an open case on this pathway.');
      }
      if (contractOf(body.pathway)?.subject === 'system') return { caseId, endWatchOf: null };
      const patient = await this.patient(manager, opened, body);
      if (contractOf(body.pathway)?.several) return { caseId, patient, endWatchOf: null };
      const claim = await claimCase(manager, { caseId, pathway: body.pathway, patientId: patient.id, rehearsal: body.rehearsal ?? false, organisation: body.organisation });
      if (!claim.ok) throw await this.alreadyOpen(manager, opened, claim.caseId);
      return { caseId, patient, endWatchOf: claim.endWatchOf };
    });
  }

  /** Which case it is, is told to whoever may see it: another organisation's is not there for them. */
  private async alreadyOpen(manager: EntityManager, { caller }: OpenedCommand, caseId: string, detail = 'This person has an open case on this pathway.'): Promise<Problem> {
    const seen = await claimSeenBy(manager, caseId, organisationsOf(caller.person));
    return new Problem(409, 'case-already-open', { detail, ...(seen ? { more: { caseId } } : {}), concerns: caseId });
  }

  /** The case's id stands in the command's row: every try of the key starts the same case. */
  private async caseIdOf(manager: EntityManager, updateId: string): Promise<string> {
    const row = await firstRow<{ case_id: string }>(manager, 'update commands set case_id = coalesce(case_id, $2) where update_id = $1 returning case_id', [updateId, randomUUID()]);
    if (!row) throw unavailable('The start cannot be carried out at the moment. Try again with the same key.');
    return row.case_id;
  }

  private async patient(manager: EntityManager, opened: OpenedCommand, body: StartRequest): Promise<PatientIdentity> {
    const said = body.patient ?? await this.admitted(manager, opened, body.admissionId ?? '');
    const above = body.patient ? '/patient' : '/admissionId';
    const found = await resolvePatient(manager, said, { rehearsal: body.rehearsal ?? false });
    if (found.ok) return found.patient;
    if (found.code === 'identity-mismatch') throw new Problem(409, 'identity-mismatch', 'This NHS number is known with another date of birth. Check both before anything is started.');
    throw fieldsWrong(body.patient
      ? found.missing.map((field) => ({ pointer: `${above}/${field}`, code: 'required', message: 'must be given: this person is not known yet' }))
      : [{ pointer: above, code: 'identity-incomplete', message: `the admission does not say enough about the person: ${found.missing.join(', ')}` }]);
  }

  /** The person of an admission that the caller may see. */
  private async admitted(manager: EntityManager, { caller }: OpenedCommand, admissionId: string): Promise<Parameters<typeof resolvePatient>[1]> {
    const admission = await admissionView(manager, { viewer: viewerOf(caller), now: new Date() }, admissionId);
    if (!admission) throw fieldWrong('/admissionId', 'unknown-admission', 'is not an admission here');
    // Whatever else the hospital said of the stay: its last word marks the person dead.
    if (admission.status === 'died' || admission.flags.includes('dead')) throw fieldWrong('/admissionId', 'person-died', 'is the admission of somebody whom the hospital marks as dead');
    const { nhsNumber, identifiers, name, dateOfBirth } = admission.patient;
    return {
      ...(nhsNumber === undefined ? {} : { nhsNumber }), ...(identifiers === undefined ? {} : { identifiers }), ...(name === null ? {} : { name }), ...(dateOfBirth === null ? {} : { dateOfBirth }),
    };
  }

  private async begin(start: CaseStart, answerBy: number): Promise<Tail> {
    const wait = answerBy - Date.now();
    if (wait <= 0) throw unavailable('There was no time left to start the case. Try again with the same key.');
    try {
      return await this.cases.start(start, wait);
    } catch (error) {
      // It never was: the person is free for the start that is right.
      if (error instanceof Refused) await releaseClaim(this.record.manager, start.caseId);
      // Started, lived and closed between two tries of the same key: the record has it all.
      if (error instanceof CaseNotRunning) {
        const stored = await storedVersion(this.record.manager, start.caseId);
        if (stored?.status === 'closed') return { version: stored.version, events: [], now: new Date().toISOString() };
      }
      // No namespace for rehearsals is none that can skip time.
      if (error instanceof CaseNotRunning && start.opening.rehearsal) throw new RehearsalUnavailable();
      throw error;
    }
  }

  /** A watch that runs ends with what it has, since the person has come back into care. The new case stands whatever comes of this: the watch ends by itself too. */
  private async endWatch({ answerBy }: OpenedCommand, watching: string, began: string): Promise<void> {
    try {
      await endWatch({ record: this.record, cases: this.cases }, watching, began, answerBy);
    } catch (error) {
      logLine('warn', 'watch-not-ended', { caseId: watching, began, error: nameOf(error) });
    }
  }
}
