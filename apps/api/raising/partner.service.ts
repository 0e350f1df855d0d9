import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DataSource, type EntityManager } from 'typeorm';
import type { JsonObject } from '#libs/contracts/events.js';
import { openRaisingLink, type RaisingLink } from '#libs/notices/raising-links.js';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { answersByLink, keepRaising } from '#libs/raising/answers.js';
import { raise } from '#libs/raising/raise.js';
import { claimCommand, finishCommand, forgetCommand } from '#libs/records/commands.js';
import { ShownPeople } from '#libs/records/queries/shown-people.js';
import { caseFacts, type CaseFacts } from '#libs/records/stored.js';
import { firstRow } from '#libs/records/transaction.js';
import { rowFor } from '../commands/keys.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';
import { notThere, Problem } from '../http/problem.js';
import { RateLimit } from '../http/rate-limit.js';

/** A link that is passed on, or a page that a child plays with, calls nobody a hundred times. */
const RAISED = { perSecond: 1 / 120, burst: 5 };
/** Nobody finds a link by trying. */
const TRIED = { perSecond: 1, burst: 20 };

/** What a partner without an account may do by a link: raise it of the one person, and read what became of that. */
@Injectable()
export class PartnerService {
  private readonly raisings = new RateLimit(RAISED);
  private readonly tries = new RateLimit(TRIED);
  constructor(private readonly record: DataSource, @Inject(CASE_CLIENT) private readonly cases: CaseClient, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  /** @throws Problem 400, 409, 422, 429, 503; LinkRefused 404, 410 */
  async raise(request: Request, { token, ...script }: { token: string } & JsonObject): Promise<{ raisedAt: string }> {
    const link = await this.open(request, token);
    const row = rowFor(request, JSON.stringify(['raising-link', link.id]), 'raise-step-up', script);
    const began = Date.now();
    const claim = await claimCommand(this.record.manager, row);
    if (claim.state === 'reused') throw new Problem(422, 'idempotency-key-reused', 'This Idempotency-Key was used with another body.');
    if (claim.state === 'done' && claim.command.response !== null) return claim.command.response as { raisedAt: string };
    if (claim.state === 'new') await this.notTooOften(link, row.updateId);
    const raisedAt = claim.command.createdAt.toISOString();
    const raised = await raise({ record: this.record, cases: this.cases }, {
      on: await this.factsOf(link), script, by: { link: link.id, name: link.name, organisation: link.organisation }, actor: { system: 'partner' }, updateId: row.updateId, receivedAt: raisedAt, answerBy: began + this.settings.commandWaitMs,
    });
    return this.record.transaction(async (manager) => {
      await keepRaising(manager, { updateId: row.updateId, linkId: link.id, caseId: raised.caseId, sequence: raised.sequence, raisedAt });
      return (await finishCommand(manager, row.updateId, { httpStatus: 201, response: { raisedAt }, caseId: raised.caseId })).response as { raisedAt: string };
    });
  }

  /** All that the page shows: whom it goes to, what the person is called here, and what became of what was raised. */
  async look(request: Request, token: string) {
    const link = await this.open(request, token);
    const { manager } = this.record;
    const facts = await this.factsOf(link);
    const latest = await this.latestOf(manager, link) ?? facts;
    const people = await ShownPeople.of(manager, [latest.owners?.clinicalLead ?? null], [latest.organisation]);
    const { name, organisation, knownAs } = link;
    return { name, organisation, knownAs, goesTo: people.personOrNull(latest.owners?.clinicalLead ?? null)?.name ?? '', ofOrganisation: people.organisation(latest.organisation).name, raised: await answersByLink(manager, link.id) };
  }

  private async latestOf(manager: EntityManager, link: RaisingLink): Promise<CaseFacts | null> {
    const raised = await firstRow<{ case_id: string }>(manager, 'select case_id from raisings where link_id = $1 order by raised_at desc, update_id limit 1', [link.id]);
    return raised && caseFacts(manager, raised.case_id);
  }

  private async factsOf({ caseId }: RaisingLink): Promise<CaseFacts> {
    return await caseFacts(this.record.manager, caseId) ?? (() => { throw notThere(); })();
  }

  /** A token that is none of ours counts against whoever tried it. */
  private async open(request: Request, token: string): Promise<RaisingLink> {
    try {
      return await openRaisingLink(this.record.manager, this.settings.keys, token);
    } catch (error) {
      const wait = this.tries.take(request.ip ?? '', Date.now());
      if (wait > 0) throw new Problem(429, 'too-many-requests', { detail: 'Too many requests at once; wait a little.', retryAfter: wait });
      throw error;
    }
  }

  private async notTooOften(link: RaisingLink, updateId: string): Promise<void> {
    const wait = this.raisings.take(link.id, Date.now());
    if (wait === 0) return;
    await forgetCommand(this.record.manager, updateId);
    throw new Problem(429, 'too-many-requests', { detail: 'It was raised several times just now, and each time it was passed on. If somebody is in danger, call 999.', retryAfter: wait });
  }
}
