import { IntakeController } from './intake.controller.js';
import { IntakeService } from './intake.service.js';

/** What the API takes in (ApiParts, `more`). */
export const intake = { controllers: [IntakeController], providers: [IntakeService] };
