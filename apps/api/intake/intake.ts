import { IntakeController } from './intake.controller.js';
import { IntakeService } from './intake.service.js';
import { ReferralsController } from './referrals.controller.js';
import { ReferralsService } from './referrals.service.js';

/** What the API takes in (ApiParts, `more`). */
export const intake = { controllers: [IntakeController, ReferralsController], providers: [IntakeService, ReferralsService] };
