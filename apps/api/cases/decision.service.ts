import { Injectable } from '@nestjs/common';
import type { JsonObject } from '#libs/contracts/events.js';
import { actionOwners, decisionIssues, decisionRequest, instantsPast } from '#libs/contracts/http/decision.js';
import type { Target, Work } from '../commands/opened.js';
import { fieldErrors, pointerOf } from '../http/issues.js';
import { fieldsWrong } from '../http/problem.js';
import { KnownPeople } from './known-people.js';

/** Reads a decision and holds it against everything that can be known before the case is asked, so that whoever mends it hears of every gap at once. */
@Injectable()
export class DecisionService {
  constructor(private readonly people: KnownPeople) {}

  /** @throws Problem 422 with a pointer to each gap: of shape, of completeness, owners who are nobody or may own nothing, instants that are past on the case's clock */
  async read({ case: of }: Target, body: unknown): Promise<Work> {
    const issues = decisionIssues(body);
    const past = instantsPast(body, Date.now() + of.clockOffsetMs).map((path) => ({ pointer: pointerOf(path), code: 'in-the-past', message: 'must be a time to come' }));
    const gaps = [...fieldErrors(issues), ...await this.people.wrong(actionOwners(body)), ...past];
    if (gaps.length > 0) throw fieldsWrong(gaps, { ofShape: issues.length > 0 });
    const { taskId, ...decision } = decisionRequest.parse(body);
    return { type: 'decide', ...(taskId === undefined ? {} : { taskId }), decision: decision as JsonObject & { kind: string; outcome: string } };
  }
}
