import type { CaseView, Page as ListPage, RoleHolderView, TaskView } from '#libs/contracts/views.js';
import type { Said } from '#apps/api/http/in-process.js';
import { read, type Visit } from '../visit.js';
import type { Scene } from './scenes.js';

const ROLES = { clinicalLead: 'clinical-lead', coordinator: 'coordinator', escalationOwner: 'escalation-owner' } as const;

/** The three owners: whoever rehearses plays one, the others are who would answer in their organisation; where nobody holds a role, it is theirs as well. */
async function ownersFor(visit: Visit, plays: Scene['plays']): Promise<Record<keyof typeof ROLES, string>> {
  const { id, organisation } = visit.caller.person;
  const found = await Promise.all(Object.entries(ROLES).map(async ([owner, role]): Promise<[string, string]> => {
    if (owner === plays) return [owner, id];
    const { items } = await read<ListPage<RoleHolderView>>(visit, `/v1/people?${new URLSearchParams({ role, organisation: organisation.id }).toString()}`);
    const others = items.filter((person) => person.id !== id);
    return [owner, (others.find(({ answers }) => answers) ?? others[0])?.id ?? id];
  }));
  return Object.fromEntries(found) as Record<keyof typeof ROLES, string>;
}

/** Starts a scene and records what has been done in it, each through the API as everything else. Sent twice it is one case. @returns the answer of the start; what is missing afterwards stands open on the case's page */
export async function startScene(visit: Visit, scene: Scene, key: string): Promise<Said> {
  const now = visit.reading.now.getTime();
  const begun = await visit.ask({
    method: 'POST', path: '/v1/cases', key,
    body: { pathway: scene.pathway, patient: scene.person, organisation: visit.caller.person.organisation.id, owners: await ownersFor(visit, scene.plays), details: scene.details(Math.floor(now / 60_000) * 60_000), rehearsal: true },
  });
  if (begun.status >= 300 || (begun.body as Partial<CaseView>).id === undefined) return begun;
  const { id } = begun.body as CaseView;
  for (const { step, evidence } of scene.done) {
    const { items: [task] } = await read<ListPage<TaskView>>(visit, `/v1/tasks?${new URLSearchParams({ caseId: id, step, status: 'open', rehearsal: 'true' }).toString()}`);
    if (!task) continue;
    const said = await visit.ask({ method: 'POST', path: `/v1/tasks/${encodeURIComponent(task.id)}/complete`, key: `${key}-${step}`, body: { evidence: evidence(now) } });
    if (said.status !== 200) break;
  }
  return begun;
}
