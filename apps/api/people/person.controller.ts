import { Body, Controller, Get, Param, Post, Query, Req, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import {
  gradeRequest, leaveRequest, leaveWithdrawRequest, methodOnly, methodRequest, orderRequest, personRequest, personView as personSchema, reasonRequest, reassignment, reassignRequest, roleEndRequest, roleRequest, verifyRequest,
} from '#libs/contracts/http/directory.js';
import { emptyRequest } from '#libs/contracts/http/tasks.js';
import { noQuery } from '#libs/contracts/http/lists.js';
import { takeLeave, withdrawLeave } from '#libs/directory/absence-changes.js';
import { addMethod, orderMethods, removeMethod, sendCodeAgain, verifyMethod } from '#libs/directory/contact-methods.js';
import { addPerson, endRole, giveRole, setActive, setGrade } from '#libs/directory/people-changes.js';
import { findReassignment } from '#libs/directory/reassign.js';
import { personStanding, personView, type PersonStanding } from '#libs/directory/people-views.js';
import { may, organisationsOf, type Action } from '#libs/security/permissions.js';
import { KnownPeople } from '../cases/known-people.js';
import { CommandInterceptor, CommandOf } from '../commands/command.interceptor.js';
import type { Work } from '../commands/opened.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { DirectoryCommands, standingIn, type AboutDirectory } from './directory-commands.js';
import { ReassignService } from './reassign.service.js';

const onPerson = (id: string, summary: string, description?: string) => Operation({ id, summary, ...(description ? { description } : {}), answer: personSchema, command: true, subject: 'Person id' });
const aboutThem = (found: PersonStanding | null): (AboutDirectory & { person: string }) | null => found && { organisation: found.organisation, person: found.id, lead: found.lead };

/** One person: what they hold, how they are reached, when they are away, and what becomes of their work when they leave. */
@ApiTags('people')
@Controller('v1/people')
@UseInterceptors(CommandInterceptor)
export class PersonController {
  constructor(private readonly record: DataSource, private readonly directory: DirectoryCommands, private readonly reassigning: ReassignService, private readonly known: KnownPeople) {}

  @Get(':id')
  @Operation({ id: 'getPerson', summary: 'A person of the directory', answer: personSchema, subject: 'Person id' })
  async one(@Req() request: Request, @Param('id') id: string, @Query({ schema: noQuery }) _query: unknown) {
    const { person } = callerOf(request);
    const about = aboutThem(await personStanding(this.record.manager, id));
    if (about === null || !organisationsOf(person).includes(about.organisation)) throw notThere();
    return this.shown(this.record.manager, id, may(person, 'contact', standingIn(about)));
  }

  @Post()
  @CommandOf({ action: 'directory', on: 'team', location: ({ id }) => `/v1/people/${String(id)}` })
  @Operation({ id: 'addPerson', summary: 'Somebody new', description: '`subject` is how your issuer names them.', answer: personSchema, status: 201, command: true })
  add(@Body({ schema: personRequest }) { reason, ...body }: z.output<typeof personRequest>): Work {
    return (opened) => this.directory.carryOut(opened, { about: { organisation: body.organisation, named: true }, reason, status: 201, run: async (manager) => this.shown(manager, await addPerson(manager, { ...body, issuer: opened.caller.issuer }), true) });
  }

  @Post(':id/roles')
  @CommandOf({ action: 'directory', on: 'team' })
  @onPerson('giveRole', 'They hold a role', 'In a case, for the cases of a team, in the organisation, or everywhere; from and until.')
  role(@Param('id') id: string, @Body({ schema: roleRequest }) { reason, ...body }: z.output<typeof roleRequest>): Work {
    return this.about(id, reason, async (manager, { organisation }, by) => giveRole(manager, { id, organisation, by }, body));
  }

  @Post(':id/roles/end')
  @CommandOf({ action: 'directory', on: 'team' })
  @onPerson('endRole', 'They hold it no longer')
  endRole(@Param('id') id: string, @Body({ schema: roleEndRequest }) { reason, holding, until }: z.output<typeof roleEndRequest>): Work {
    return this.about(id, reason, (manager, { organisation }) => endRole(manager, { id, organisation }, holding, until));
  }

  @Post(':id/grade')
  @CommandOf({ action: 'directory', on: 'team' })
  @onPerson('setGrade', 'Of which grade they are', 'A locality may ask for one of whoever decides: GET /v1/decision-rights.')
  grade(@Param('id') id: string, @Body({ schema: gradeRequest }) { reason, grade }: z.output<typeof gradeRequest>): Work {
    return this.about(id, reason, (manager) => setGrade(manager, id, grade));
  }

  @Post(':id/methods')
  @CommandOf({ action: 'contact', on: 'team' })
  @onPerson('addContactMethod', 'A way to be reached', 'A code is sent to it. Until the code has come back nobody is called there.')
  method(@Param('id') id: string, @Body({ schema: methodRequest }) body: z.output<typeof methodRequest>): Work {
    return this.about(id, 'a way to be reached', (manager) => addMethod(manager, id, body));
  }

  @Post(':id/methods/code')
  @CommandOf({ action: 'contact', on: 'team' })
  @onPerson('sendCode', 'Send another code')
  code(@Param('id') id: string, @Body({ schema: methodOnly }) { method }: z.output<typeof methodOnly>): Work {
    return this.about(id, 'another code', (manager) => sendCodeAgain(manager, id, method));
  }

  @Post(':id/methods/verify')
  @CommandOf({ action: 'contact', on: 'team' })
  @onPerson('verifyContactMethod', 'The code came back')
  verify(@Param('id') id: string, @Body({ schema: verifyRequest }) { method, code }: z.output<typeof verifyRequest>): Work {
    return this.about(id, 'the code came back', (manager) => verifyMethod(manager, id, method, code));
  }

  @Post(':id/methods/order')
  @CommandOf({ action: 'contact', on: 'team' })
  @onPerson('orderContactMethods', 'The order in which they want to be reached')
  order(@Param('id') id: string, @Body({ schema: orderRequest }) { methods }: z.output<typeof orderRequest>): Work {
    return this.about(id, 'the order to be reached in', (manager) => orderMethods(manager, id, methods));
  }

  @Post(':id/methods/remove')
  @CommandOf({ action: 'contact', on: 'team' })
  @onPerson('removeContactMethod', 'They are not reached there any more')
  remove(@Param('id') id: string, @Body({ schema: methodOnly }) { method }: z.output<typeof methodOnly>): Work {
    return this.about(id, 'not to be reached there any more', (manager) => removeMethod(manager, id, method));
  }

  @Post(':id/leave')
  @CommandOf({ action: 'absence', on: 'team' })
  @onPerson('takeLeave', 'They are away', 'Nobody on leave is called. Without cover it is shown to their team’s lead.')
  leave(@Param('id') id: string, @Body({ schema: leaveRequest }) { reason, ...body }: z.output<typeof leaveRequest>): Work {
    return this.about(id, reason, (manager) => takeLeave(manager, id, body));
  }

  @Post(':id/leave/withdraw')
  @CommandOf({ action: 'absence', on: 'team' })
  @onPerson('withdrawLeave', 'They are there after all')
  withdraw(@Param('id') id: string, @Body({ schema: leaveWithdrawRequest }) { reason, leave }: z.output<typeof leaveWithdrawRequest>): Work {
    return this.about(id, reason, (manager) => withdrawLeave(manager, id, leave));
  }

  @Post(':id/deactivate')
  @CommandOf({ action: 'directory', on: 'team' })
  @onPerson('deactivatePerson', 'They have left', 'They are not called, cover for nobody and cannot sign in any more. What they had comes to their team’s lead: GET /v1/reassignments.')
  deactivate(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.about(id, reason, (manager, { organisation }) => setActive(manager, { id, organisation }, false));
  }

  @Post(':id/activate')
  @CommandOf({ action: 'directory', on: 'team' })
  @onPerson('activatePerson', 'They are back')
  activate(@Param('id') id: string, @Body({ schema: reasonRequest }) { reason }: z.output<typeof reasonRequest>): Work {
    return this.about(id, reason, (manager, { organisation }) => setActive(manager, { id, organisation }, true));
  }

  @Post(':id/reassign')
  @CommandOf({ action: 'reassign', on: 'team' })
  @Operation({ id: 'reassign', summary: 'Everything that they have goes to somebody else', description: 'Named roles of open cases and open tasks. 202 while some still waits: the same key goes on.', answer: reassignment, also: { 202: reassignment }, command: true, subject: 'Person id' })
  async reassign(@Param('id') id: string, @Body({ schema: reassignRequest }) body: z.output<typeof reassignRequest>): Promise<Work> {
    return async (opened) => {
      const about = aboutThem(await personStanding(this.record.manager, id));
      await this.directory.permit(opened.caller, opened.type, about);
      await this.known.check([{ path: ['to'], person: body.to }]);
      return this.reassigning.reassign(opened, about!, body);
    };
  }

  @Post(':id/reassignments/:reassignment/go-on')
  @CommandOf({ action: 'reassign', on: 'team' })
  @Operation({ id: 'goOnReassigning', summary: 'What still waits of a reassignment goes on', description: 'Whoever began it, and whatever stopped it. 202 while some still waits: the same key, or another, goes on.', answer: reassignment, also: { 202: reassignment }, command: true, subject: 'Person id' })
  goOn(@Param('id') id: string, @Param('reassignment') of: string, @Body({ schema: emptyRequest }) _body: z.output<typeof emptyRequest>): Work {
    return async (opened) => {
      const about = aboutThem(await personStanding(this.record.manager, id));
      await this.directory.permit(opened.caller, opened.type, about);
      const found = await findReassignment(this.record.manager, of);
      if (found?.person.id !== id) throw notThere();
      return this.reassigning.goOn(opened, { id: found.id, person: id, to: found.to.id, reason: found.reason });
    };
  }

  /** A change of one person, answered with the person as they then stand. */
  private about(id: string, reason: string, change: (manager: EntityManager, about: AboutDirectory, by: string) => Promise<unknown>): Work {
    return async (opened) => {
      const about = aboutThem(await personStanding(this.record.manager, id));
      return this.directory.carryOut(opened, {
        about, reason, run: async (manager) => {
          await change(manager, about!, opened.caller.person.id);
          return this.shown(manager, id, about !== null && may(opened.caller.person, 'contact' satisfies Action, standingIn(about)));
        },
      });
    };
  }

  private shown(manager: EntityManager, id: string, methods: boolean) {
    return personView(manager, id, { methods });
  }
}
