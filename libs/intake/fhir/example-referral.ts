/** A referral of our own about an invented person, as a FHIR message: for tests and demonstrations. */
export interface ExampleReferral {
  bundleId: string; referralId: string; person: { nhsNumber?: string; family: string; given: string; dateOfBirth?: string };
  /** `servicerequest-request`, `new`, `active` and `routine` unless told otherwise. */
  event?: string; reason?: string; status?: string; priority?: string; text?: string; risk?: string; dead?: boolean; authoredOn: string;
}

const urn = (name: string): string => `urn:uuid:${name}`;

export function exampleReferral({ bundleId, referralId, person, event = 'servicerequest-request', reason = 'new', status = 'active', priority = 'routine', text = 'Low since the spring', risk, dead, authoredOn }: ExampleReferral): string {
  const patient = urn('7f1c2f5e-0000-4000-8000-000000000001');
  const [doctor, surgery, us] = ['7f1c2f5e-0000-4000-8000-000000000002', '7f1c2f5e-0000-4000-8000-000000000003', '7f1c2f5e-0000-4000-8000-000000000004'].map(urn) as [string, string, string];
  const entry = (fullUrl: string, resource: object): object => ({ fullUrl, resource });
  return JSON.stringify({
    resourceType: 'Bundle', id: bundleId, type: 'message', timestamp: authoredOn,
    entry: [
      entry(urn('7f1c2f5e-0000-4000-8000-000000000005'), {
        resourceType: 'MessageHeader', eventCoding: { system: 'https://fhir.nhs.uk/CodeSystem/message-events-bars', code: event }, reason: { coding: [{ system: 'https://fhir.nhs.uk/CodeSystem/message-reason-bars', code: reason }] },
        source: { name: 'Elm Surgery', software: 'Surgery System', endpoint: 'http://fhir.nhs.uk/Id/dos-service-id|2222222222' }, destination: [{ endpoint: 'http://fhir.nhs.uk/Id/dos-service-id|111111111', receiver: { reference: us } }], sender: { reference: surgery },
        focus: [{ reference: urn(referralId) }],
      }),
      entry(urn(referralId), {
        resourceType: 'ServiceRequest', status, intent: 'plan', priority, category: [{ coding: [{ system: 'https://fhir.nhs.uk/CodeSystem/message-category-servicerequest', code: 'referral', display: 'Transfer of Care' }] }],
        subject: { reference: patient }, requester: { reference: doctor }, authoredOn, reasonCode: [{ text }],
      }),
      entry(patient, {
        resourceType: 'Patient', ...(person.nhsNumber === undefined ? {} : { identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: person.nhsNumber }] }), name: [{ use: 'official', family: person.family, given: [person.given] }],
        ...(person.dateOfBirth === undefined ? {} : { birthDate: person.dateOfBirth }), telecom: [{ system: 'phone', value: '07700 900123', use: 'mobile' }], ...(dead ? { deceasedBoolean: true } : {}),
      }),
      entry(doctor, { resourceType: 'Practitioner', name: [{ family: 'Reed', given: ['Dora'] }], telecom: [{ system: 'phone', value: '01632 960002', use: 'work' }] }),
      entry(surgery, { resourceType: 'Organization', name: 'Elm Surgery' }), entry(us, { resourceType: 'Organization', name: 'Front door' }),
      ...(risk === undefined ? [] : [entry(urn('7f1c2f5e-0000-4000-8000-000000000006'), { resourceType: 'Flag', status: 'active', code: { text: risk }, subject: { reference: patient } })]),
    ],
  });
}
