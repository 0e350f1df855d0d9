import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import { noQuery } from '#libs/contracts/http/lists.js';
import { scenarioAnswer, scenarioComparison, scenarioList, scenarioRequest, scenariosQuery, scenarioView, supervisionQuery, supervisionView, traceRehearsalRequest } from '#libs/contracts/http/supervision.js';
import { caseView, pending } from '#libs/contracts/http/views.js';
import { personStanding } from '#libs/directory/people-views.js';
import { caseFacts } from '#libs/records/stored.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { answerScenario, askScenario, compareScenario, listScenarios, scenario, supervisionFigures, type ScenarioView } from '#libs/supervision/questions.js';
import { trace } from '#libs/traces/traces.js';
import { Permission } from '../access/permission.js';
import { KnownPeople } from '../cases/known-people.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import { answeredWhole } from '../commands/kept-answer.js';
import type { Answer, OpenedCommand, Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { fieldWrong, notThere, notYours, Problem } from '../http/problem.js';
import { callerOf, type Caller } from '../http/request.js';
import { ofOrganisation } from '../people/of-organisation.js';
import { reportAsked } from '../reports/period.js';
import { TraceRehearsalService } from './trace-rehearsal.service.js';

const SCENARIO = 'Scenario question id';
const refusals = {
  answered: 'You have said already what you would do.', 'moved-on': 'The rehearsal has moved on since you were asked, and what the policy does can be read there: ask to be asked again.',
  'not-answered': 'Nobody has said yet what they would do.', compared: 'It was compared before.', 'nothing-happened': 'Nothing has happened in the rehearsal since it was asked: record the change, or move its clock.',
} as const;

/** Supervision by scenario: what would you do today if X changes? Asked on a rehearsal, answered before its clock moves, held beside what the policy then did. */
@ApiTags('governance')
@Controller('v1')
@UseInterceptors(CommandInterceptor)
export class ScenariosController {
  constructor(private readonly record: DataSource, private readonly permission: Permission, private readonly people: KnownPeople, private readonly fromTraces: TraceRehearsalService) {}

  @Post('scenario-questions')
  @CommandOf({ action: 'supervise', on: 'team', location: ({ id }) => `/v1/scenario-questions/${String(id)}` })
  @Operation({ id: 'askScenario', summary: 'Ask somebody what they would do, on a rehearsal as it stands', answer: scenarioView, status: 201, command: true, refusals: [403, 404] })
  ask(@Body({ schema: scenarioRequest }) { caseId, question, askedOf, traceId }: z.output<typeof scenarioRequest>): Work {
    return async (opened) => {
      const own = organisationsOf(opened.caller.person);
      const facts = await caseFacts(this.record.manager, caseId);
      if (!facts || !own.some((organisation) => facts.visibleTo.includes(organisation))) throw fieldWrong('/caseId', 'unknown-case', 'is no case that you may see');
      this.permission.checkFor(opened.caller, 'supervise', facts.organisation);
      if (!facts.rehearsal) throw new Problem(409, 'not-a-rehearsal', 'A question is asked on a rehearsal: a real case is no exercise.');
      await this.people.check([{ path: ['askedOf'], person: askedOf }]);
      if ((await personStanding(this.record.manager, askedOf))?.organisation !== facts.organisation) throw fieldWrong('/askedOf', 'of-another-organisation', 'belongs to another organisation than the rehearsal');
      const prepared = traceId === undefined ? null : await trace(this.record.manager, traceId, { organisations: own, reviewing: () => false });
      if (traceId !== undefined && !prepared) throw fieldWrong('/traceId', 'unknown-trace', 'is no released decision trace that you may see');
      return this.answered(opened, 201, (manager) => askScenario(manager, { organisation: facts.organisation, caseId, traceId: traceId ?? null, since: facts.version, question, askedBy: opened.caller.person.id, askedOf, at: new Date(opened.receivedAt) }));
    };
  }

  @Get('scenario-questions')
  @Operation({ id: 'listScenarios', summary: 'Questions that were asked, the latest first', description: 'What you asked, and what was asked of you; `mine`: of you alone. What others ask one another is theirs.', answer: scenarioList, refusals: [404] })
  list(@Req() request: Request, @Query({ schema: scenariosQuery }) { mine = false, organisation, cursor, limit }: z.output<typeof scenariosQuery>) {
    const caller = callerOf(request);
    return listScenarios(this.record.manager, { organisations: ofOrganisation(caller, organisation), person: caller.person.id, mine }, { cursor, limit });
  }

  @Post('decision-traces/:id/rehearsals')
  @CommandOf({ action: 'supervise', on: 'nothing', location: ({ id }) => `/v1/cases/${String(id)}` })
  @Operation({ id: 'rehearseTrace', summary: 'Prepare a rehearsal from a released decision trace', description: 'The case begins once more as a rehearsal and has come up to that moment, with made-up people, instants moved by whole weeks, and only such words as were reviewed. What was at the moment has not happened yet.', answer: caseView, also: { 202: pending }, status: 201, command: true, subject: 'Trace id', refusals: [403, 404, 409] })
  rehearse(@Param('id') id: string, @Body({ schema: traceRehearsalRequest }) body: z.output<typeof traceRehearsalRequest>): Work {
    return (opened) => this.fromTraces.rehearse(opened, id, body);
  }

  @Get('scenario-questions/:id')
  @Operation({ id: 'getScenario', summary: 'A question, its answer, and what the policy did', answer: scenarioView, subject: SCENARIO })
  one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown): Promise<ScenarioView> {
    return this.found(this.record.manager, callerOf(request), id);
  }

  @Post('scenario-questions/:id/answer')
  @CommandOf({ action: 'read', on: 'team' })
  @Operation({ id: 'answerScenario', summary: 'Say what you would do', description: 'By whoever was asked, once, while the rehearsal stands as it did when it was asked (`moved-on`).', answer: scenarioView, subject: SCENARIO, command: true })
  answer(@Param('id') id: string, @Body({ schema: scenarioAnswer }) body: z.output<typeof scenarioAnswer>): Work {
    return async (opened) => {
      const { askedOf } = await this.found(this.record.manager, opened.caller, id);
      if (askedOf.id !== opened.caller.person.id) throw notYours('It was asked of somebody else.');
      return this.answered(opened, 200, async (manager) => {
        const refused = await answerScenario(manager, id, body, new Date(opened.receivedAt));
        if (refused) throw new Problem(409, refused, refusals[refused]);
        return id;
      });
    };
  }

  @Post('scenario-questions/:id/compare')
  @CommandOf({ action: 'supervise', on: 'team' })
  @Operation({ id: 'compareScenario', summary: 'Hold the answer beside what the policy did', description: 'By whoever asked, once the change was recorded in the rehearsal, or its clock was moved.', answer: scenarioView, subject: SCENARIO, command: true })
  compare(@Param('id') id: string, @Body({ schema: scenarioComparison }) body: z.output<typeof scenarioComparison>): Work {
    return async (opened) => {
      const { organisation, askedBy } = await this.found(this.record.manager, opened.caller, id);
      if (askedBy.id !== opened.caller.person.id) throw notYours('Somebody else asked it.');
      this.permission.checkFor(opened.caller, 'supervise', organisation);
      return this.answered(opened, 200, async (manager) => {
        const refused = await compareScenario(manager, id, { ...body, at: new Date(opened.receivedAt) });
        if (refused) throw new Problem(409, refused, refusals[refused]);
        return id;
      });
    };
  }

  @Get('reports/supervision')
  @Operation({ id: 'supervisionReport', summary: 'What came of supervision by scenario, team by team', description: '`from` and `to`: the last 28 days unless given, a year at most.', answer: supervisionView, refusals: [404] })
  async figures(@Req() request: Request, @Query({ schema: supervisionQuery }) query: z.output<typeof supervisionQuery>) {
    const { from, to, organisations } = reportAsked(callerOf(request), query, new Date());
    return { from: from.toISOString(), to: to.toISOString(), organisations, items: await supervisionFigures(this.record.manager, organisations, { from, to }) };
  }

  /** What was asked of or by oneself; else it is not there. */
  private async found(manager: EntityManager, caller: Caller, id: string): Promise<ScenarioView> {
    return await scenario(manager, id, { organisations: organisationsOf(caller.person), person: caller.person.id }) ?? (() => { throw notThere(); })();
  }

  private answered(opened: OpenedCommand, httpStatus: number, work: (manager: EntityManager) => Promise<string>): Promise<Answer> {
    return answeredWhole(this.record, opened, httpStatus, async (manager) => this.found(manager, opened.caller, await work(manager)));
  }
}
