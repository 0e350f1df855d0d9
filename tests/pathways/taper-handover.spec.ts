import { describe, expect, it } from '@jest/globals';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import { foldAll } from '#libs/pathway/engine.js';
import { london } from '#tests/support/pathways/london.js';
import { patientStart } from '#tests/support/pathways/simulation.js';
import { Taper, wholeHandover } from '#tests/support/pathways/taper.js';

/** Everything that can be open before the handover is accepted, and who it is whose afterwards. */
function manyThingsOpen(): Taper {
  const { formulation: _, ...gap } = wholeHandover;
  return Taper.onWednesday({ from: 'inpatient', handover: gap, incompleteBecause: 'the ward moved', safeguarding: { indicators: ['bruises'] } })
    .asks().sees('care-instability').tells('crisis').contacts();
}

describe('a handover', () => {
  it('calls whoever comes to own what a trigger opened: nobody else would call them before it is due', () => {
    const taper = Taper.onWednesday().comes('Wed 10 Jun 2026 12:00').tells('crisis').comes('Wed 10 Jun 2026 12:05').accepts();
    expect(taper.called('welfare-check')).toEqual(['crisis-team Wed 10 Jun 2026 12:00', 'coordinator Wed 10 Jun 2026 12:05']);
    expect(taper.called('step-up-review')).toEqual(['crisis-team Wed 10 Jun 2026 12:00', 'clinical-lead Wed 10 Jun 2026 12:05']);
    expect(taper.called('first-contact')).toEqual([]);
  });

  it('is owned by the crisis team, whole, until the community lead accepts: in one step everything is its owners’, and at no event is anything in between', () => {
    const taper = manyThingsOpen().declines('stabilisation-agreed').hears('merged');
    const { 'handover-accepted': acceptance, ...others } = taper.owners;
    expect([acceptance, new Set(Object.values(others))]).toEqual(['clinical-lead', new Set(['crisis-team'])]);
    const before = taper.events.length;
    taper.accepts();
    expect(taper.owners).toEqual({
      'care-plan-sent': 'crisis-team', contact: 'coordinator', 'crisis-plan-reviewed': 'clinical-lead', 'crisis-response': 'crisis-team', 'declined-decision': 'clinical-lead', 'handover-completed': 'crisis-team', 'hospital-message-review': 'coordinator',
      'readiness-review': 'clinical-lead', 'safeguarding-action': 'escalation-owner', 'stabilisation-agreed': 'clinical-lead', 'step-up-review': 'clinical-lead', 'trigger-response': 'coordinator', 'triggers-communicated': 'coordinator', 'welfare-check': 'coordinator',
    });
    // Every change of an owner is of the one command, and what happened in between is still the crisis team's.
    const moved = taper.events.slice(before);
    expect(new Set(moved.filter(({ kind }) => kind === 'task-owner-changed').map(({ command }) => command)).size).toBe(1);
    for (let upTo = 1; upTo <= taper.events.length; upTo += 1) {
      const owners = foldAll('case', taper.events.slice(0, upTo)).tasks.filter(({ status, step }) => status === 'open' && step !== 'handover-accepted').map(({ step, owner }) => [step, owner.role] as const);
      for (const [step, role] of owners) expect([upTo, step, upTo <= before ? ['crisis-team'] : ['crisis-team', taper.owners[step]]]).toEqual([upTo, step, expect.arrayContaining([role])]);
    }
  });

  it('that was accepted keeps what opens later with its owners, and a task that a person of the crisis team had taken is the owner’s too', () => {
    const taper = Taper.onWednesday();
    taper.does({ type: 'claim', taskId: taper.task('first-contact').id }, 'a-crisis-nurse');
    expect(taper.task('first-contact').owner).toEqual({ role: 'crisis-team', person: 'a-crisis-nurse' });
    taper.accepts().sees('clinical-deterioration');
    expect([taper.task('first-contact').owner, taper.owners['trigger-response']]).toEqual([{ role: 'clinical-lead', person: null }, 'clinical-lead']);
  });

  it('accepted late calls the community lead at four hours, the crisis team an hour later, then the escalation lead, who is called again every four hours of the day', () => {
    const taper = Taper.onWednesday().comes('Wed 10 Jun 2026 13:59');
    expect(taper.called('handover-accepted')).toEqual([]);
    taper.comes('Thu 11 Jun 2026 10:00');
    expect(taper.called('handover-accepted')).toEqual(['clinical-lead Wed 10 Jun 2026 14:00', 'crisis-team Wed 10 Jun 2026 15:00', 'escalation-lead Wed 10 Jun 2026 17:00', 'escalation-lead Thu 11 Jun 2026 09:00']);
  });

  it('never goes back', () => {
    const taper = Taper.onWednesday().accepts();
    expect(taper.answers({ type: 'reopen', step: 'handover-accepted', reason: 'r' })).toBe('409 cannot-be-reopened');
    expect([Taper.onWednesday().answers({ type: 'hand-over', step: 'handover-accepted', acceptedBy: { organisation: 'o', name: 'n', contact: 'c' }, reason: 'r' }),
      Taper.onWednesday().answers({ type: 'declined', step: 'handover-accepted', by: 'p', capacity: 'presumed', explained: 'e', alternative: 'a' })]).toEqual(['409 cannot-be-handed-over', '409 cannot-be-declined']);
  });

  it('is asked about: the crisis team answers within four hours; asked again, somebody above both decides within four working hours', () => {
    const taper = Taper.onWednesday().asks();
    expect([taper.due('handover-clarified'), taper.owners['handover-clarified'], taper.called('handover-clarified')]).toEqual(['Wed 10 Jun 2026 14:00', 'crisis-team', ['crisis-team Wed 10 Jun 2026 10:00']]);
    expect(taper.open()).not.toContain('handover-dispute');
    taper.completes('handover-clarified', { answer: 'they stay with her sister' }).comes('Wed 10 Jun 2026 16:00').asks();
    expect([taper.due('handover-dispute'), taper.owners['handover-dispute'], taper.called('handover-dispute')]).toEqual(['Thu 11 Jun 2026 12:00', 'escalation-lead', ['escalation-lead Wed 10 Jun 2026 16:00']]);
    taper.accepts();
    expect([taper.status('handover-dispute'), taper.status('handover-clarified')]).toEqual(['not-needed', 'not-needed']);
  });

  it('that is not accepted is disputed, and the acceptance stands and climbs on', () => {
    const taper = Taper.onWednesday().comes('Wed 10 Jun 2026 12:00').refusesTheHandover();
    expect([taper.status('handover-accepted'), taper.due('handover-accepted'), taper.status('handover-dispute')]).toEqual(['open', 'Wed 10 Jun 2026 14:00', 'open']);
    taper.resolves('other-lead').does({ type: 'owners', role: 'clinical-lead', person: 'another-lead', reason: 'knows her' }).comes('Wed 10 Jun 2026 14:00');
    expect([taper.called('handover-accepted').at(-1), taper.owners['first-contact']]).toEqual(['clinical-lead Wed 10 Jun 2026 14:00', 'crisis-team']);
    taper.refusesTheHandover();
    expect(taper.statuses('handover-dispute')).toEqual(['completed', 'open']);
    taper.resolves('accept-as-is');
    expect(taper.status('handover-accepted')).toBe('open');
    expect(taper.accepts().owners['first-contact']).toBe('clinical-lead');
    expect(taper.answers({ type: 'unmet', step: 'first-contact', reason: 'r', unsafe: 'u' })).toBe('409 cannot-be-unmet');
  });

  it('that is disputed is disputed once at a time; after a dispute, and with another lead, questions are counted anew', () => {
    const taper = Taper.onWednesday().asks().asks();
    expect([taper.statuses('handover-dispute'), taper.answers({ type: 'unmet', step: 'handover-accepted', reason: 'r', unsafe: 'u' })]).toEqual([['open'], '409 cannot-be-unmet']);
    taper.resolves('accept-as-is').asks();
    expect([taper.statuses('handover-dispute'), taper.statuses('handover-clarified')]).toEqual([['completed'], ['open', 'open', 'open']]);
    taper.does({ type: 'owners', role: 'clinical-lead', person: 'another-lead', reason: 'knows her' }).asks();
    expect(taper.statuses('handover-dispute')).toEqual(['completed']);
    expect(taper.asks().statuses('handover-dispute')).toEqual(['completed', 'open']);
  });

  it('that is disputed begins a dispute between the agencies, led by the escalation owner, and waits for nothing in it', () => {
    const taper = Taper.onWednesday().comes('Wed 10 Jun 2026 12:00').refusesTheHandover();
    const [asked] = taper.of('case-asked');
    expect(asked!.data).toMatchObject({ pathway: 'dispute', owners: { clinicalLead: 'the-escalation-owner', coordinator: 'the-coordinator', escalationOwner: 'the-escalation-owner' }, details: { otherAgencies: ['Riverside crisis team'], caseId: taper.state.caseId, route: 'The governance forum of the place' } });
    expect(contractOf('dispute')!.details!.safeParse(asked!.data.details).success).toBe(true);
    // Due when it was, whatever becomes of the dispute: refused, open or ended, nothing here moves.
    const calls = (which: Taper): string[] => which.comes('Thu 11 Jun 2026 10:00').called('handover-accepted');
    const refused = Taper.onWednesday().comes('Wed 10 Jun 2026 12:00');
    refused.begins = () => ({ code: 'details-do-not-fit', detail: 'no' });
    refused.refusesTheHandover();
    const over = Taper.onWednesday().comes('Wed 10 Jun 2026 12:00').refusesTheHandover();
    over.caseEnded(over.state.begun![0]!.key, 'resolved-by-forum');
    expect([calls(refused), calls(over)]).toEqual([calls(taper), taper.called('handover-accepted')]);
    expect([taper.status('handover-accepted'), taper.due('handover-accepted'), taper.status('handover-dispute'), taper.due('handover-dispute')]).toEqual(['open', 'Wed 10 Jun 2026 14:00', 'open', 'Wed 10 Jun 2026 16:00']);
  });

  it('is a dispute once for each time that it is disputed; a taper that began before there were any has its own settling alone', () => {
    const taper = Taper.onWednesday().refusesTheHandover().resolves('other-lead').refusesTheHandover();
    expect(taper.state.begun?.map(({ status }) => status)).toEqual(['begun', 'begun']);
    const before = new Taper({ ...patientStart('step-down-tapering', Taper.onWednesday().state.details), policy: { id: 'step-down-tapering', version: '2' } }, Date.parse(london('Wed 10 Jun 2026 10:00'))).refusesTheHandover();
    expect([before.status('handover-dispute'), before.of('case-asked')]).toEqual(['open', []]);
  });

  it('that goes back to the crisis team closes the case at once as not accepted', () => {
    const taper = Taper.onWednesday().sees('safety-flag').refusesTheHandover().resolves('back-to-crisis-team');
    expect([taper.outcome, taper.open()]).toEqual([{ outcome: 'not-accepted' }, []]);
    expect(new Set(taper.because('trigger-response'))).toEqual(new Set(['the handover was not accepted: the person is back with the crisis team']));
  });
});

describe('an incomplete handover', () => {
  const { formulation: _, contacts: __, ...gaps } = wholeHandover;
  const incomplete = (): Taper => Taper.onWednesday({ handover: gaps, incompleteBecause: 'the ward moved' });

  it('is the crisis team’s to complete within 24 hours, before and after it is accepted', () => {
    const taper = incomplete().accepts();
    expect([taper.due('handover-completed'), taper.owners['handover-completed']]).toEqual(['Thu 11 Jun 2026 10:00', 'crisis-team']);
    taper.comes('Thu 11 Jun 2026 11:00');
    expect(taper.called('handover-completed')).toEqual(['crisis-team Thu 11 Jun 2026 10:00', 'escalation-owner Thu 11 Jun 2026 11:00']);
    expect(Taper.onWednesday().open()).not.toContain('handover-completed');
  });

  it('is complete only with every part that was missing', () => {
    const taper = incomplete();
    const says = (handover: Record<string, unknown>): string => taper.answers({ type: 'complete', step: 'handover-completed', evidence: { handover } });
    expect([says({}), says({ formulation: 'low' }), says({ contacts: [] }), says({ formulation: 'low', contacts: [] })]).toEqual(['422 required', '422 required', '422 required', 'allowed']);
    expect(() => taper.completes('handover-completed', { handover: { formulation: 'low' } })).toThrow('complete only with it');
  });

  it('brings what was missing into the taper: its crisis plan, its restrictions', () => {
    const { restrictions: _restrictions, crisisPlan: _plan, ...without } = wholeHandover;
    const taper = Taper.onWednesday({ handover: without, incompleteBecause: 'the ward moved' }).accepts();
    expect(taper.of('case-asked')).toEqual([]);
    taper.completes('handover-completed', { handover: {
      crisisPlan: 'when she hides her phone, ring', restrictions: [{ what: 'w', because: 'b', alternativesConsidered: 'a', until: '2026-06-20T08:00:00.000Z', reviewAt: '2026-06-17T08:00:00.000Z', stepDownPlan: 's' }],
    } });
    expect(taper.of('case-asked').map(({ data }) => [data.pathway, data.details['reviewAt']])).toEqual([['restriction', '2026-06-17T08:00:00.000Z']]);
    expect(taper.tells('warning-sign', 'Hides her phone').open()).toContain('step-up-review');
  });
});
