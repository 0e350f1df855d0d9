import { Webhook } from 'standardwebhooks';
import { HOUR, instant, type Say } from './cases.js';
import { SaidNo, type Client, type ShownPage } from './client.js';

interface Shown { caseId: string | null; level: number }
const MINUTE = 60_000;

/** An ambulance service tells of a long wait, the rules propose a level, the director declares it, and a partner's people are called to a meeting. What stands from the last time stays. */
export async function startPressure({ url, lead, director, hub, organisation, partner }: { url: string; lead: Client; director: Client; hub: Client; organisation: string; partner: string }, now: number, say: Say): Promise<void> {
  try {
    await lead.post('/v1/pressure/participants', { organisation, person: partner, service: 'Neighbouring trust', reason: 'The demonstration' });
  } catch (error) {
    if (!(error instanceof SaidNo) || error.code !== 'takes-part-already') throw error;
  }
  const source = await lead.post<{ id: string; secret: string }>('/v1/indicator-sources', { organisation, name: 'Ambulance service', indicators: ['ambulance-handover-delay'], reason: 'The demonstration' });
  await tells(url, source, 75, now);
  await lead.post(`/v1/indicator-sources/${source.id}/end`, { reason: 'The demonstration has told what it had to tell' });
  const { items: [shown] } = await hub.get<ShownPage<Shown>>(`/v1/pressure?organisation=${organisation}`);
  if (!shown?.caseId || shown.level > 1) { say(`  A system under pressure since before: level ${shown?.level ?? 1}`); return; }
  await director.post(`/v1/cases/${shown.caseId}/decisions`, {
    kind: 'level-decision', outcome: 'level-3', because: 'An ambulance has waited 75 minutes, and the wards have no bed before noon', question: 'Which level holds from now on?',
    options: [{ option: 'Stay at level 1', doNothing: true, rejectedBecause: 'People wait in ambulances' }, { option: 'Declare level 3' }], chosen: 'Declare level 3', riskAccepted: 'Planned work may wait a day', proportionateBecause: 'Nobody waits whom that harms', personsView: 'The wards ask for it',
    actions: [{ title: 'Ring the two wards that have sent no list', owner: partner, dueAt: instant(now + 2 * HOUR), completionCheck: 'Both lists are there' }], safetyNet: [{ if: 'A wait is longer than two hours', call: 'The director', respondWithin: 'PT15M' }],
  });
  await hub.post('/v1/pressure/meetings', { organisation, note: 'Where do the next six people go?' });
  await hub.post(`/v1/cases/${shown.caseId}/triggers`, { kind: 'card-feedback', occurredAt: instant(now - MINUTE), note: 'The list of community beds is of last week', about: 'community-slots-released' });
  say(`  Level 3 declared after an ambulance waited 75 minutes; a system meeting is called (case ${shown.caseId})`);
}

/** As an ambulance service's own system would: signed, without a token. */
async function tells(url: string, { id, secret }: { id: string; secret: string }, value: number, now: number): Promise<void> {
  const body = JSON.stringify({ source: id, readings: [{ indicator: 'ambulance-handover-delay', value, at: instant(now - MINUTE) }] });
  const [messageId, sent] = [`demonstration-${now}`, new Date()];
  const headers = { 'Content-Type': 'application/json', 'webhook-id': messageId, 'webhook-timestamp': String(Math.floor(sent.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(messageId, sent, body) };
  const answer = await fetch(`${url}/v1/indicators`, { method: 'POST', body, headers, signal: AbortSignal.timeout(60_000) });
  if (!answer.ok) throw new SaidNo(answer.status, (await answer.json()) as { code?: string });
}
