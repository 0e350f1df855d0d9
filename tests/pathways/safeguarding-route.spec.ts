import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/contracts/events.js';
import { policies } from '#libs/policies/released.js';
import { london } from '#tests/support/pathways/london.js';
import { patientStart } from '#tests/support/pathways/simulation.js';
import { StepUpStory, wholeScript } from '#tests/support/pathways/step-up.js';
import { Taper } from '#tests/support/pathways/taper.js';

const domesticAbuse: JsonObject = { routes: ['domestic-abuse'] };
const followed: JsonObject = { seenAt: '', seenAlone: true, asked: 'asked at the surgery, alone; she is afraid of him', safeContact: 'never at home; her sister’s number, mornings', referral: { to: 'IDVA service', reference: 'R1' } };
const abouts = (story: { of: StepUpStory['of'] }, step = 'safeguarding-route'): unknown[] => story.of('task-opened').filter(({ data }) => data.step === step).map(({ data }) => data.about);
const sees = (story: StepUpStory, more: JsonObject = {}): StepUpStory => story.does({ type: 'trigger', kind: 'safety-flag', occurredAt: story.nowText, note: 'seen', safeguarding: { routes: ['domestic-abuse'] }, ...more } as never);

describe('a safeguarding route that somebody names', () => {
  it('with a plan is the escalation owner’s, who is called at once and has a day; which route it is stands only in what the task is about', () => {
    const story = StepUpStory.onWednesday().stepsUp({}, { safeguarding: domesticAbuse });
    expect([story.due('safeguarding-route'), story.owners['safeguarding-route'], abouts(story)]).toEqual(['Thu 11 Jun 2026 10:00', 'escalation-owner', [{ route: 'domestic-abuse' }]]);
    expect(story.comes('Thu 11 Jun 2026 11:00').called('safeguarding-route')).toEqual(['escalation-owner Wed 10 Jun 2026 10:00', 'escalation-owner Thu 11 Jun 2026 10:00']);
    expect(story.comes('Thu 11 Jun 2026 12:00').called('safeguarding-route').at(-1)).toBe('escalation-lead Thu 11 Jun 2026 12:00');
    const [opened] = story.of('task-opened').filter(({ data }) => data.step === 'safeguarding-route');
    expect(JSON.stringify({ ...opened!.data, about: null, key: null })).not.toMatch(/abuse|domestic/i);
  });

  it('where the threshold is not met is followed all the same', () => {
    expect(abouts(StepUpStory.onWednesday().decides('not-met', { rejection: { reason: 'r', whatWouldChange: 'w' }, safeguarding: domesticAbuse }, 'threshold-decision'))).toEqual([{ route: 'domestic-abuse' }]);
  });

  it('when it is raised, and with something seen, opens it at that instant', () => {
    expect(abouts(StepUpStory.onWednesday({ safeguarding: { routes: ['domestic-abuse', 'child-safeguarding'] } }))).toEqual([{ route: 'domestic-abuse' }, { route: 'child-safeguarding' }]);
    const story = sees(StepUpStory.onWednesday().comes('Wed 10 Jun 2026 11:30'));
    expect([abouts(story), story.due('safeguarding-route'), story.status('trigger-response')]).toEqual([[{ route: 'domestic-abuse' }], 'Thu 11 Jun 2026 11:30', 'open']);
  });

  it('named again while it is followed is one, and after that another', () => {
    const story = sees(sees(StepUpStory.onWednesday()));
    expect(abouts(story).length).toBe(1);
    story.completes('safeguarding-route', { ...followed, seenAt: story.nowText });
    expect(abouts(story).length).toBe(1);
    expect(abouts(sees(story)).length).toBe(2);
  });

  it('is done only with the person seen alone, what was asked, a safe way to reach them, and to whom they were referred or why not', () => {
    const story = sees(StepUpStory.onWednesday());
    const seen = { ...followed, seenAt: story.nowText };
    for (const part of Object.keys(seen)) expect(() => story.completes('safeguarding-route', { ...seen, [part]: undefined } as never)).toThrow(part);
    expect(() => story.completes('safeguarding-route', { ...seen, seenAlone: false })).toThrow('seenAlone');
    expect(story.completes('safeguarding-route', seen).status('safeguarding-route')).toBe('completed');
  });

  it('where the person could not be seen alone is an attempt: it stays open and the next is called', () => {
    const story = sees(StepUpStory.onWednesday()).attempts('safeguarding-route');
    expect([story.status('safeguarding-route'), story.called('safeguarding-route').length]).toEqual(['open', 2]);
  });

  it('that is handed over with the person is the crisis team’s until the taper is accepted, and the escalation owner’s from then on', () => {
    const taper = Taper.onWednesday({ safeguarding: { indicators: [], routes: ['domestic-abuse'] } });
    expect([taper.owners['safeguarding-route'], abouts(taper)]).toEqual(['crisis-team', [{ route: 'domestic-abuse' }]]);
    expect(taper.completes('handover-accepted', { accepted: true }, 'the-clinical-lead').owners['safeguarding-route']).toBe('escalation-owner');
  });

  it('on a case of an older policy is followed as the safeguarding action that it has', () => {
    const story = sees(new StepUpStory({ ...patientStart('step-up', wholeScript), policy: { id: 'step-up', version: '1' } }, Date.parse(london('Wed 10 Jun 2026 10:00'))));
    expect([abouts(story, 'safeguarding-action'), story.status('safeguarding-action')]).toEqual([[{ route: 'domestic-abuse' }], 'open']);
  });

  it('is in no title, no due rule and no word of any policy: they are read by everybody, and go out in notices', () => {
    expect(JSON.stringify(policies)).not.toMatch(/domestic.abuse/i);
  });
});
