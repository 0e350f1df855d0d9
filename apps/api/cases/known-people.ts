import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { peopleByIds, rolesHeld } from '#libs/directory/people.js';
import { withoutIdentity } from '#libs/security/permissions.js';
import { pointerOf } from '../http/issues.js';
import { fieldsWrong, type FieldError } from '../http/problem.js';

/** Somebody whom a body names, and where it does. */
export interface Named { path: readonly (string | number)[]; person: string }

/** People to whom commands give something must be known to the directory, or nobody would be called, and may not be auditors and nothing else, who change nothing. */
@Injectable()
export class KnownPeople {
  constructor(private readonly record: DataSource) {}

  /** @throws Problem 422 `unknown-person`, `cannot-own` with a pointer to each name that will not do */
  async check(named: readonly Named[]): Promise<void> {
    const wrong = await this.wrong(named);
    if (wrong.length > 0) throw fieldsWrong(wrong);
  }

  /** What is wrong with those whom a body names. */
  async wrong(named: readonly Named[]): Promise<FieldError[]> {
    if (named.length === 0) return [];
    const known = await peopleByIds(this.record.manager, named.map(({ person }) => person));
    const roles = await rolesHeld(this.record.manager, [...known.keys()]);
    return named.flatMap(({ path, person: id }): FieldError[] => {
      if (known.get(id)?.active !== true) return [{ pointer: pointerOf(path), code: 'unknown-person', message: 'is nobody in the directory' }];
      return withoutIdentity({ id, roles: roles.get(id) ?? [] }) ? [{ pointer: pointerOf(path), code: 'cannot-own', message: 'is an auditor, who reads and changes nothing' }] : [];
    });
  }
}
