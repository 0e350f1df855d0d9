import { Body, Controller, Post, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Command } from '#libs/contracts/commands.js';
import {
  advanceRequest, endRequest, noteRequest, ownersAcceptRequest, ownersRequest, patientRequest, replanRequest, startRequest, followsRoutes, triggerKinds, triggerRequest,
} from '#libs/contracts/http/cases.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import { decisionRequest } from '#libs/contracts/http/decision.js';
import { advancePending, caseView, pending } from '#libs/contracts/http/views.js';
import { escalatedBefore } from '#libs/records/queries/escalated.js';
import { Permission } from '../access/permission.js';
import { CommandInterceptor, CommandOf, Of } from '../commands/command.interceptor.js';
import type { Target, Work } from '../commands/opened.js';
import { fieldWrong, Problem } from '../http/problem.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../http/request.js';
import { checkedByRoute } from '../http/schema.pipe.js';
import { AdvanceService } from './advance.service.js';
import { CorrectionService } from './correction.service.js';
import { DecisionService } from './decision.service.js';
import { KnownPeople } from './known-people.js';
import { ReadmissionService } from './readmission.service.js';
import { StartService } from './start.service.js';

const onCase = (id: string, summary: string, description?: string) => Operation({ id, summary, ...(description ? { description } : {}), answer: caseView, also: { 202: pending }, command: true, subject: 'Case id' });

/** What people say about a case as a whole. */
@ApiTags('cases')
@Controller('v1/cases')
@UseInterceptors(CommandInterceptor)
export class CaseCommandsController {
  constructor(
    private readonly starts: StartService, private readonly advances: AdvanceService, private readonly readmissions: ReadmissionService, private readonly corrections: CorrectionService, private readonly people: KnownPeople,
    private readonly decisions: DecisionService, private readonly permission: Permission, private readonly record: DataSource,
  ) {}

  @Post()
  @CommandOf({ action: 'start', on: 'nothing', location: ({ id }) => `/v1/cases/${String(id)}` })
  @Operation({ id: 'startCase', summary: 'Start a case', description: 'One open case for a person on a pathway.', answer: caseView, status: 201, also: { 202: pending }, command: true })
  start(@Body({ schema: startRequest }) body: z.output<typeof startRequest>): Work {
    return (opened) => this.starts.start(opened, body);
  }

  @Post(':id/decisions')
  @CommandOf({ action: 'decide', on: 'case' })
  @onCase('decide', 'Record a decision', 'It completes the open task of that step. Each gap has its own pointer.')
  decide(@Body({ schema: checkedByRoute(decisionRequest) }) body: unknown, @Of() target: Target): Promise<Work> {
    return this.decisions.read(target, body);
  }

  @Post(':id/triggers')
  @CommandOf({ action: 'trigger', on: 'case' })
  @onCase('reportTrigger', 'Report what must start a response', 'It always opens a task. A late `readmission` is taken on a closed case too.')
  async trigger(@Body({ schema: triggerRequest }) body: z.output<typeof triggerRequest>, @Of() target: Target): Promise<Work> {
    const command: Extract<Command, { type: 'trigger' }> = { type: 'trigger', ...body };
    const known = triggerKinds(target.case.pathway).includes(body.kind);
    // A return that is told late makes a discharge that has closed a failed one; on other pathways nothing that is told late does.
    if (target.case.status === 'closed') {
      if (known && body.kind === 'readmission') return (opened) => this.readmissions.reopen(opened, command);
      throw new Problem(409, 'case-closed', 'This case is closed.');
    }
    if (!known) throw fieldWrong('/kind', 'not-one-of', `is not a trigger of the pathway ${target.case.pathway}`);
    if (body.safeguarding !== undefined && !followsRoutes(target.case.pathway)) throw fieldWrong('/safeguarding', 'not-on-this-pathway', 'this pathway follows no safeguarding route: raise a step-up of the person');
    return { ...command, ...await this.elsewhere(target) };
  }

  /** When the person was escalated on other cases: a case knows its own only. */
  private async elsewhere({ case: { caseId, pathway, patient, organisation, rehearsal, clockOffsetMs } }: Target): Promise<{ elsewhere?: string[] }> {
    if (!contractOf(pathway)?.repeatCrisis || !patient) return {};
    const elsewhere = await escalatedBefore(this.record.manager, { patientId: patient.id, organisation, rehearsal, at: new Date(Date.now() + clockOffsetMs), except: caseId });
    return elsewhere.length > 0 ? { elsewhere } : {};
  }

  @Post(':id/owners')
  @CommandOf({ action: 'owners', on: 'case' })
  @onCase('handOverRole', 'Hand over a named role', 'With `offer` it takes effect when the other accepts. To hand it to somebody who was offered it and has not accepted is to impose it: an escalation lead may.')
  async owners(@Body({ schema: ownersRequest }) body: z.output<typeof ownersRequest>, @Of() target: Target, @Req() request: Request): Promise<Work> {
    await this.people.check([{ path: ['person'], person: body.person }]);
    const offered = target.case.offers.some(({ role, person }) => role === body.role && person === body.person);
    if (!offered || body.offer === true) return { type: 'owners', ...body };
    await this.permission.check(callerOf(request), 'owners-impose', target);
    return { type: 'owners', ...body, impose: true };
  }

  @Post(':id/owners/accept')
  @CommandOf({ action: 'owners-accept', on: 'case' })
  @onCase('acceptRole', 'Accept a named role that was offered to you')
  accept(@Body({ schema: ownersAcceptRequest }) body: z.output<typeof ownersAcceptRequest>): Work {
    return { type: 'owners-accept', ...body };
  }

  @Post(':id/replan')
  @CommandOf({ action: 'replan', on: 'case' })
  @onCase('replan', 'The plan moved', 'Deadlines follow, history stays.')
  replan(@Body({ schema: replanRequest }) body: z.output<typeof replanRequest>): Work {
    return { type: 'replan', ...body };
  }

  @Post(':id/notes')
  @CommandOf({ action: 'note', on: 'case' })
  @onCase('addNote', 'Write a note')
  note(@Body({ schema: noteRequest }) body: z.output<typeof noteRequest>): Work {
    return { type: 'note', ...body };
  }

  @Post(':id/patient')
  @CommandOf({ action: 'patient', on: 'case' })
  @onCase('correctPatient', 'Correct who the patient is', 'Only what is given changes; the old values stay in the record.')
  patient(@Body({ schema: patientRequest }) body: z.output<typeof patientRequest>, @Of() target: Target): Promise<Work> {
    return this.corrections.correct(target, body);
  }

  @Post(':id/end')
  @CommandOf({ action: 'end', on: 'case' })
  @onCase('endCase', 'End a case early')
  end(@Body({ schema: endRequest }) body: z.output<typeof endRequest>): Work {
    return { type: 'end', ...body };
  }

  @Post(':id/advance')
  @CommandOf({ action: 'advance', on: 'case' })
  @Operation({ id: 'advance', summary: 'Move the clock of a rehearsal', description: 'Up to P12W; everything due on the way happens.', answer: caseView, also: { 202: advancePending }, command: true, subject: 'Case id' })
  advance(@Body({ schema: advanceRequest }) body: z.output<typeof advanceRequest>): Work {
    return (opened) => this.advances.advance(opened, body.by);
  }
}
