import { describe, expect, it } from '@jest/globals';
import { answer } from '#libs/directory/answer.js';
import type { Facts } from '#libs/directory/facts.js';
import { directory, outOfHours, rota, weekly } from '#tests/directory/made-up.js';
import { Discharge } from '#tests/support/pathways/discharge.js';
import { hoursAfter, inLondon, london } from '#tests/support/pathways/london.js';

const owners = { clinicalLead: 'the-clinical-lead', coordinator: 'the-coordinator', escalationOwner: 'the-escalation-owner' };

/** A discharge with something unmet, planned for this instant: its risk decision is due then, and calls day and night. */
function dueAt(planned: string, opened: string, facts: Facts): Discharge {
  let story: Discharge | undefined = undefined;
  const now = (): number => (story ? (story as Discharge).now : Date.parse(london(opened)));
  story = Discharge.planned(planned, opened, {}, (role) => answer(facts, { role, organisation: 'riverside', team: null, caseId: 'case', owners, assigned: null, at: now() }).person);
  return story.unmet('equipment-in-place');
}
const called = (story: Discharge): string[] => story.of('called').filter(({ data }) => data.step === 'risk-decision').map(({ at, data }) => `${data.person} ${inLondon(at)}`);

const leave = { from: Date.parse('2026-12-24T00:00:00Z'), until: Date.parse('2027-01-04T09:00:00Z') };
const people = { 'the-clinical-lead': {}, 'the-coordinator': {}, 'the-escalation-owner': {} };

describe('at 02:10 on 26 December', () => {
  const facts = directory({
    people: { ...people, 'director-on-leave': { leaves: [leave] }, 'never-verified': { reachable: false } },
    holdings: [{ role: 'director', person: 'director-on-leave' }, { role: 'director', person: 'never-verified' }, { role: 'director', person: 'deputy-director' }, { role: 'escalation-lead', person: 'lead-by-day' }],
    rotas: [rota('clinical-lead', [outOfHours(['night-doctor', 'other-doctor'], { turn: 1, startsOn: '2026-12-01' })]), rota('escalation-lead', [outOfHours(['lead-on-call'])])],
  });

  it('the doctor on the rota is called, the named escalation owner, the lead on call, and of the directors the one who is there', () => {
    const story = dueAt('Sat 26 Dec 2026 02:10', 'Wed 23 Dec 2026 10:00', facts).comes('Sat 26 Dec 2026 04:00');
    expect(called(story)).toEqual(['night-doctor Sat 26 Dec 2026 02:10', 'the-escalation-owner Sat 26 Dec 2026 02:25', 'lead-on-call Sat 26 Dec 2026 02:55', 'deputy-director Sat 26 Dec 2026 03:55']);
  });

  it('an hour of a working day calls the named clinical lead and the lead by day', () => {
    const story = dueAt('Tue 29 Dec 2026 11:00', 'Wed 23 Dec 2026 10:00', facts).comes('Tue 29 Dec 2026 12:00');
    expect(called(story)).toEqual(['the-clinical-lead Tue 29 Dec 2026 11:00', 'the-escalation-owner Tue 29 Dec 2026 11:15', 'lead-by-day Tue 29 Dec 2026 11:45']);
  });

  it('where the doctor on the rota is away as well, the named one is called: the rota falls back on them', () => {
    const away = directory({ people: { ...people, 'night-doctor': { leaves: [leave] } }, rotas: [rota('clinical-lead', [outOfHours(['night-doctor'])])] });
    expect(called(dueAt('Sat 26 Dec 2026 02:10', 'Wed 23 Dec 2026 10:00', away).comes('Sat 26 Dec 2026 02:20'))).toEqual(['the-clinical-lead Sat 26 Dec 2026 02:10']);
  });
});

describe('in the hour that comes twice', () => {
  it('whoever the rota names at that instant is called, though the clock shows the same time', () => {
    const nights = weekly(['before-half-past', 'after-half-past'], { turn: 1, handOverAt: '01:30', startsOn: '2026-10-24' });
    const facts = directory({ people, rotas: [rota('escalation-lead', [nights]), rota('director', [nights])] });
    const story = dueAt('Sun 25 Oct 2026 00:30', 'Fri 23 Oct 2026 10:00', facts);
    story.until(Date.parse(hoursAfter(london('Sun 25 Oct 2026 00:30'), 2)));
    // 01:15 of summer time, and 01:15 of winter time an hour later; the hand-over is at the first 01:30.
    expect(called(story).slice(2)).toEqual(['before-half-past Sun 25 Oct 2026 01:15', 'after-half-past Sun 25 Oct 2026 01:15']);
    expect(story.of('rung-reached').filter(({ data }) => data.step === 'risk-decision').map(({ data }) => data.dueAt).slice(2)).toEqual(['2026-10-25T00:15:00.000Z', '2026-10-25T01:15:00.000Z']);
  });
});
