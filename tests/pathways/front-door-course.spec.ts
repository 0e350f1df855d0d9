import { describe, expect, it } from '@jest/globals';
import { Referral, safeRedirect, wholeDataset, wholeFacts } from '#tests/support/pathways/front-door.js';

const borderline = (): Referral => Referral.whoIs({ mildToModerate: true, severeOrComplex: true });
const toTheTeam = (): Referral => Referral.whoIs({ severeOrComplex: true }).assigns({ service: 'community-mental-health-team' }, { rule: 'severe-or-complex' });
const { reason: _reason, reachedBy: _reachedBy, ...without } = wholeDataset;
const lacking = (more = {}): Referral => Referral.received('Wed 10 Jun 2026 10:00', { dataset: without, facts: { dangerNow: false }, ...more });

describe('a referral that lacks something', () => {
  it('is taken all the same: somebody rings in four working hours, and the triage does not wait for it', () => {
    const referral = lacking();
    expect([referral.open(), referral.due('clarification-call'), referral.due('triage-huddle'), referral.state.stage]).toEqual([['clarification-call', 'triage-huddle'], 'Wed 10 Jun 2026 14:00', 'Thu 11 Jun 2026 17:00', 'screening']);
    expect(referral.asked).toEqual({ missing: ['Why the person is referred, and why now', 'How the person is safely reached', 'Is the person in a hospital bed?', 'Did the person leave a ward, crisis team or emergency department after a crisis in the last two weeks?', 'Does a team of ours see the person already?', 'Does the person live in another area?'] });
    expect(Referral.received('Fri 12 Jun 2026 15:00', { dataset: {}, facts: {} }).due('clarification-call')).toBe('Mon 15 Jun 2026 11:00');
  });

  it('is rung about within the hour when it is urgent, and the coordinator is called at once', () => {
    const urgent = lacking({ urgency: 'urgent' });
    expect([urgent.due('clarification-call'), urgent.comes('Wed 10 Jun 2026 11:15').called('clarification-call')]).toEqual(['Wed 10 Jun 2026 11:00', ['coordinator Wed 10 Jun 2026 10:00', 'coordinator Wed 10 Jun 2026 11:00', 'escalation-owner Wed 10 Jun 2026 11:15']]);
  });

  it('has the call end with everything known, or with why it is not', () => {
    expect(() => lacking().rings({ dataset: {}, facts: {} })).toThrow('reason');
    expect(lacking().rings({ dataset: {}, facts: {}, notKnownBecause: 'the surgery has closed' }).open()).toEqual(['triage-huddle']);
    expect([lacking().rings().open(), lacking().rings().state.stage]).toEqual([['triage-huddle'], 'triage']);
  });

  it('may be triaged without it: the call is then not needed', () => {
    const referral = lacking({ facts: { ...wholeFacts, mildToModerate: true } }).redirects('talking-therapies', { rule: 'mild-to-moderate' });
    expect([referral.open(), referral.status('clarification-call')]).toEqual([['redirect'], 'not-needed']);
  });

  it('becomes urgent by what is said on the telephone, and is triaged four hours from then', () => {
    const referral = lacking().comes('Wed 10 Jun 2026 11:00').rings({ facts: { ...wholeFacts, leftCrisisCare: true } });
    expect([referral.due('triage-huddle'), referral.comes('Wed 10 Jun 2026 15:15').called('triage-huddle')]).toEqual(['Wed 10 Jun 2026 15:00', ['clinical-lead Wed 10 Jun 2026 15:00', 'escalation-owner Wed 10 Jun 2026 15:15']]);
  });
});

describe('a huddle that needs to know more', () => {
  const asked = (): Referral => Referral.received('Wed 10 Jun 2026 10:00').comes('Thu 11 Jun 2026 09:00').triages({ outcome: 'clarify', ask: ['does she live alone?'], of: 'her sister' });

  it('has somebody ring with its question, who is called at once, by a time of its own', () => {
    expect([asked().open(), asked().asked, asked().due('clarification-call'), asked().called('clarification-call')]).toEqual([['clarification-call'], { ask: ['does she live alone?'], of: 'her sister' }, 'Thu 11 Jun 2026 13:00', ['coordinator Thu 11 Jun 2026 09:00']]);
  });

  it('meets again after the answer, by the end of the next working day', () => {
    const again = asked().comes('Thu 11 Jun 2026 12:00').rings({ facts: { mildToModerate: true } });
    expect([again.open(), again.due('triage-huddle'), again.proposed, again.called('triage-huddle')]).toEqual([['triage-huddle'], 'Fri 12 Jun 2026 17:00', ['mild-to-moderate'], ['clinical-lead Thu 11 Jun 2026 12:00']]);
  });
});

describe('a borderline referral', () => {
  it('is shown to be one: rules that disagree, or none that speaks', () => {
    const about = (referral: Referral) => referral.of('task-opened').find(({ data }) => data.step === 'triage-huddle')!.data.about!['borderline'];
    expect([about(borderline()), about(Referral.received('Wed 10 Jun 2026 10:00')), about(Referral.whoIs({ fell: true }))]).toEqual([true, true, false]);
  });

  it('goes to somebody senior, who decides by the end of the next working day with what was weighed', () => {
    const senior = borderline().refersUp();
    expect([senior.open(), senior.due('senior-oversight'), senior.task('senior-oversight').owner.role, senior.state.stage]).toEqual([['senior-oversight'], 'Thu 11 Jun 2026 17:00', 'escalation-lead', 'oversight']);
    expect(() => borderline().refersUp().oversees({ outcome: 'redirect', to: { service: 'talking-therapies' }, rule: 'mild-to-moderate', weighed: [] })).toThrow('weighed');
    expect(() => borderline().refersUp().oversees({ outcome: 'senior-oversight', question: 'q' })).toThrow('outcome');
    expect(borderline().refersUp().oversees({ outcome: 'redirect', to: { service: 'talking-therapies' }, rule: 'mild-to-moderate' }).completes('redirect', safeRedirect).outcome).toEqual({ outcome: 'redirected' });
  });

  it('calls the director in the end when it is urgent and nobody senior decides', () => {
    const urgent = Referral.whoIs({ mildToModerate: true, severeOrComplex: true }, { urgency: 'urgent' }).refersUp();
    expect([urgent.due('senior-oversight'), urgent.comes('Wed 10 Jun 2026 15:15').called('senior-oversight')]).toEqual(['Wed 10 Jun 2026 14:00', ['escalation-lead Wed 10 Jun 2026 10:00', 'escalation-lead Wed 10 Jun 2026 14:00', 'escalation-owner Wed 10 Jun 2026 14:15', 'escalation-lead Wed 10 Jun 2026 14:45']]);
  });
});

describe('a service that is given somebody', () => {
  it('accepts by the name of its lead professional before the front door lets go', () => {
    expect([toTheTeam().open(), toTheTeam().task('service-accepts').owner, toTheTeam().due('service-accepts')]).toEqual([['service-accepts'], { role: 'action-owner', person: 'a-lead' }, 'Thu 11 Jun 2026 17:00']);
    expect(toTheTeam().comes('Fri 12 Jun 2026 08:00').called('service-accepts')).toEqual(['action-owner Wed 10 Jun 2026 10:00', 'action-owner Thu 11 Jun 2026 17:00', 'escalation-owner Thu 11 Jun 2026 18:00', 'escalation-lead Fri 12 Jun 2026 08:00']);
    expect(toTheTeam().completes('service-accepts', { accepted: true, firstStep: 'a visit on Friday' }).outcome).toEqual({ outcome: 'accepted-by-service' });
  });

  it('may say no: the person goes back to the huddle, and is never between two', () => {
    const refused = toTheTeam().comes('Thu 11 Jun 2026 11:00').refuses('service-accepts');
    expect([refused.open(), refused.due('triage-huddle'), refused.called('triage-huddle')]).toEqual([['triage-huddle'], 'Fri 12 Jun 2026 17:00', ['clinical-lead Thu 11 Jun 2026 11:00']]);
    expect(refused.answers({ type: 'unmet', step: 'triage-huddle', reason: 'r', unsafe: 'u' })).toBe('409 cannot-be-unmet');
  });
});

describe('a pathway that is given somebody', () => {
  const fell = (): Referral => Referral.whoIs({ fell: true });
  const trigger = { kind: 'head-injury', occurredAt: '2026-06-10T07:00:00.000Z', where: 'at home', note: 'on the stairs' };
  const reviewed = (referral: Referral, more = {}): Referral => referral.assigns({ pathway: 'rapid-falls-review' }, { rule: 'fell' }, { details: { trigger }, ...more });

  it('begins its case, led by the lead professional, with what the huddle said; the front door then closes', () => {
    const begun = reviewed(fell(), { coordinator: 'another-coordinator' });
    expect(begun.of('case-asked').map(({ data }) => data)).toEqual([{
      key: expect.any(String), pathway: 'rapid-falls-review', details: { trigger }, because: 'the front door assigned the person', owners: { clinicalLead: 'a-lead', coordinator: 'another-coordinator', escalationOwner: 'the-escalation-owner' },
    }]);
    expect([begun.state.begun?.map(({ status }) => status), begun.outcome]).toEqual([['begun'], { outcome: 'assigned' }]);
  });

  it('and has an open case already: the coordinator is called, and sees that the person is not between two', () => {
    const referral = fell();
    referral.begins = () => ({ code: 'case-already-open', detail: 'd', caseId: 'the-open-case' });
    reviewed(referral);
    expect([referral.open(), referral.due('assignment-refused'), referral.called('assignment-refused')]).toEqual([['assignment-refused'], 'Wed 10 Jun 2026 14:00', ['coordinator Wed 10 Jun 2026 10:00']]);
    expect(referral.of('task-opened').at(-1)?.data).toMatchObject({ because: 'case-already-open', about: { pathway: 'rapid-falls-review', caseId: 'the-open-case' } });
    expect(referral.completes('assignment-refused', { resolution: 'given-to-the-open-case', to: 'its coordinator', note: 'rang her' }).outcome).toEqual({ outcome: 'assigned' });
  });

  it('and cannot begin there: the huddle meets again', () => {
    const referral = fell();
    referral.begins = () => ({ code: 'details-do-not-fit', detail: 'd' });
    expect(reviewed(referral).completes('assignment-refused', { resolution: 'triaged-again', to: 'the huddle', note: 'n' }).open()).toEqual(['triage-huddle']);
  });

  it('that is neither begun nor refused four hours later is the coordinator’s, until it has', () => {
    const referral = fell();
    referral.begins = () => null;
    reviewed(referral).comes('Wed 10 Jun 2026 13:59');
    expect(referral.open()).toEqual([]);
    referral.comes('Wed 10 Jun 2026 14:00');
    expect([referral.open(), referral.called('assignment-refused'), referral.of('task-opened').at(-1)?.data.because]).toEqual([['assignment-refused'], ['coordinator Wed 10 Jun 2026 14:00'], 'not-begun-yet']);
    // It may still begin by itself: no second triage beside it.
    expect(referral.answers({ type: 'complete', step: 'assignment-refused', evidence: { resolution: 'triaged-again', to: 'the huddle', note: 'n' } })).toBe('422 not-begun-yet');
    referral.completes('assignment-refused', { resolution: 'started-by-hand', to: 'the falls team', note: 'they visit today' }).comes('Wed 10 Jun 2026 18:00');
    expect([referral.open(), referral.tasksOf('assignment-refused').length]).toEqual([['assignment-refused'], 2]);
    referral.begins = ({ key }) => ({ begun: `begun-${key}` });
    expect(referral.does({ type: 'note', text: 'rang the worker' }).outcome).toEqual({ outcome: 'assigned' });
  });

  it('and is withdrawn before that has begun: nobody lets go of the person until it is known whether it began', () => {
    const referral = fell();
    referral.begins = () => null;
    reviewed(referral).hears('referral-cancelled').completes('referral-changed', { finding: 'she is well', withdrawn: true });
    expect([referral.open(), referral.outcome]).toEqual([[], undefined]);
    expect([referral.comes('Wed 10 Jun 2026 14:00').open(), referral.called('assignment-refused')]).toEqual([['assignment-refused'], ['coordinator Wed 10 Jun 2026 14:00']]);
    referral.begins = () => ({ code: 'details-do-not-fit', detail: 'd' });
    expect(referral.does({ type: 'note', text: 'rang the worker' }).outcome).toEqual({ outcome: 'withdrawn' });
  });

  it('stays with it while a crisis is answered: the triage is not opened again', () => {
    const begun = reviewed(fell().sees('crisis'));
    expect([begun.open(), begun.answers({ type: 'reopen', step: 'triage-huddle', reason: 'r' })]).toEqual([['crisis-response'], '409 cannot-be-reopened']);
  });
});

describe('a crisis while somebody waits', () => {
  it('is answered within the hour, and the triage is due four hours from then', () => {
    const crisis = Referral.received('Wed 10 Jun 2026 10:00').comes('Wed 10 Jun 2026 12:00').sees('crisis');
    expect([crisis.open(), crisis.due('crisis-response'), crisis.due('triage-huddle'), crisis.called('crisis-response')]).toEqual([['crisis-response', 'triage-huddle'], 'Wed 10 Jun 2026 13:00', 'Wed 10 Jun 2026 16:00', ['crisis-team Wed 10 Jun 2026 12:00']]);
    expect(crisis.comes('Wed 10 Jun 2026 16:15').called('triage-huddle')).toEqual(['clinical-lead Wed 10 Jun 2026 16:00', 'escalation-owner Wed 10 Jun 2026 16:15']);
  });

  it('never makes a triage later than it was', () => {
    expect(Referral.received('Wed 10 Jun 2026 10:00').comes('Thu 11 Jun 2026 15:00').sees('crisis').due('triage-huddle')).toBe('Thu 11 Jun 2026 17:00');
  });

  it('makes a triage that is overdue climb by night, as urgent ones do', () => {
    const crisis = Referral.received('Wed 10 Jun 2026 10:00').comes('Thu 11 Jun 2026 22:00').sees('crisis').comes('Fri 12 Jun 2026 08:00');
    expect(crisis.called('triage-huddle').slice(2, 6)).toEqual(['clinical-lead Thu 11 Jun 2026 22:00', 'escalation-owner Thu 11 Jun 2026 22:15', 'escalation-lead Thu 11 Jun 2026 22:45', 'director Thu 11 Jun 2026 23:45']);
  });

  it('makes a triage that is nearly due climb by night, from when it was due', () => {
    const crisis = Referral.received('Wed 10 Jun 2026 10:00').comes('Thu 11 Jun 2026 16:00').sees('crisis').comes('Thu 11 Jun 2026 22:00');
    expect([crisis.due('triage-huddle'), crisis.called('triage-huddle').slice(0, 4)]).toEqual(['Thu 11 Jun 2026 17:00',
      ['clinical-lead Thu 11 Jun 2026 17:00', 'escalation-owner Thu 11 Jun 2026 17:15', 'escalation-lead Thu 11 Jun 2026 17:45', 'director Thu 11 Jun 2026 18:45']]);
  });

  it('keeps the referral open until it is answered', () => {
    const redirected = Referral.whoIs({ mildToModerate: true }).sees('crisis').redirects('talking-therapies', { rule: 'mild-to-moderate' }).completes('redirect', safeRedirect);
    expect([redirected.open(), redirected.state.stage]).toEqual([['crisis-response'], 'finishing']);
    expect(redirected.completes('crisis-response', { answer: 'seen at home', by: 'the crisis team' }).outcome).toEqual({ outcome: 'redirected' });
  });

  it('is one of the things that may be seen; the others start their responses too', () => {
    expect(Referral.received('Wed 10 Jun 2026 10:00').sees('safety-flag').open()).toEqual(['triage-huddle', 'trigger-response']);
  });
});

describe('whoever referred writes again', () => {
  const cancelled = (): Referral => Referral.received('Wed 10 Jun 2026 10:00').hears('referral-cancelled');

  it('and somebody reads it, called at once: a message ends nothing by itself', () => {
    expect([cancelled().open(), cancelled().due('referral-changed'), cancelled().called('referral-changed')]).toEqual([['referral-changed', 'triage-huddle'], 'Wed 10 Jun 2026 14:00', ['coordinator Wed 10 Jun 2026 10:00']]);
  });

  it('and it is withdrawn once somebody says so', () => {
    const withdrawn = cancelled().completes('referral-changed', { finding: 'she has moved in with her sister, and is well', withdrawn: true });
    expect([withdrawn.status('triage-huddle'), withdrawn.outcome]).toEqual(['not-needed', { outcome: 'withdrawn' }]);
    expect(cancelled().completes('referral-changed', { finding: 'sent in error: she still needs it', withdrawn: false }).open()).toEqual(['triage-huddle']);
  });
});

describe('a withdrawal that is taken back', () => {
  /** Two messages wait to be read; by the second one the referral is withdrawn. */
  const withdrawn = (referral: Referral): Referral => referral.hears('referral-updated').hears('referral-cancelled').completes('referral-changed', { finding: 'she is well', withdrawn: true });
  const takenBack = (referral: Referral): Referral => {
    withdrawn(referral).reopens('referral-changed').completes('referral-changed', { finding: 'another person of that name', withdrawn: false });
    const [first] = referral.tasksOf('referral-changed');
    return referral.does({ type: 'complete', taskId: first!.id, evidence: { finding: 'a new telephone number', withdrawn: false } });
  };

  it('leaves the triage open, due when it was', () => {
    const referral = takenBack(Referral.received('Wed 10 Jun 2026 10:00'));
    expect([referral.open(), referral.due('triage-huddle'), referral.outcome]).toEqual([['triage-huddle'], 'Thu 11 Jun 2026 17:00', undefined]);
  });

  it('is one where the referral comes again while something is still open, and whoever reads that finds it is needed', () => {
    const referral = Referral.received('Wed 10 Jun 2026 10:00').sees('crisis').hears('referral-cancelled').completes('referral-changed', { finding: 'she is well', withdrawn: true });
    expect(referral.status('triage-huddle')).toBe('not-needed');
    referral.hears('referral-again').completes('referral-changed', { finding: 'she is not: her neighbour rang', withdrawn: false });
    expect([referral.open(), referral.outcome]).toEqual([['crisis-response', 'triage-huddle'], undefined]);
  });

  it('is none where a message from before it is read later', () => {
    const referral = withdrawn(Referral.received('Wed 10 Jun 2026 10:00').sees('crisis'));
    referral.does({ type: 'complete', taskId: referral.tasksOf('referral-changed')[0]!.id, evidence: { finding: 'a new telephone number', withdrawn: false } });
    expect(referral.open()).toEqual(['crisis-response']);
  });

  it('finds whoever leads by now, not whoever had taken the triage on before', () => {
    const referral = Referral.received('Wed 10 Jun 2026 10:00');
    referral.does({ type: 'assign', taskId: referral.task('triage-huddle').id, to: 'the-clinical-lead', reason: 'takes it on' }, 'the-clinical-lead');
    withdrawn(referral).does({ type: 'owners', role: 'clinical-lead', person: 'another-lead', reason: 'on leave' });
    referral.reopens('referral-changed').completes('referral-changed', { finding: 'another person of that name', withdrawn: false });
    expect(referral.task('triage-huddle').owner).toEqual({ role: 'clinical-lead', person: null });
  });

  it('leaves an urgent triage urgent, and calls whose it is at once', () => {
    const referral = takenBack(Referral.received('Wed 10 Jun 2026 10:00', { urgency: 'urgent' }).comes('Wed 10 Jun 2026 11:00'));
    expect([referral.due('triage-huddle'), referral.called('triage-huddle')]).toEqual(['Wed 10 Jun 2026 14:00', ['clinical-lead Wed 10 Jun 2026 10:00', 'clinical-lead Wed 10 Jun 2026 11:00']]);
  });

  it('leaves the call about what is missing open', () => expect(takenBack(lacking()).open()).toEqual(['clarification-call', 'triage-huddle']));

  it('is no yes of a service: its acceptance is open again', () => {
    const referral = takenBack(toTheTeam());
    expect([referral.open(), referral.outcome]).toEqual([['service-accepts'], undefined]);
  });

  it('is no redirect that somebody was told of', () => {
    const referral = takenBack(Referral.whoIs({ mildToModerate: true }).redirects('talking-therapies', { rule: 'mild-to-moderate' }));
    expect([referral.open(), referral.completes('redirect', safeRedirect).outcome]).toEqual([['redirect'], { outcome: 'redirected' }]);
  });
});

it('a message of a hospital is read by the coordinator, as on every pathway', () => {
  expect(Referral.received('Wed 10 Jun 2026 10:00').hears('admitted').open()).toEqual(['hospital-message-review', 'triage-huddle']);
});

it('a triage given to another organisation by name is theirs', () => {
  expect(Referral.received('Wed 10 Jun 2026 10:00').handsOver('triage-huddle').outcome).toEqual({ outcome: 'handed-over' });
});

it('a triage that was acted upon is not opened again', () => {
  const overseen = borderline().refersUp().oversees({ outcome: 'clarify', ask: ['who is with her?'], of: 'her sister' }).rings();
  expect(overseen.answers({ type: 'reopen', step: 'senior-oversight', reason: 'r' })).toBe('409 cannot-be-reopened');
});
