import { describe, expect, it } from '@jest/globals';
import { StepUpStory } from '#tests/support/pathways/step-up.js';

const nextTeam = { reviewAt: '2026-06-22T09:00:00.000Z' };

describe('the plan of a step-up', () => {
  it('becomes tasks, each with an owner and a time: urgent review, medication, the crisis service, out of hours, contacts and the day of the team', () => {
    const story = StepUpStory.onWednesday().comes('Wed 10 Jun 2026 12:00').stepsUp();
    expect(['urgent-review', 'medication-liaison', 'crisis-interface', 'out-of-hours-agreed', 'mdt-review', 'supervision-review'].map((step) => [step, story.owners[step], story.due(step)])).toEqual([
      ['urgent-review', 'clinical-lead', 'Thu 11 Jun 2026 12:00'], ['medication-liaison', 'clinical-lead', 'Thu 11 Jun 2026 17:00'], ['crisis-interface', 'escalation-owner', 'Wed 10 Jun 2026 16:00'],
      ['out-of-hours-agreed', 'coordinator', 'Thu 11 Jun 2026 00:00'], ['mdt-review', 'clinical-lead', 'Tue 16 Jun 2026 12:00'], ['supervision-review', 'escalation-lead', 'Wed 17 Jun 2026 12:00']]);
    expect(story.windows).toEqual(['Thu 11 Jun 2026', 'Fri 12 Jun 2026', 'Sat 13 Jun 2026', 'Sun 14 Jun 2026', 'Mon 15 Jun 2026', 'Tue 16 Jun 2026', 'Wed 17 Jun 2026']);
    // What is urgent calls at once.
    expect([story.called('urgent-review'), story.called('crisis-interface'), story.called('medication-liaison')]).toEqual([['clinical-lead Wed 10 Jun 2026 12:00'], ['escalation-owner Wed 10 Jun 2026 12:00'], []]);
    expect(story.open()).not.toContain('same-week-review');
  });

  it('asks for nothing that it says is not needed', () => {
    expect(StepUpStory.steppedUp().open()).toEqual(['contact', 'contact', 'contact', 'contact', 'contact', 'contact', 'contact', 'mdt-review', 'supervision-review']);
  });

  it.each([['spring', 'Fri 26 Mar 2027 10:00', ['Sat 27 Mar 2027', 'Sun 28 Mar 2027', 'Mon 29 Mar 2027']], ['autumn', 'Fri 23 Oct 2026 10:00', ['Sat 24 Oct 2026', 'Sun 25 Oct 2026', 'Mon 26 Oct 2026']]])('draws its contacts by local days across the change of the clocks in %s', (_, raised, days) => {
    const story = StepUpStory.raised(raised);
    const mdtAt = new Date(story.now + 2 * 86_400_000).toISOString();
    expect(story.stepsUp({ cadence: { every: 'P1D', for: 'P3D' }, mdtAt }).windows).toEqual(days);
  });

  it('of high risk is reviewed within the week by the named escalation owner', () => {
    const story = StepUpStory.steppedUp({}, { highRisk: true });
    expect([story.owners['same-week-review'], story.due('same-week-review')]).toEqual(['escalation-owner', 'Wed 17 Jun 2026 12:00']);
    story.comes('Wed 17 Jun 2026 15:30');
    expect(story.called('same-week-review')).toEqual(['escalation-owner Wed 17 Jun 2026 12:00', 'escalation-lead Wed 17 Jun 2026 14:00']);
  });

  it('opens a safeguarding action for each indicator', () => {
    const story = StepUpStory.onWednesday().stepsUp({}, { safeguarding: { indicators: ['money goes missing', 'bruises'] } });
    expect([story.statuses('safeguarding-action'), story.owners['safeguarding-action'], story.due('safeguarding-action')]).toEqual([['open', 'open'], 'escalation-owner', 'Wed 17 Jun 2026 17:00']);
  });

  it('that the team does not decide on goes on: a contact as often, one at a time', () => {
    const story = StepUpStory.steppedUp();
    for (const day of ['Thu 11', 'Fri 12', 'Sat 13', 'Sun 14', 'Mon 15', 'Tue 16', 'Wed 17']) story.comes(`${day} Jun 2026 10:00`).meets();
    expect([story.windows, story.called('mdt-review').slice(0, 2)]).toEqual([['Thu 18 Jun 2026'], ['clinical-lead Tue 16 Jun 2026 12:00', 'escalation-owner Tue 16 Jun 2026 13:00']]);
    story.comes('Thu 18 Jun 2026 10:00').meets().comes('Fri 19 Jun 2026 00:00');
    expect(story.windows).toEqual(['Fri 19 Jun 2026']);
  });

  it('is held with another day of the team, stepped up with another plan, or stepped down to whom the person is handed', () => {
    const held = StepUpStory.steppedUp().comes('Tue 16 Jun 2026 11:00').isSeenSince().team('hold', nextTeam);
    expect([held.windows[0], held.windows.length, held.due('mdt-review'), held.statuses('mdt-review')]).toEqual(['Wed 17 Jun 2026', 7, 'Mon 22 Jun 2026 10:00', ['completed', 'open']]);
    const refused = StepUpStory.steppedUp();
    expect(() => refused.team('hold', { reviewAt: '2026-06-30T09:00:00.000Z' })).toThrow('before its contacts end');
    const down = StepUpStory.steppedUp().supervises().comes('Thu 11 Jun 2026 11:00').meets().stepsDown();
    expect([down.stage, down.open(), new Set(down.tasksOf('contact').map(({ endedBecause }) => endedBecause))]).toEqual(['watching', [], new Set(['completed', 'stepped down'])]);
    expect(down.comes('Sat 11 Jul 2026 11:00').outcome).toEqual({ outcome: 'stepped-down', basis: 'nothing-heard', rePresentations: 0 });
  });

  it('that is stepped down closes only when what else it asked for is done', () => {
    const story = StepUpStory.onWednesday().comes('Wed 10 Jun 2026 12:00').stepsUp().tellsWhoRaised().tellsOutOfHours().supervises().stepsDown();
    expect([story.stage, story.open()]).toEqual(['finishing', ['crisis-interface', 'medication-liaison', 'urgent-review']]);
  });
});

describe('somebody who is not seen', () => {
  it('is a trigger when they do not attend: somebody sees them within four hours, or a clinical lead decides what is proportionate', () => {
    const story = StepUpStory.steppedUp().comes('Thu 11 Jun 2026 09:00').tells('non-attendance');
    expect([story.due('welfare-check'), story.called('welfare-check'), story.due('trigger-response')]).toEqual(['Thu 11 Jun 2026 13:00', ['coordinator Thu 11 Jun 2026 09:00'], 'Fri 12 Jun 2026 00:00']);
    story.comes('Thu 11 Jun 2026 13:00');
    expect([story.due('welfare-decision'), story.called('welfare-decision')]).toEqual(['Thu 11 Jun 2026 15:00', ['clinical-lead Thu 11 Jun 2026 13:00']]);
    expect(story.decides('police', {}, 'welfare-decision').statuses('welfare-check')).toEqual(['open']);
    expect([story.isSeen().statuses('welfare-check'), story.open()]).toEqual([['completed'], expect.not.arrayContaining(['welfare-check', 'welfare-decision'])]);
  });

  it('at a contact, in vain or at all, has a welfare check too', () => {
    expect(StepUpStory.steppedUp().comes('Thu 11 Jun 2026 09:00').triesTheContact().statuses('welfare-check')).toEqual(['open']);
    expect(StepUpStory.steppedUp().comes('Fri 12 Jun 2026 00:00').called('welfare-check')).toEqual(['coordinator Fri 12 Jun 2026 00:00']);
  });

  it('and no longer comes, as was accepted, has no more contacts; the team still looks at the plan', () => {
    const story = StepUpStory.steppedUp().supervises().comes('Fri 12 Jun 2026 04:00').decides('accept-disengagement', {}, 'welfare-decision');
    expect(story.open()).toEqual(['mdt-review']);
    story.team('hold', { reviewAt: '2026-06-18T09:00:00.000Z' });
    expect(story.windows).toHaveLength(7);
  });
});

describe('what is seen during a step-up', () => {
  it('of the signs that the plan names asks for the threshold again, by itself, from the contact at which it was seen', () => {
    const story = StepUpStory.steppedUp().comes('Thu 11 Jun 2026 10:00').meets('Gives things away');
    expect([story.statuses('threshold-decision'), story.due('threshold-decision'), story.called('threshold-decision').at(-1)]).toEqual([['completed', 'open'], 'Thu 11 Jun 2026 14:00', 'clinical-lead Thu 11 Jun 2026 10:00']);
    // Nobody steps down meanwhile; a no leaves the plan as it is, and tells nobody who did not raise it.
    expect(story.answers({ type: 'decide', decision: { kind: 'mdt-review', outcome: 'step-down' } })).toBe('409 threshold-decision-open');
    story.saysNo();
    expect([story.stage, story.windows.length, story.statuses('raiser-told')]).toEqual(['stepped-up', 6, ['completed']]);
  });

  it('of another sign is answered, and seen twice running asks for the threshold', () => {
    const story = StepUpStory.steppedUp().comes('Thu 11 Jun 2026 10:00').meets('paces at night');
    expect([story.statuses('trigger-response'), story.statuses('threshold-decision')]).toEqual([['open'], ['completed']]);
    expect(story.comes('Fri 12 Jun 2026 10:00').meets('paces at night').statuses('threshold-decision')).toEqual(['completed', 'open']);
  });

  it('with another plan makes the old one give way, what is overdue of it stands', () => {
    const story = StepUpStory.steppedUp().comes('Fri 12 Jun 2026 09:00').isSeenSince().tells('crisis').stepsUp({ cadence: { every: 'P1D', for: 'P2W' } });
    expect([story.windows[0], story.windows.length, story.statuses('mdt-review'), story.open().filter((step) => step === 'urgent-review')]).toEqual(['Sat 13 Jun 2026', 14, ['not-needed', 'open'], ['urgent-review']]);
  });
});
