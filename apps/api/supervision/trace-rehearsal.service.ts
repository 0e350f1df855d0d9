import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Tail } from '#libs/contracts/commands.js';
import type { CaseEvent, Owners } from '#libs/contracts/events.js';
import { role as roles } from '#libs/contracts/http/fields.js';
import { peopleAnswering } from '#libs/directory/who-answers.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import { CaseNotRunning, RehearsalUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { resolvePatient } from '#libs/records/patients.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { prepared, type NotPrepared, type TracedCase } from '#libs/traces/prepared.js';
import { tracedCase } from '#libs/traces/traces.js';
import { startOf } from '#libs/upkeep/revive.js';
import { Permission } from '../access/permission.js';
import { KnownPeople } from '../cases/known-people.js';
import { Delivery } from '../commands/delivery.js';
import type { Answer, OpenedCommand } from '../commands/opened.js';
import { CASE_CLIENT } from '../commands/settings.js';
import { Views } from '../commands/views.js';
import { fieldWrong, notThere, Problem, unavailable } from '../http/problem.js';

/** Made up, for every rehearsal that is prepared from a trace: nobody is called that. */
const SOMEBODY = { nhsNumber: syntheticNhsNumber(900_005), name: 'Somebody Rehearsal', dateOfBirth: '1960-01-01' };
const OWNERS = { clinicalLead: 'clinical-lead', coordinator: 'coordinator', escalationOwner: 'escalation-owner' } as const;

/** A rehearsal that is prepared from a released decision trace: the case up to a moment, without anybody in it, to be played forward. */
@Injectable()
export class TraceRehearsalService {
  constructor(
    private readonly record: DataSource, private readonly permission: Permission, private readonly people: KnownPeople, private readonly delivery: Delivery, private readonly views: Views,
    @Inject(CASE_CLIENT) private readonly cases: CaseClient,
  ) {}

  /** @throws Problem 403, 404, 409, 422; RehearsalUnavailable, CaseUnavailable */
  async rehearse(opened: OpenedCommand, traceId: string, asked: { until: string; owners?: Owners | undefined }): Promise<Answer> {
    const { caller, updateId, answerBy } = opened;
    const traced = await tracedCase(this.record.manager, traceId, organisationsOf(caller.person));
    if (!traced) throw notThere();
    this.permission.checkFor(caller, 'supervise', traced.organisation);
    if (asked.owners) await this.people.check(Object.entries(asked.owners).map(([name, person]) => ({ path: ['owners', name], person })));
    // Every try of the key is the same rehearsal, and begins with the same.
    const caseId = caseIdOf('rehearsal of a trace', updateId);
    const begins = await this.record.transaction((manager) => this.kept(manager, opened, { caseId, traceId, traced, ...asked }));
    const tail = await this.begin(caseId, begins, answerBy);
    const clockOffsetMs = Math.max(0, Date.parse(tail.now) - Date.now());
    return this.delivery.write({ caseId, rehearsal: true, tail: { ...tail, events: [...begins, ...tail.events] }, clockOffsetMs, updateId, answerBy, status: 201, view: (manager) => this.views.changed(manager, { ...opened, caseId }) });
  }

  private async kept(manager: EntityManager, { caller: { person }, receivedAt }: OpenedCommand, { caseId, traceId, traced, until, owners }: { caseId: string; traceId: string; traced: TracedCase; until: string; owners?: Owners | undefined }): Promise<CaseEvent[]> {
    const before = await firstRow<{ prepared: CaseEvent[] }>(manager, 'select prepared from scenario_rehearsals where case_id = $1', [caseId]);
    if (before) return before.prepared;
    const at = new Date(receivedAt);
    const holds = await this.holders(manager, traced.organisation, at);
    const otherwise = (role: string): string => holds.get(role) ?? person.id;
    const found = await resolvePatient(manager, SOMEBODY, { rehearsal: true });
    if (!found.ok) throw new Problem(409, found.code, 'The made-up person of rehearsals is known with another date of birth.');
    const made = prepared(traced, {
      caseId, until: Date.parse(until), now: Date.now(), by: person.id, patient: found.patient, holds,
      owners: owners ?? { clinicalLead: otherwise(OWNERS.clinicalLead), coordinator: otherwise(OWNERS.coordinator), escalationOwner: otherwise(OWNERS.escalationOwner) },
    });
    if (typeof made === 'string') throw notPrepared(made);
    await rows(manager, 'insert into scenario_rehearsals (case_id, trace_id, until, prepared, refused, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7)', [caseId, traceId, until, JSON.stringify(made.events), made.refused, person.id, at]);
    return made.events;
  }

  private async holders(manager: EntityManager, organisation: string, at: Date): Promise<Map<string, string>> {
    const asked = roles.options;
    const found = await peopleAnswering(manager, { organisation, at }, asked);
    return new Map(asked.flatMap((role, index) => (found[index] ? [[role, found[index]] as const] : [])));
  }

  private async begin(caseId: string, begins: readonly CaseEvent[], answerBy: number): Promise<Tail> {
    const wait = answerBy - Date.now();
    if (wait <= 0) throw unavailable('There was no time left to start the rehearsal. Try again with the same key.');
    try {
      return await this.cases.start(startOf(caseId, begins), wait);
    } catch (error) {
      if (error instanceof CaseNotRunning) throw new RehearsalUnavailable();
      throw error;
    }
  }
}

function notPrepared(why: NotPrepared): Problem {
  switch (why) {
    case 'before-it-began': return fieldWrong('/until', why, 'must be later than the first instant of the story');
    case 'after-it-ended': return fieldWrong('/until', why, 'must not be later than the last instant of the story');
    case 'case-closed': return new Problem(409, why, 'The case had ended by then: choose an earlier moment.');
    case 'identity-left': return new Problem(409, why, 'Something that may say who somebody is was found in it: take the trace back, and review it again.');
  }
}
