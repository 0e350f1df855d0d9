import type { DecisionRightsView, RefusedDecision } from '#libs/contracts/http/decision-rights.js';
import type { Page as ListPage } from '#libs/contracts/views.js';
import { gradesInWords } from '#libs/policies/decision-rights.js';
import { inWords } from '#libs/security/decision-rights.js';
import type { Standing } from '#libs/security/permissions.js';
import { read, show, type Answered, type Page, type Visit } from '../visit.js';

const MAY = { yes: 'Yes', 'where-it-is-yours': 'Where it is yours', no: 'No' } as const;

async function mine(visit: Visit): Promise<Answered> {
  const [rights, refused] = await Promise.all([read<DecisionRightsView>(visit, '/v1/decision-rights'), read<ListPage<RefusedDecision>>(visit, '/v1/decision-rights/refusals?limit=20')]);
  const titles = new Map(rights.items.map(({ decision, title }) => [decision, title]));
  return show('decision-rights/page.njk', {
    title: 'What may I decide?', locality: rights.locality, version: rights.version, grade: rights.grade,
    rights: rights.items.map((right) => ({ ...right, steps: right.steps.map((step) => ({ ...step, may: MAY[step.may], who: `${inWords(step.by as Standing[])}${step.grade ? `, ${gradesInWords(step.grade)}` : ''}` })) })),
    refused: refused.items.map((each) => ({ ...each, title: titles.get(each.decision) ?? each.decision })), more: refused.next !== null,
  });
}

/** Who may decide what, for whoever asks it of themselves. */
export const decisionRightsPages: readonly Page[] = [{ path: '/decision-rights', show: mine }];
