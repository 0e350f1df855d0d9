import type { JsonObject } from '#libs/contracts/events.js';
import { HOUR, instant, type Cast, type Say } from './cases.js';
import type { Client, ShownCase } from './client.js';
import type { SamplePerson } from './samples.js';

const DAY = 24 * HOUR;
interface Trace { id: string; story: { items: { at: string; texts: { id: string; field: string }[] }[] } }

/** Puts something on the registers of those who govern: a dispute, a restriction, a decision told without people, a question of supervision, and a change of a policy on its way. @returns how many cases */
export async function startGovernance(cast: Cast, director: Client, person: SamplePerson, now: number, say: Say): Promise<number> {
  const dispute = await disputed(cast, now);
  say(`  Who visits at weekends; the lead says what holds meanwhile (case ${dispute})`);
  const { nhsNumber, name, dateOfBirth } = person;
  const { id } = await cast.hub.post<ShownCase>('/v1/cases', {
    pathway: 'restriction', patient: { nhsNumber, name, dateOfBirth }, organisation: cast.organisation, owners: cast.owners,
    details: { what: 'Medicines for a week at most', because: 'An overdose in the summer', alternativesConsidered: 'A locked box', until: instant(now + 20 * DAY), reviewAt: instant(now + 6 * DAY), stepDownPlan: 'Then for two weeks' },
  });
  say(`  ${name}: medicines for a week at most (case ${id})`);
  const trace = await told(director, dispute);
  say(`  The decision about weekends, told without people (trace ${trace})`);
  say(`  What would you do, asked of the coordinator on a rehearsal (question ${await asked(cast, director, person, now)})`);
  say(`  The same, prepared from that decision up to the moment before it (question ${await askedOfTrace(director, trace, cast)})`);
  say(`  The month so far, audited out of turn (case ${(await director.post<ShownCase>('/v1/audits', {})).id})`);
  say(`  The week so far, for its huddle and its supervisor (case ${(await director.post<ShownCase>('/v1/weekly-supervisions', {})).id})`);
  say(`  Another threshold of the front door, drafted and rehearsed on the referrals (draft ${await threshold(cast)})`);
  say(`  A change of a policy, drafted and rehearsed; two others approve it (draft ${await drafted(cast)})`);
  return 3;
}

/** The first visit is booked an hour earlier: nobody has approved it yet. */
async function drafted({ clinicalLead }: Cast): Promise<string> {
  const { id } = await clinicalLead.post<{ id: string }>('/v1/policies/minimum-safe-discharge/1/drafts', {
    reason: 'Visits are booked too late in the day', steps: { 'first-visit-booked': { due: [{ value: '-PT3H', source: 'A proposal of the discharge board', status: 'proposed' }] } },
  });
  await clinicalLead.post(`/v1/policy-drafts/${id}/rehearse`, {});
  return id;
}

/** Who is worried without serious risk could not wait for the next working day: each recorded referral stands side by side. */
async function threshold({ clinicalLead }: Cast): Promise<string> {
  const { id } = await clinicalLead.post<{ id: string }>('/v1/policies/front-door/2/drafts', {
    reason: 'Worry without serious risk waits too long', triage: { thresholds: { 'mild-to-moderate': { urgent: true, source: 'The front door’s huddle', status: 'proposed' } } },
  });
  await clinicalLead.post(`/v1/policy-drafts/${id}/rehearse`, {});
  return id;
}

/** Up to the moment before the last thing that the story tells. */
async function askedOfTrace(director: Client, traceId: string, { owners }: Cast): Promise<string> {
  const { story } = await director.get<Trace>(`/v1/decision-traces/${traceId}`);
  const [until] = story.items.map(({ at }) => at).toSorted().slice(-1);
  const rehearsal = await director.post<ShownCase>(`/v1/decision-traces/${traceId}/rehearsals`, { until: until! });
  return (await director.post<{ id: string }>('/v1/scenario-questions', { caseId: rehearsal.id, askedOf: owners.coordinator, question: 'Two people had no visit on Sunday, and both agencies name the other. What would you do today?' })).id;
}

async function disputed({ hub, clinicalLead, organisation, owners }: Cast, now: number): Promise<string> {
  const { id } = await hub.post<ShownCase>('/v1/cases', {
    pathway: 'dispute', organisation, owners,
    details: { title: 'Who visits at weekends', description: 'Both agencies say that the other visits', context: 'Two contracts name the weekend', impact: 'Two people had no visit on Sunday', initiatingAgency: 'Riverside', otherAgencies: ['Hillview'], route: 'Place board' },
  });
  await clinicalLead.post(`/v1/cases/${id}/decisions`, {
    kind: 'lead-review', outcome: 'interim', reviewAt: instant(now + 5 * DAY), question: 'Who visits this weekend?', options: [{ option: 'Leave it', doNothing: true, rejectedBecause: 'Nobody would come' }, { option: 'The agency that is nearer' }], chosen: 'The agency that is nearer',
    riskAccepted: 'Longer ways for two nurses', proportionateBecause: 'It is for one weekend', personsView: 'They do not mind who comes', actions: [], safetyNet: [{ if: 'Nobody comes', call: 'The duty desk', respondWithin: 'PT2H' }],
  });
  return id;
}

/** Drafted and released, each text in words that name nobody: as a reviewer would leave it. */
async function told(director: Client, caseId: string): Promise<string> {
  const { id, story } = await director.post<Trace>('/v1/decision-traces', { caseId });
  const texts: JsonObject[] = story.items.flatMap((item) => item.texts.map((each) => ({ id: each.id, text: `what was said of it: ${each.field.toLowerCase()}` })));
  await director.post(`/v1/decision-traces/${id}/release`, { texts, notNames: [] });
  return id;
}

async function asked({ hub, organisation, owners }: Cast, director: Client, { nhsNumber, name, dateOfBirth }: SamplePerson, now: number): Promise<string> {
  const rehearsal = await hub.post<ShownCase>('/v1/cases', { pathway: 'rapid-falls-review', rehearsal: true, patient: { nhsNumber, name, dateOfBirth }, organisation, owners, details: { trigger: { kind: 'head-injury', occurredAt: instant(now - HOUR), where: 'At home, the stairs', note: 'Slipped on the last step' } } });
  return (await director.post<{ id: string }>('/v1/scenario-questions', { caseId: rehearsal.id, askedOf: owners.coordinator, question: 'What would you do today if she is confused tonight?' })).id;
}
