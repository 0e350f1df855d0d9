import type { Sourced, TriageRules } from './policy.js';

const agreed: Sourced = { source: 'article [5] example 1 asks for shared thresholds and names none; proposed for the system to agree', status: 'proposed' };

/** The shared thresholds of the single front door ([5], example 1): data, so that every team of the system applies the same ones, and anybody can read which one sent somebody where. */
export const frontDoorTriage: TriageRules = {
  minimum: [
    { part: 'reason', asks: 'Why the person is referred, and why now' }, { part: 'currentRisks', asks: 'What could go badly wrong now' }, { part: 'protectiveFactors', asks: 'What and who keeps the person safe' },
    { part: 'safeguarding', asks: 'Anybody at risk beside or because of the person, children too' }, { part: 'personsView', asks: 'What the person wants, and whether they know of the referral' },
    { part: 'reachedBy', asks: 'How the person is safely reached' }, { part: 'dangerNow', asks: 'Is anybody’s life in danger now?' }, { part: 'inHospital', asks: 'Is the person in a hospital bed?' },
    { part: 'leftCrisisCare', asks: 'Did the person leave a ward, crisis team or emergency department after a crisis in the last two weeks?' }, { part: 'underOurCare', asks: 'Does a team of ours see the person already?' },
    { part: 'livesElsewhere', asks: 'Does the person live in another area?' },
  ],
  facts: {
    dangerNow: 'Somebody’s life is in danger now', inHospital: 'In a hospital bed', leftCrisisCare: 'Left crisis care in the last two weeks', underOurCare: 'Seen by a team of ours already', gettingWorse: 'Getting worse',
    fell: 'Two falls in a week, a head injury or new confusion', severeOrComplex: 'Severe or complex needs that last', mildToModerate: 'Low mood or worry, without serious risk', substanceUse: 'Drink or drugs are the main need',
    careNeedsOnly: 'Needs help with daily living only', under18: 'Under 18', livesElsewhere: 'Lives in another area',
  },
  pathways: ['minimum-safe-discharge', 'rapid-falls-review', 'step-down-tapering', 'step-up'],
  services: [
    { id: 'crisis-team', title: 'Crisis team', inside: true }, { id: 'community-mental-health-team', title: 'Community mental health team', inside: true }, { id: 'own-team', title: 'The team that knows the person', inside: true },
    { id: 'talking-therapies', title: 'Talking therapies', inside: false }, { id: 'drug-and-alcohol', title: 'Drug and alcohol service', inside: false }, { id: 'adult-social-care', title: 'Adult social care', inside: false },
    { id: 'children-and-young-people', title: 'Children and young people’s service', inside: false }, { id: 'home-area', title: 'The front door of the person’s own area', inside: false }, { id: 'elsewhere', title: 'Another service, named in the redirect', inside: false },
  ],
  thresholds: [
    { id: 'danger-now', says: 'Whoever is in danger now is the crisis team’s, today', when: { dangerNow: true }, then: { service: 'crisis-team' }, urgent: true, ...agreed },
    { id: 'in-hospital', says: 'Whoever is in a hospital bed leaves it by the minimum safe discharge', when: { inHospital: true, dangerNow: false }, then: { pathway: 'minimum-safe-discharge' }, ...agreed },
    { id: 'after-crisis', says: 'Whoever has left crisis care is stepped down, and contacted within days', when: { leftCrisisCare: true, inHospital: false, dangerNow: false }, then: { pathway: 'step-down-tapering' }, urgent: true, ...agreed },
    { id: 'fell', says: 'Falls, a head injury and new confusion are reviewed within 72 hours', when: { fell: true, inHospital: false }, then: { pathway: 'rapid-falls-review' }, urgent: true, ...agreed },
    { id: 'getting-worse', says: 'Whoever is seen already and gets worse is stepped up by the team that knows them: no new assessment', when: { underOurCare: true, gettingWorse: true, dangerNow: false }, then: { pathway: 'step-up' }, urgent: true, ...agreed },
    { id: 'severe-or-complex', says: 'Severe or complex needs that last are the community team’s', when: { severeOrComplex: true, underOurCare: false, livesElsewhere: false, dangerNow: false }, then: { service: 'community-mental-health-team' }, ...agreed },
    { id: 'mild-to-moderate', says: 'Low mood or worry without serious risk is helped by talking therapies', when: { mildToModerate: true, dangerNow: false }, then: { service: 'talking-therapies' }, ...agreed },
    { id: 'substance-use', says: 'Where drink or drugs are the main need, the drug and alcohol service leads', when: { substanceUse: true, dangerNow: false }, then: { service: 'drug-and-alcohol' }, ...agreed },
    { id: 'care-needs-only', says: 'Help with daily living only is social care’s', when: { careNeedsOnly: true, dangerNow: false }, then: { service: 'adult-social-care' }, ...agreed },
    { id: 'under-18', says: 'Under 18 has a service of its own', when: { under18: true, dangerNow: false }, then: { service: 'children-and-young-people' }, ...agreed },
    { id: 'lives-elsewhere', says: 'Whoever lives in another area has a front door there', when: { livesElsewhere: true, dangerNow: false, inHospital: false }, then: { service: 'home-area' }, ...agreed },
  ],
};
