import { command, field, goTo, problemOfAnswer, type Answered, type Visit } from '../visit.js';
import { returnPath } from '../signing-in/return-path.js';

/** What somebody typed that could not be recorded any more, as a note on the case. @throws Problem where the API says no */
export async function addNote(visit: Visit): Promise<Answered> {
  const said = await command(visit, `/v1/cases/${encodeURIComponent(visit.params['id']!)}/notes`, { text: field(visit.form, 'text') });
  const problem = problemOfAnswer(said);
  if (problem) throw problem;
  return goTo(`${returnPath(field(visit.form, '_page')).split('?')[0]}?told=note`);
}
