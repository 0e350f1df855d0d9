import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { DataSource } from 'typeorm';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { Permission } from './access/permission.js';
import { AlarmService } from './alarms/alarm.service.js';
import { AlarmsController } from './alarms/alarms.controller.js';
import { AdmissionsController } from './admissions/admissions.controller.js';
import { AdvanceService } from './cases/advance.service.js';
import { CaseCommandsController } from './cases/case-commands.controller.js';
import { CasesController } from './cases/cases.controller.js';
import { CorrectionService } from './cases/correction.service.js';
import { DecisionService } from './cases/decision.service.js';
import { KnownPeople } from './cases/known-people.js';
import { ReadmissionService } from './cases/readmission.service.js';
import { StartService } from './cases/start.service.js';
import { CommandInterceptor } from './commands/command.interceptor.js';
import { Delivery } from './commands/delivery.js';
import { Gateway } from './commands/gateway.js';
import { API_SETTINGS, CASE_CLIENT, REPORTS_RECORD, type ApiSettings } from './commands/settings.js';
import { Views } from './commands/views.js';
import { EscalationsController } from './escalations/escalations.controller.js';
import { EventsController } from './events/events.controller.js';
import { Feed } from './events/feed.js';
import { HealthController } from './health/health.controller.js';
import { Readiness } from './health/readiness.js';
import { ProblemFilter } from './http/problem.filter.js';
import { SchemaPipe } from './http/schema.pipe.js';
import { HuddleController } from './huddle/huddle.controller.js';
import { HuddleService } from './huddle/huddle.service.js';
import { LinksController } from './links/links.controller.js';
import { LocalMailController } from './local/local-mail.controller.js';
import { PatientsController } from './patients/patients.controller.js';
import { NotifyController } from './notify/notify.controller.js';
import { directory } from './people/directory.js';
import { DecisionRightsController } from './people/decision-rights.controller.js';
import { PeopleController } from './people/people.controller.js';
import { PolicyDraftsController } from './policies/policy-drafts.controller.js';
import { PolicyRehearsalsController } from './policies/policy-rehearsals.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { PartnerController } from './raising/partner.controller.js';
import { PartnerService } from './raising/partner.service.js';
import { RaisingController } from './raising/raising.controller.js';
import { RisksController } from './risks/risks.controller.js';
import { IndicatorsController } from './pressure/indicators.controller.js';
import { MeetingService } from './pressure/meeting.service.js';
import { PressureController } from './pressure/pressure.controller.js';
import { IndicatorSourcesController } from './pressure/sources.controller.js';
import { CommissionerController } from './reports/commissioner.controller.js';
import { ReportsController } from './reports/reports.controller.js';
import { AuditsController } from './reports/audits.controller.js';
import { TraceRehearsalService } from './supervision/trace-rehearsal.service.js';
import { ScenariosController } from './supervision/scenarios.controller.js';
import { CompletionService } from './tasks/completion.service.js';
import { TaskCommandsController } from './tasks/task-commands.controller.js';
import { TasksController } from './tasks/tasks.controller.js';
import { TracesController } from './traces/traces.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';

/** What the API stands on; whoever starts it brings these. `more`: resources that live in rooms of their own (intake). `reports`: the record for reports, where it is not the same connections. */
export interface ApiParts { record: DataSource; reports?: DataSource; cases: CaseClient; settings: ApiSettings; more?: { controllers: Type[]; providers: Provider[] } }

const controllers = [
  CasesController, DecisionRightsController, PolicyDraftsController, CaseCommandsController, TasksController, TaskCommandsController, EscalationsController, AlarmsController, PatientsController, AdmissionsController, HuddleController, PoliciesController, PressureController, IndicatorsController, IndicatorSourcesController, PolicyRehearsalsController, PeopleController, ReportsController, CommissionerController, AuditsController, TracesController, ScenariosController, RisksController, EventsController, HealthController, LinksController, LocalMailController, NotifyController, WebhooksController, RaisingController, PartnerController,
  ...directory.controllers,
];
const services = [Permission, Delivery, Gateway, Views, KnownPeople, StartService, AdvanceService, ReadmissionService, CorrectionService, DecisionService, CompletionService, HuddleService, MeetingService, TraceRehearsalService, AlarmService, PartnerService, Feed, Readiness, CommandInterceptor, ...directory.providers];

@Module({})
export class ApiModule {
  static with({ record, reports = record, cases, settings, more }: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      controllers: [...controllers, ...(more?.controllers ?? [])],
      providers: [
        { provide: DataSource, useValue: record }, { provide: REPORTS_RECORD, useValue: reports }, { provide: CASE_CLIENT, useValue: cases }, { provide: API_SETTINGS, useValue: settings },
        { provide: APP_FILTER, useClass: ProblemFilter }, { provide: APP_PIPE, useClass: SchemaPipe }, ...services, ...(more?.providers ?? []),
      ],
    };
  }
}
