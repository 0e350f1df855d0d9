import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { noQuery, peopleQuery } from '#libs/contracts/http/lists.js';
import { me, personList } from '#libs/contracts/http/views.js';
import type { MeView } from '#libs/contracts/views.js';
import { people } from '#libs/directory/people.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Operation } from '../http/operation.js';
import { callerOf } from '../http/request.js';

/** Who I am, and who answers for a role. */
@ApiTags('people')
@Controller('v1')
export class PeopleController {
  constructor(private readonly record: DataSource) {}

  @Get('me')
  @Operation({ id: 'me', summary: 'Who you are here', answer: me })
  me(@Req() request: Request, @Query({ schema: noQuery }) _query: unknown): MeView {
    const { id, name, organisation, roles } = callerOf(request).person;
    return { id, name, organisation, roles: roles.map(({ role, organisation: scope }) => ({ role, scope })) };
  }

  @Get('people')
  @Operation({ id: 'listPeople', summary: 'Who answers for a role at an instant', description: 'In your organisations; in another where `organisation` names it, since a case may have owners there.', answer: personList })
  list(@Req() request: Request, @Query({ schema: peopleQuery }) { at, role, organisation, cursor, limit }: z.output<typeof peopleQuery>) {
    return people(this.record.manager, { organisations: organisationsOf(callerOf(request).person), at: at === undefined ? new Date() : new Date(at), role, organisation, cursor, limit });
  }
}
