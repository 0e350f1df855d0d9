import type { JsonObject } from '#libs/contracts/events.js';
import { DAY, HOUR } from '#libs/domain/duration.js';
import { atLocal, localTime } from '#libs/domain/local-time.js';
import { syntheticNhsNumber } from '#libs/domain/nhs-number.js';

/** A prepared case with a made-up person: one button starts it. `done`: what is recorded at once, as its owner would, in this order. `watchFor`: what to see when the clock moves. `plays`: which of the three owners whoever rehearses it is. */
export interface Scene {
  name: string; pathway: string; title: string; says: string; watchFor: string; plays: 'coordinator' | 'clinicalLead'; person: { nhsNumber: string; name: string; dateOfBirth: string };
  details: (now: number) => JsonObject; done: readonly { step: string; evidence: (now: number) => JsonObject }[];
}

const instant = (at: number): string => new Date(at).toISOString();
/** Tomorrow at that time of the local day: its calls then come in the daytime, whenever it is rehearsed. */
const tomorrowAt = (now: number, time: string): number => atLocal(localTime(now + DAY).date, time).at;

const ada = { nhsNumber: syntheticNhsNumber(900_001), name: 'Ada Rehearsal', dateOfBirth: '1941-03-09' };
const benedict = { nhsNumber: syntheticNhsNumber(900_002), name: 'Benedict Rehearsal', dateOfBirth: '1938-11-19' };
const cora = { nhsNumber: syntheticNhsNumber(900_003), name: 'Cora Rehearsal', dateOfBirth: '1944-12-02' };
const dominic = { nhsNumber: syntheticNhsNumber(900_004), name: 'Dominic Rehearsal', dateOfBirth: '1985-07-30' };

export const scenes: readonly Scene[] = [
  {
    name: 'missed-first-visit', pathway: 'minimum-safe-discharge', title: 'A first visit that nobody makes', person: ada, plays: 'coordinator',
    says: 'Ada has just gone home. Everything was ready, and a nurse is booked for tomorrow from 14:00 to 15:00.',
    watchFor: 'Move to the next deadline: the visit is late, and nobody had to notice it. See who is called, and by moving on, who is called after them.',
    details: (now) => ({ ward: 'Willow', plannedDischargeAt: instant(now + 3 * HOUR), dischargePathway: 1, destination: 'own-home', livesAlone: true }),
    done: [
      { step: 'first-visit-booked', evidence: (now) => ({ visitAt: instant(tomorrowAt(now, '14:00')), until: instant(tomorrowAt(now, '15:00')), provider: 'District nurses' }) },
      { step: 'medicines-reconciled', evidence: () => ({ changes: 'Bisoprolol started, ibuprofen stopped', supplied: true }) },
      { step: 'equipment-in-place', evidence: () => ({ items: ['Walking frame', 'Commode'] }) },
      { step: 'red-flag-instructions-given', evidence: () => ({ givenTo: ['person'], understood: true, how: 'Said back in her own words' }) },
      { step: 'standards-confirmed', evidence: () => ({ confirmed: true }) },
      { step: 'departure', evidence: (now) => ({ leftAt: instant(now) }) },
      { step: 'gp-summary-sent', evidence: (now) => ({ sentAt: instant(now), to: 'Her GP' }) },
    ],
  },
  {
    name: 'not-ready', pathway: 'minimum-safe-discharge', title: 'A discharge that is not ready', person: benedict, plays: 'coordinator', done: [],
    says: 'Benedict leaves Ward 3 tomorrow at 15:00. Nothing has been done yet.', watchFor: 'Four standards are due two hours before he leaves. With something unmet the gate stays shut, and somebody has to decide.',
    details: (now) => ({ ward: 'Ward 3', plannedDischargeAt: instant(tomorrowAt(now, '15:00')), dischargePathway: 1, destination: 'own-home', livesAlone: false }),
  },
  {
    name: 'head-injury', pathway: 'rapid-falls-review', title: 'A fall with a head injury', person: cora, plays: 'coordinator', done: [],
    says: 'Cora slipped on the stairs half an hour ago and hit her head. Her daughter rang.', watchFor: 'The urgent check is called at once, day or night. The 72 hours for the review run from the fall.',
    details: (now) => ({ trigger: { kind: 'head-injury', occurredAt: instant(now - HOUR / 2), where: 'At home, the stairs', note: 'Slipped on the last step' }, livesAlone: true }),
  },
  {
    name: 'after-a-crisis', pathway: 'step-down-tapering', title: 'Home after a crisis', person: dominic, plays: 'clinicalLead', done: [],
    says: 'Dominic left an inpatient bed two hours ago. The crisis team hands him over to the community team.', watchFor: 'Until the community lead accepts, the crisis team still owns him. A late acceptance, and a late first contact, climb by themselves.',
    details: (now) => ({
      crisisTeam: 'Crisis team', dischargedAt: instant(now - 2 * HOUR), from: 'inpatient', suicideRisk: 'not-identified', safeguarding: { indicators: [] },
      handover: {
        formulation: 'Low after a loss, better with company', riskHistory: 'One overdose, years ago', currentRisks: 'Alone at night', protectiveFactors: 'His brother, his allotment', medication: 'Sertraline 50 mg', crisisPlan: 'Rings his brother, then the crisis line',
        outOfHours: 'The crisis line', legalStatus: 'Informal', dependants: 'None', accommodation: 'Own flat', restrictions: [], contacts: [{ name: 'His brother', contact: '0300 000 000', mayShare: true }],
      },
    }),
  },
];

export const sceneOf = (name: string): Scene | undefined => scenes.find((each) => each.name === name);
