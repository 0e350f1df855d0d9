import { describe, expect, it } from '@jest/globals';
import { fieldErrors } from '#apps/api/http/issues.js';
import { decisionRequest } from '#libs/contracts/http/decision.js';

const decision = {
  kind: 'risk-decision', question: 'May she leave without the bed?', because: 'capacity', unsafe: 'a fall at night', mitigations: ['a night sitter'], unmetDueAt: '2026-10-25T11:00:00Z',
  options: [{ option: 'stay', rejectedBecause: 'infection on the ward' }, { option: 'leave with a sitter' }, { option: 'leave as she is', doNothing: true, rejectedBecause: 'nobody would be there at night' }],
  chosen: 'leave with a sitter', riskAccepted: 'a fall before the bed comes', proportionateBecause: 'two nights', personsView: 'wants to be at home',
  actions: [{ title: 'Book the sitter', owner: 'riverside-coordinator', dueAt: '2026-10-23T16:00:00Z', completionCheck: 'the agency confirms' }],
  safetyNet: [{ if: 'she falls', call: '999', respondWithin: 'PT10M' }], outcome: 'go-with-risk',
};
const gaps = (change: Record<string, unknown>): string[] => {
  const result = decisionRequest.safeParse(JSON.parse(JSON.stringify({ ...decision, ...change })), { reportInput: true });
  return result.success ? [] : fieldErrors(result.error.issues).map(({ pointer, code }) => `${pointer} ${code}`).toSorted();
};

describe('a decision', () => {
  it('is taken when it is whole', () => {
    expect(gaps({})).toEqual([]);
    expect(gaps({ actions: [] })).toEqual([]);
    expect(gaps({ outcome: 'postpone', plannedDischargeAt: '2026-10-24T11:00:00Z', unmetDueAt: undefined })).toEqual([]);
    expect(gaps({ outcome: 'go-with-risk', because: 'declined', unmetDueAt: undefined })).toEqual([]);
  });

  it.each([
    ['one option only', { options: [{ option: 'leave with a sitter', doNothing: true }] }, ['/options too-small']],
    ['nobody thought of doing nothing', { options: [{ option: 'stay', rejectedBecause: 'x' }, { option: 'leave with a sitter' }] }, ['/options do-nothing-missing']],
    ['an option that nobody argued away', { options: [{ option: 'stay' }, { option: 'leave with a sitter' }, { option: 'wait', doNothing: true }] }, ['/options/0/rejectedBecause rejection-missing', '/options/2/rejectedBecause rejection-missing']],
    ['an argument of blanks', { options: [{ option: 'stay', rejectedBecause: '  ' }, { option: 'leave with a sitter' }, { option: 'wait', doNothing: true, rejectedBecause: 'x' }] }, ['/options/0/rejectedBecause empty']],
    ['something chosen that was never an option', { chosen: 'go to a hotel' }, ['/chosen not-an-option', '/options/1/rejectedBecause rejection-missing']],
    ['the same option twice', { options: [...decision.options, { option: 'stay', rejectedBecause: 'x' }] }, ['/options/3/option same-option-twice']],
    ['doNothing: false', { options: [{ option: 'stay', doNothing: false, rejectedBecause: 'x' }, { option: 'leave with a sitter' }] }, ['/options do-nothing-missing', '/options/0/doNothing not-one-of']],
    ['no question', { question: undefined }, ['/question required']],
    ['no word of the risk that is accepted', { riskAccepted: ' ' }, ['/riskAccepted empty']],
    ['no word of why it is proportionate', { proportionateBecause: undefined }, ['/proportionateBecause required']],
    ['no safety net', { safetyNet: [] }, ['/safetyNet too-small']],
    ['a response time that is none', { safetyNet: [{ if: 'x', call: 'y', respondWithin: 'soon' }] }, ['/safetyNet/0/respondWithin wrong-format']],
    ['an action without a check', { actions: [{ title: 'x', owner: 'y', dueAt: '2026-10-23T16:00:00Z' }] }, ['/actions/0/completionCheck required']],
    ['an outcome of another kind', { outcome: 'step-up' }, ['/outcome not-one-of']],
    ['no mitigation', { mitigations: [] }, ['/mitigations too-small']],
    ['risk without a time by when', { unmetDueAt: undefined }, ['/unmetDueAt required']],
    ['postponed to no time', { outcome: 'postpone' }, ['/plannedDischargeAt required']],
    ['a new time without postponing', { plannedDischargeAt: '2026-10-24T11:00:00Z' }, ['/plannedDischargeAt only-for-postpone']],
    ['no reason of the three', { because: 'habit' }, ['/because not-one-of']],
    ['a field that nobody knows', { urgency: 'high' }, ['/urgency unknown-field']],
    ['a kind that nobody knows', { kind: 'gut-feeling' }, ['/kind not-one-of']],
    ['a step up to nowhere', { kind: 'readiness-review', outcome: 'step-up', unsafe: undefined, mitigations: undefined, unmetDueAt: undefined, because: undefined }, ['/toStage required']],
  ] as [string, Record<string, unknown>, string[]][])('is refused for %s', (_why, change, expected) => {
    expect(gaps(change)).toEqual(expected.toSorted());
  });

  it('tells every gap at once', () => {
    expect(gaps({ question: '', options: [{ option: 'a' }, { option: 'b' }], chosen: 'c', personsView: undefined, safetyNet: undefined, outcome: 'postpone', unsafe: 7 })).toEqual([
      '/chosen not-an-option', '/options do-nothing-missing', '/options/0/rejectedBecause rejection-missing', '/options/1/rejectedBecause rejection-missing', '/personsView required', '/plannedDischargeAt required',
      '/question empty', '/safetyNet required', '/unsafe wrong-type',
    ]);
  });
});
