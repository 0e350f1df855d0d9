import type { Pathway } from '#libs/pathway/pathway.js';
import { instantIn, said, type TaskState, type TriggerState } from '#libs/pathway/state.js';

const aboutIt = ({ kind, sequence }: TriggerState) => ({ trigger: kind, sequence });
/** People of partner organisations, by name. */
const participants = ({ details }: Pathway): string[] => (Array.isArray(details['participants']) ? [...new Set(details['participants'].map(String))] : []);

/** Whoever takes part may call a meeting at any time ([4], North East London): everybody is called at once, and says that they are there or whom they send. */
export function meet(pathway: Pathway): void {
  for (const call of pathway.triggers('system-meeting')) {
    const [key, about] = [String(call.sequence), aboutIt(call)];
    const held = pathway.ask('meeting-held', { key, calls: true, because: call.kind, about });
    const asked = pathway.policy.steps['meeting-joined']!.variants!.map(({ when }) => pathway.ask('meeting-joined', { key: `${key}.${when}`, when, calls: true, because: call.kind, about }));
    const partners = participants(pathway).map((person) => pathway.ask('meeting-joined', { key: `${key}.${person}`, when: 'participant', person, calls: true, because: call.kind, about }));
    if (held.status !== 'open') for (const one of [...asked, ...partners]) pathway.notNeeded(one, 'the meeting was held without them');
  }
}

/** Mutual aid ([4]): asked for, offered, accepted, done, each by somebody and by a time. Where no partner is named, the escalation lead finds who can. */
export function helpEachOther(pathway: Pathway): void {
  for (const request of pathway.triggers('aid-requested')) {
    const [key, about] = [String(request.sequence), aboutIt(request)];
    const people = participants(pathway);
    const offers = people.length === 0 ? [pathway.ask('aid-offered', { key, calls: true, because: request.kind, about })]
      : people.map((person) => pathway.ask('aid-offered', { key: `${key}.${person}`, when: 'participant', person, calls: true, because: request.kind, about }));
    const standing = offers.filter((offer) => offer.status === 'completed' && said(offer.evidence, 'decision') === 'offer').map((offer) => answerOffer(pathway, offer));
    for (const left of pathway.all('aid-accepted', ...(pathway.since(2) ? ['aid-done'] : []))) if (left.key.startsWith(`${key}.`) && !standing.some(({ answer, promise }) => left === answer || left === promise)) pathway.notNeeded(left, takenBack);
    const none = standing.length === 0 && offers.every(({ status }) => status === 'completed');
    if (none) pathway.ask('aid-unanswered', { key, calls: true, because: request.kind, about });
  }
}

const takenBack = 'the offer was taken back';

/** Whether it is taken, and what was then promised. */
function answerOffer(pathway: Pathway, offer: TaskState): { answer: TaskState; promise?: TaskState } {
  const key = `${offer.key.includes('.') ? offer.key : `${offer.key}.0`}.${offer.closedSequence}`;
  const about = { offer: offer.id };
  const answer = pathway.ask('aid-accepted', { key, calls: true, about });
  const { person } = offer.owner;
  if (answer.status !== 'completed' || said(answer.evidence, 'decision') !== 'take') return { answer };
  const promise = pathway.ask('aid-done', { comesBack: takenBack, key, anchors: { agreed: instantIn(offer.evidence, 'deliveryAt')! }, about, ...(person === null ? {} : { when: 'participant', person }) });
  return { answer, promise };
}

/** Feedback on an action card, from anyone, is answered: else nobody gives any a second time ([4], 'clear routes for feedback'). */
export function answerFeedback(pathway: Pathway): void {
  for (const told of pathway.triggers('card-feedback')) pathway.ask('feedback-answered', { key: String(told.sequence), about: { ...aboutIt(told), ...(told.about === undefined ? {} : { card: told.about }) } });
}
