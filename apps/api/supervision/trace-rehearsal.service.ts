import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Tail } from '#libs/contracts/commands.js';
import type { CaseEvent, Owners } from '#libs/contracts/events.js';
import { role as roles } from '#libs/contracts/http/fields.js';
import { peopleAnswering } from '#libs/directory/who-answers.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';
import { caseIdOf } from '#libs/kin/case-id.js';
import { CaseNotRunning, Refused, RehearsalUnavailable, type CaseClient } from '#libs/pathway/temporal/case-client.js';
import { resolvePatient } from '#libs/records/patients.js';
import { eventsOf, text } from '#libs/records/stored.js';
import { writeTail } from '#libs/records/tail-writer.js';
import { firstRow, rows } from '#libs/records/transaction.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { prepared, type NotPrepared, type TracedCase } from '#libs/traces/prepared.js';
import { act, tracedCase } from '#libs/traces/traces.js';
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
    const begins = await this.kept(opened, { caseId, traceId, traced, ...asked });
    const tail = await this.begin(caseId, begins, answerBy);
    const clockOffsetMs = Math.max(0, Date.parse(tail.now) - Date.now());
    return this.delivery.write({ caseId, rehearsal: true, tail, clockOffsetMs, updateId, answerBy, status: 201, view: (manager) => this.views.changed(manager, { ...opened, caseId }) });
  }

  /** Ends every rehearsal that was prepared from a trace which was taken back. Asked again, it goes on where it stopped. @throws CaseUnavailable */
  async end(opened: OpenedCommand, traceId: string): Promise<void> {
    const open = await rows<{ id: string; version: number; ahead: string }>(this.record.manager, `select id, version, clock_offset_ms as ahead from cases where id in (select case_id from scenario_rehearsals where trace_id = $1) and status <> 'closed'`, [text(traceId)]);
    for (const { id, version, ahead } of open) {
      // One that never began begins, so that it can end as all do.
      if (!await this.cases.running(id, true)) await this.begin(id, await eventsOf(this.record.manager, id), opened.answerBy);
      const at = new Date(Date.now() + Number(ahead)).toISOString();
      try {
        const tail = await this.delivery.send(opened, { type: 'end', because: 'entered-in-error', at, note: 'The decision trace from which it was prepared was taken back.' }, { caseId: id, rehearsal: true, version }, `${opened.updateId}-${id}`);
        await this.delivery.keep(id, true, tail);
      } catch (error) {
        // It has ended, or closed, since.
        if (!(error instanceof Refused || (error instanceof Problem && error.code === 'case-closed'))) throw error;
      }
    }
  }

  /** What it begins with, in the record before its workflow starts: whoever goes away between, nothing is missing, and the same key goes on. Lived outside any transaction. */
  private async kept({ caller: { person }, receivedAt }: OpenedCommand, { caseId, traceId, traced, until, owners }: { caseId: string; traceId: string; traced: TracedCase; until: string; owners?: Owners | undefined }): Promise<CaseEvent[]> {
    const { manager } = this.record;
    const before = await this.preparedBefore(manager, caseId);
    if (before) return before;
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
    return this.record.transaction(async (within) => {
      // Whoever takes the trace back waits, and then ends this rehearsal too.
      if (!await firstRow(within, `select 1 from decision_traces where id = $1 and status = 'released' for share`, [traceId])) throw notThere();
      const first = await firstRow(within, 'insert into scenario_rehearsals (case_id, trace_id, until, prepared, refused, made_by, made_at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning case_id', [caseId, traceId, until, JSON.stringify(made.events), made.refused, person.id, at]);
      // The same key, sent twice at once: the other one was first.
      if (!first) return (await this.preparedBefore(within, caseId))!;
      await writeTail(within, caseId, made.events, { clockOffsetMs: Math.max(0, Date.parse(made.events.at(-1)!.at) - Date.now()) });
      await act(within, traceId, person.id, 'rehearsed');
      return made.events;
    });
  }

  private async preparedBefore(manager: EntityManager, caseId: string): Promise<CaseEvent[] | null> {
    return (await firstRow<{ prepared: CaseEvent[] }>(manager, 'select prepared from scenario_rehearsals where case_id = $1', [caseId]))?.prepared ?? null;
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
    case 'identity-left': return new Problem(409, why, 'A reviewed text may say who somebody is, by what is known of the case today: take the trace back, and review another one.');
    case 'lives-too-long': return new Problem(409, why, 'So much had happened by then that it cannot be lived again in a moment: choose an earlier moment.');
  }
}
