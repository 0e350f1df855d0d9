import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import { evidenceOf } from '#libs/contracts/http/evidence.js';
import { contractOf } from '#libs/contracts/http/pathways/all.js';
import { personById } from '#libs/directory/people.js';
import { draft } from '#libs/policy-releases/drafts.js';
import { policyInForce } from '#libs/policy-releases/in-force.js';
import type { TaskFacts } from '#libs/records/stored.js';
import { KnownPeople } from '../cases/known-people.js';
import type { Work } from '../commands/opened.js';
import type { Caller } from '../http/request.js';
import { fieldErrors, pointerOf } from '../http/issues.js';
import { fieldsWrong, type FieldError } from '../http/problem.js';
import { parsed } from '../http/schema.pipe.js';

/** Reads the evidence that completes a task, and holds it against what can be known before the case is asked: its step's schema, and whom it names. */
@Injectable()
export class CompletionService {
  constructor(private readonly record: DataSource, private readonly people: KnownPeople) {}

  /** @throws Problem 422 with pointers below /evidence: of shape, and for owners who are nobody or may own nothing */
  async read(of: TaskFacts, given: unknown, { person }: Caller): Promise<Work> {
    const { pathway } = of.case;
    const schema = evidenceOf(pathway, of.step);
    if (!schema) throw new Error(`no evidence is known for ${pathway} ${of.step}`);
    const evidence = parsed<JsonObject>(schema, given, ['evidence']);
    const owners = contractOf(pathway)?.owners?.(of.step, evidence) ?? [];
    await this.people.check(owners.map(({ path, person: owner }) => ({ path: ['evidence', ...path], person: owner })));
    await this.checkDrafts(of, evidence);
    await this.checkBeginnings({ pathway, step: of.step, organisation: of.case.organisation, now: Date.now() + of.case.clockOffsetMs }, evidence);
    return { type: 'complete', taskId: of.taskId, evidence, doer: [person.id, person.name, ...await this.owner(of, evidence)] };
  }

  /** A draft that is named must be there: a theme is not decided by a change that nobody has written. */
  private async checkDrafts({ step, case: { pathway, organisation } }: TaskFacts, evidence: JsonObject): Promise<void> {
    const gaps: FieldError[] = [];
    for (const { path, draft: named } of contractOf(pathway)?.drafts?.(step, evidence) ?? []) {
      if (!(await draft(this.record.manager, named, [organisation]))) gaps.push({ pointer: pointerOf(['evidence', ...path].map(String)), code: 'unknown-draft', message: 'is no draft of a policy of this organisation' });
    }
    if (gaps.length > 0) throw fieldsWrong(gaps);
  }

  /** Cases that this evidence begins would be refused for what does not fit: said now, to whoever can mend it. */
  private async checkBeginnings({ pathway, step, organisation, now }: { pathway: string; step: string; organisation: string; now: number }, evidence: JsonObject): Promise<void> {
    const gaps: FieldError[] = [];
    for (const { path, pathway: begun, details } of contractOf(pathway)?.begins?.(step, evidence) ?? []) {
      const contract = contractOf(begun);
      if (!contract?.details) continue;
      const above = ['evidence', ...path].map(String);
      const read = contract.details.safeParse(details, { reportInput: true });
      if (!read.success) { gaps.push(...fieldErrors(read.error.issues, above)); continue; }
      const policy = (await policyInForce(this.record.manager, begun, organisation))?.policy;
      gaps.push(...(contract.atStart?.(read.data, now, (name) => policy?.numbers[name]?.value) ?? []).map((gap) => ({ ...gap, pointer: gap.pointer.replace('/details', pointerOf(above)) })));
    }
    if (gaps.length > 0) throw fieldsWrong(gaps);
  }

  /** By which name the task's owner is known: asked only where the evidence says who checked it, for who owns it and who did it may not check it. */
  private async owner({ ownerPerson }: TaskFacts, { checkedBy }: JsonObject): Promise<string[]> {
    const owner = ownerPerson === null || checkedBy === undefined ? null : await personById(this.record.manager, ownerPerson);
    return owner ? [owner.name] : [];
  }
}
