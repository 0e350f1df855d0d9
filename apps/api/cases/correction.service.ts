import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { patientRequest } from '#libs/contracts/http/cases.js';
import { correctedPatient } from '#libs/records/patients.js';
import type { Target, Work } from '../commands/opened.js';
import { fieldsWrong, Problem } from '../http/problem.js';

/** Corrects who a case is about; what was written before stays in the events. */
@Injectable()
export class CorrectionService {
  constructor(private readonly record: DataSource) {}

  /** @throws Problem 409 `identity-mismatch`, `no-patient`; 422 where too little would be left */
  async correct({ case: { patient, rehearsal } }: Target, { reason, ...corrected }: z.output<typeof patientRequest>): Promise<Work> {
    if (!patient) throw new Problem(409, 'no-patient', 'This case is about no patient.');
    const found = await correctedPatient(this.record.manager, patient, corrected, { rehearsal });
    if (found.ok) return { type: 'patient', patient: found.patient, before: patient, reason };
    if (found.code === 'identity-mismatch') throw new Problem(409, 'identity-mismatch', 'This NHS number is known with another date of birth. Check both.');
    throw fieldsWrong(found.missing.map((field) => ({ pointer: `/${field}`, code: 'required', message: 'must be given' })));
  }
}
