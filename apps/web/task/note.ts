import { command, field, goTo, problemOfAnswer, type Answered, type Visit } from '../visit.js';
import { returnPath } from '../signing-in/return-path.js';

/** What somebody typed that could not be recorded any more, as a note on the case. @throws Problem where the API says no */
export async function addNote(visit: Visit): Promise<Answered> {
  const id = encodeURIComponent(visit.params['id']!);
  const said = await command(visit, `/v1/cases/${id}/notes`, { text: field(visit.form, 'text') });
  const problem = problemOfAnswer(said);
  if (problem) throw problem;
  const back = returnPath(field(visit.form, '_page')).split('?')[0]!;
  return goTo(back.startsWith('/tasks/') ? `${back}?told=note` : `/cases/${id}?told=case-note`);
}
