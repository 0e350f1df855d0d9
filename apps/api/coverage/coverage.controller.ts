import { Controller, Get, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import { changeList, changesQuery, coverage, coverageQuery } from '#libs/contracts/http/directory.js';
import { directoryChanges } from '#libs/directory/changes-list.js';
import type { Hole } from '#libs/directory/coverage.js';
import { findHoles } from '#libs/directory/find-holes.js';
import { namesOf, organisationNames } from '#libs/directory/people-views.js';
import { organisationsOf } from '#libs/security/permissions.js';
import { Operation } from '../http/operation.js';
import { notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { ofOrganisation } from '../people/of-organisation.js';
import { stretchOf } from './stretch.js';

/** Where nobody would answer, and who changed the directory. */
@ApiTags('coverage')
@Controller('v1')
export class CoverageController {
  constructor(private readonly record: DataSource) {}

  @Get('coverage')
  @Operation({ id: 'coverage', summary: 'Where a ladder would call nobody', description: 'A rung that nobody answers, somebody on call who cannot be reached, a role of one person alone. At most 92 days. 404 for an organisation that is not yours.', answer: coverage, refusals: [404] })
  async coverage(@Req() request: Request, @Query({ schema: coverageQuery }) query: z.output<typeof coverageQuery>) {
    const { from, to } = stretchOf(query);
    const organisations = ofOrganisation(callerOf(request), query.organisation);
    // No holes found where nothing was looked at would read as an all-clear.
    if (organisations.length === 0) throw notThere();
    const holes = await findHoles(this.record.manager, { organisations, from, until: to });
    const people = await namesOf(this.record.manager, holes.flatMap((hole) => ['person' in hole ? hole.person : null, 'owner' in hole ? hole.owner : null].filter((id) => id !== null)));
    const places = await organisationNames(this.record.manager, holes.map(({ organisation }) => organisation));
    return { from: from.toISOString(), to: to.toISOString(), items: holes.map((hole) => shown(hole, people, places)) };
  }

  @Get('directory-changes')
  @Operation({ id: 'listDirectoryChanges', summary: 'Who changed the directory, and why', description: '`subject`: a person, team or rota. The latest first.', answer: changeList })
  changes(@Req() request: Request, @Query({ schema: changesQuery }) { subject, cursor, limit }: z.output<typeof changesQuery>) {
    return directoryChanges(this.record.manager, { organisations: organisationsOf(callerOf(request).person), subject, cursor, limit });
  }
}

type Naming = (id: string) => { id: string; name: string };

function shown(hole: Hole, people: Naming, places: Naming) {
  return {
    ...hole, organisation: places(hole.organisation), ...('person' in hole ? { person: people(hole.person) } : {}), ...('owner' in hole ? { owner: hole.owner === null ? null : people(hole.owner) } : {}),
    ...('from' in hole ? { from: new Date(hole.from).toISOString(), until: new Date(hole.until).toISOString() } : {}),
  };
}
