import type { Page as ListPage, RiskView } from '#libs/contracts/views.js';
import { stageWords } from '../case/stages.js';
import { read, show, type Answered, type Visit } from '../visit.js';
import { labelOf, optionWords } from '../words/labels.js';

/** A register of risks: whose each is, how bad it would be, what is done and by when it is looked at; of a system risk also its indicator against its tolerance. */
export async function riskRegister(visit: Visit, { name, title, intro, kind }: { name: string; title: string; intro: string; kind: RiskView['kind'] }): Promise<Answered> {
  const cursor = visit.url.searchParams.get('cursor');
  const { items, next } = await read<ListPage<RiskView>>(visit, `/v1/risks?kind=${kind}&limit=50${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
  return show('registers/risks.njk', { title, intro, kind, next: next === null ? null : `/registers/${name}?cursor=${encodeURIComponent(next)}`, items: items.map(shownRisk) });
}

/** A risk as its register and the pages of the person's cases show it. */
export function shownRisk(risk: RiskView) {
  const { stage, severity, category, indicator, patient } = risk;
  return {
    ...risk, name: patient ? patient.name ?? 'Name withheld' : null, stage: stage === null ? '' : stageWords(stage), severity: optionWords(severity), ...(category === undefined ? {} : { category: optionWords(category) }),
    ...(indicator ? { indicator: { ...indicator, bound: `${optionWords(indicator.range).toLowerCase()} ${indicator.tolerance}`, beyond: indicator.last !== null && (indicator.range === 'at-most' ? indicator.last.value > indicator.tolerance : indicator.last.value < indicator.tolerance) } } : {}),
    severityLabel: labelOf('', 'severity'),
  };
}
