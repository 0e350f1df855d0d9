import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { alarmLoadQuery, alarmLoadView, frontDoorQuery, frontDoorView, responseTimesQuery, responseTimesView, themesQuery, themesView } from '#libs/contracts/http/reports.js';
import { alarmLoadPolicy } from '#libs/policies/alarm-load.js';
import { alarmLoad } from '#libs/reports/alarm-load.js';
import { DOOR_GROUPS, frontDoor, frontDoorCsv } from '#libs/reports/front-door.js';
import { byKey, pageByKey } from '#libs/reports/page.js';
import { responseTimesCsv } from '#libs/reports/response-times-csv.js';
import { GROUPS, responseTimes, type ResponseTime } from '#libs/reports/response-times.js';
import { storedVersion } from '#libs/records/stored.js';
import { themesCaseOf } from '#libs/themes/begin-themes.js';
import { quarterBefore, quarterOf } from '#libs/themes/quarter.js';
import { withheldLesson } from '#libs/themes/lessons.js';
import { themesOf } from '#libs/themes/themes.js';
import { readingOf } from '../access/reading.js';
import { REPORTS_RECORD } from '../commands/settings.js';
import { withinTheTable } from '../coverage/stretch.js';
import { Operation } from '../http/operation.js';
import { fieldWrong, notThere } from '../http/problem.js';
import { callerOf } from '../http/request.js';
import { ofOrganisation } from '../people/of-organisation.js';
import { reportAsked } from './period.js';

/** How many cases are named behind a figure unless more are asked for. */
const CASES = 20;

/** Figures over the record: for whoever may read it, about the cases that they may see. */
@ApiTags('reports')
@Controller('v1/reports')
export class ReportsController {
  constructor(@Inject(REPORTS_RECORD) private readonly record: DataSource) {}

  @Get('alarm-load')
  @Operation({
    id: 'alarmLoad', summary: 'How often people are called, and what comes of it', answer: alarmLoadView, refusals: [404],
    description: 'Calls of each person in each shift (`items`, the most first), and of each rung: how many were acted on before the next. `from` and `to`: the last 28 days unless given, a year at most.',
  })
  async alarmLoad(@Req() request: Request, @Query({ schema: alarmLoadQuery }) query: z.output<typeof alarmLoadQuery>) {
    const reading = readingOf(request);
    const asked = reportAsked(callerOf(request), query, reading.now);
    const { shifts, rungs } = await withinTheTable(() => alarmLoad(this.record.manager, reading, asked));
    const page = pageByKey(shifts, ({ calls, from, person, rota }) => JSON.stringify([String(999_999 - calls).padStart(6, '0'), from, person.id, rota]), query);
    return { ...period(asked), policy: alarmLoadPolicy, ...page, rungs: byKey(rungs, ({ pathway, step, level, role }) => JSON.stringify([pathway, step, String(level).padStart(3, '0'), role])) };
  }

  @Get('response-times')
  @ApiProduces('application/json', 'text/csv')
  @Operation({
    id: 'responseTimes', summary: 'How long it took until somebody acted, and until it was over', answer: responseTimesView, refusals: [404],
    description: '`mtta`: a climb’s first call to the first act on its task. `mttr`: raised to ended. `trigger-to-response`, `recorded-to-response`: what was seen, or its record, to the task that it opened. `by`: what is kept apart. '
      + '`from` and `to`: the last 28 days unless given, a year at most. Those still open are counted apart and weigh in `p50` and `p90` as long as they have lasted; null: so many have not ended. `format=csv`, or `Accept: text/csv`: all rows in one file.',
  })
  async responseTimes(@Req() request: Request, @Res({ passthrough: true }) response: Response, @Query({ schema: responseTimesQuery }) query: z.output<typeof responseTimesQuery>) {
    const { by = GROUPS, measure, pathway, step, cases = CASES, format, ...page } = query;
    const reading = readingOf(request);
    const asked = reportAsked(callerOf(request), query, reading.now);
    const asFile = format === undefined ? request.accepts(['application/json', 'text/csv']) === 'text/csv' : format === 'csv';
    const paged = (['cursor', 'limit'] as const).find((name) => page[name] !== undefined);
    if (asFile && paged) throw fieldWrong(`/${paged}`, 'not-with-csv', 'a file holds every row: leave it out');
    const figures = await responseTimes(this.record.manager, reading, { ...asked, by, measure, pathway, step, cases });
    const place = ({ measure: of, pathway: on, step: at, team, month }: ResponseTime): string => JSON.stringify([of, on, at, team?.id, month]);
    response.vary('Accept');
    if (!asFile) return { ...period(asked), by, ...pageByKey(figures, place, page) };
    response.type('text/csv').attachment(`response-times-${asked.from.toISOString().slice(0, 10)}-${asked.to.toISOString().slice(0, 10)}.csv`);
    return responseTimesCsv(byKey(figures, place), by);
  }

  @Get('themes')
  @Operation({
    id: 'themes', summary: 'What escalated most in a quarter', answer: themesView, refusals: [404],
    description: 'By reason, step, team and locality; what disputes taught; and the three most frequent themes, each of which is decided in a case that begins by itself on the first working day of the next quarter (pathway `quarterly-themes`).',
  })
  async themes(@Req() request: Request, @Query({ schema: themesQuery }) { quarter, organisation }: z.output<typeof themesQuery>) {
    const { now, viewer } = readingOf(request);
    const organisations = ofOrganisation(callerOf(request), organisation);
    if (organisations.length === 0) throw notThere();
    const of = quarter === undefined ? quarterBefore(now.getTime()) : quarterOf(quarter)!;
    const caseId = themesCaseOf(organisation ?? callerOf(request).person.organisation.id, of.name);
    const themes = await themesOf(this.record.manager, organisations, of);
    return {
      quarter: of.name, from: new Date(of.from).toISOString(), to: new Date(of.to).toISOString(), organisations, ...themes, lessons: viewer.withoutIdentity ? themes.lessons.map(withheldLesson) : themes.lessons, caseId: await storedVersion(this.record.manager, caseId) ? caseId : null,
    };
  }

  @Get('front-door')
  @ApiProduces('application/json', 'text/csv')
  @Operation({
    id: 'frontDoorReport', summary: 'How soon referrals are triaged, how many are redirected, and crises while they wait', answer: frontDoorView, refusals: [404],
    description: 'From when a referral was received to when it was first assigned or redirected. `from` and `to`, by when it was received: the last 28 days unless given, a year at most. `format=csv`, or `Accept: text/csv`: one file.',
  })
  async frontDoor(@Req() request: Request, @Res({ passthrough: true }) response: Response, @Query({ schema: frontDoorQuery }) query: z.output<typeof frontDoorQuery>) {
    const { by = DOOR_GROUPS, cases = CASES, format, ...stretch } = query;
    const reading = readingOf(request);
    const asked = reportAsked(callerOf(request), stretch, reading.now);
    const items = await frontDoor(this.record.manager, reading, { ...asked, by, cases });
    response.vary('Accept');
    if (format === undefined ? request.accepts(['application/json', 'text/csv']) !== 'text/csv' : format !== 'csv') return { ...period(asked), by, items };
    response.type('text/csv').attachment(`front-door-${asked.from.toISOString().slice(0, 10)}-${asked.to.toISOString().slice(0, 10)}.csv`);
    return frontDoorCsv(items, by);
  }
}

const period = ({ from, to, organisations }: { from: Date; to: Date; organisations: readonly string[] }) => ({ from: from.toISOString(), to: to.toISOString(), organisations });
