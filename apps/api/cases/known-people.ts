import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { peopleByIds } from '#libs/directory/people.js';
import { pointerOf } from '../http/issues.js';
import { fieldsWrong } from '../http/problem.js';

/** Somebody whom a body names, and where it does. */
export interface Named { path: readonly (string | number)[]; person: string }

/** People whom commands name must be known to the directory, or nobody would be called. */
@Injectable()
export class KnownPeople {
  constructor(private readonly record: DataSource) {}

  /** @throws Problem 422 `unknown-person` with a pointer to each name that the directory does not know */
  async check(named: readonly Named[]): Promise<void> {
    if (named.length === 0) return;
    const known = await peopleByIds(this.record.manager, [...new Set(named.map(({ person }) => person))]);
    const unknown = named.filter(({ person }) => known.get(person)?.active !== true);
    if (unknown.length > 0) throw fieldsWrong(unknown.map(({ path }) => ({ pointer: pointerOf(path), code: 'unknown-person', message: 'is nobody in the directory' })));
  }
}
