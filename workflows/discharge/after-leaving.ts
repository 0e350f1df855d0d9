import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, text, type TaskState } from '#libs/pathway/state.js';
import { holdAtHome } from '../every-pathway.js';
import { dischargeOutcome } from './outcome.js';
import { seePersonAfterCall, seePersonAfterVisit } from './person-seen.js';
import { met } from './standards.js';

const atHome = ['first-visit-done', 'safety-call', 'person-seen'];

/** 4.-6. The person has left: what is unmet goes on, the first visit is confirmed or missed, somebody rings, and a return is watched for. */
export function afterLeaving(pathway: Pathway, four: TaskState[]): void {
  const left = pathway.state.left!;
  const key = String(left.sequence);
  if (!pathway.state.watch) pathway.record('watch-started', { until: text(left.at + pathway.duration('watch')) });
  for (const step of ['departure', 'risk-decision']) for (const task of pathway.all(step)) pathway.notNeeded(task, 'the person has left');
  leftBeforeSafe(pathway, four, key);
  standardsGoOn(pathway, four, left.gate === 'shut');

  pathway.ask('gp-summary-sent', { key });
  firstVisit(pathway, key);

  // A worry, or no reply after two tries, means that somebody sees the person.
  const endOfLife = pathway.details['endOfLife'] === true;
  if (endOfLife || pathway.reached(left.at + pathway.duration('safetyCallOpens'))) {
    const call = pathway.ask('safety-call', { key, ...(endOfLife ? { when: 'end-of-life' } : {}) });
    seePersonAfterCall(pathway, call);
  }

  // While it is not known whether the person is back in hospital, or has died, nobody rings or visits the home.
  holdAtHome(pathway, atHome);

  watch(pathway);
}

/** Left with the gate shut: agreed at once what happens now. Only the confirmation missing: it may still come for half an hour. */
function leftBeforeSafe(pathway: Pathway, four: TaskState[], key: string): void {
  const left = pathway.state.left!;
  const confirmation = pathway.latest('standards-confirmed');
  const late = met(confirmation) && confirmation!.closedSequence > left.sequence;
  if ((left.gate === 'open' && left.source !== 'left-before-safe') || late) return;
  if (confirmation?.status === 'open' && four.every(met) && !pathway.reached(left.recordedAt + pathway.duration('confirmationGrace'))) {
    if (confirmation.when === 'left-unconfirmed') return;
    pathway.redue(confirmation, 'the person has left', { when: 'left-unconfirmed', anchors: { recorded: left.recordedAt } });
    return pathway.call(confirmation, 'coordinator', 'trigger', 'The person has left and only your confirmation is missing: confirm that all four standards are met, or say what is not.');
  }
  if (confirmation) pathway.notNeeded(confirmation, 'the person has left');
  pathway.ask('left-before-safe-response', { key });
}

/**
 * What is not met goes on; left before it was safe, it calls day and night. A visit that nobody booked is booked within two hours, unless a risk
 * decision that stands said by when.
 */
function standardsGoOn(pathway: Pathway, four: TaskState[], urgently: boolean): void {
  for (const task of four) {
    const unbooked = task.step === 'first-visit-booked' ? { when: 'left-without-visit' } : {};
    // Its due time is what it was: it does not begin anew because the person left.
    const goesOn = { ...unbooked, anchors: { opened: task.openedAt }, ladder: 'urgent' };
    if (task.status === 'unmet' || task.status === 'not-needed') pathway.reopen(task, 'the person has left', goesOn);
    if (task.status !== 'open') continue;
    if (task.step === 'first-visit-booked' && (task.when === null || (urgently && task.when === 'covered'))) pathway.redue(task, 'left without a visit booked', unbooked);
    if (urgently) pathway.climbs(task, 'urgent', 'the person has left');
  }
}

/** A first visit that nobody confirms is a missed first visit. Booked anew, it takes the new slot's time once the person was seen. */
function firstVisit(pathway: Pathway, key: string): void {
  const booked = pathway.latest('first-visit-booked');
  const slot = met(booked) ? instantIn(booked!.evidence, 'until') ?? instantIn(booked!.evidence, 'visitAt') : null;
  const asking = slot === null ? undefined : { key, anchors: { visitSlotEnd: slot } };
  const visit = asking ? pathway.ask('first-visit-done', asking) : pathway.all('first-visit-done').find((task) => task.key === key);
  if (!visit) return;
  seePersonAfterVisit(pathway, visit);
  if (visit.status !== 'open' || !met(booked)) return;
  if (!asking) pathway.notNeeded(visit, 'no visit is booked any more: none is needed, or somebody accepted by name');
  // What was agreed for it since (offered again, say) stands until a slot is booked anew.
  else if (!pathway.open('person-seen') && booked!.closedSequence > visit.dueSince) pathway.redue(visit, 'booked anew', asking);
}

/** 6. Seven days from leaving, or until the last task is done, whichever is later. */
function watch(pathway: Pathway): void {
  const { watch: watching } = pathway.state;
  pathway.stage(pathway.nothingOpen ? 'watching' : 'after-leaving');
  if (!watching || !pathway.nothingOpen) return;
  if (watching.endedBecause === undefined && !pathway.reached(watching.until)) return;
  if (watching.endedBecause === undefined) pathway.record('watch-ended', { because: 'its time is over' });
  pathway.close(dischargeOutcome(pathway));
}
