import { CoverageController } from '../coverage/coverage.controller.js';
import { RotasController } from '../rotas/rotas.controller.js';
import { AbsenceController } from './absence.controller.js';
import { DirectoryCommands } from './directory-commands.js';
import { PersonController } from './person.controller.js';
import { ReassignService } from './reassign.service.js';
import { TeamsController } from './teams.controller.js';

/** The directory over HTTP: people, teams, cover, rotas, holes. */
export const directory = { controllers: [PersonController, AbsenceController, TeamsController, RotasController, CoverageController], providers: [DirectoryCommands, ReassignService] };
