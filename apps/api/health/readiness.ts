import { connect } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { CaseClient } from '#libs/pathway/temporal/case-client.js';
import { lostEndpoints } from '#libs/notices/webhooks/views.js';
import { somebodyOnDuty } from '#libs/directory/who-answers.js';
import { recordReady } from '#libs/records/database.js';
import { lastBeats } from '#libs/records/heartbeats.js';
import { API_SETTINGS, CASE_CLIENT, type ApiSettings } from '../commands/settings.js';

const PATIENCE_MS = 2_000;
/** A worker that has not been heard of for so long is not there. */
const SILENT_AFTER_MS = 20_000;

export interface State { ready: boolean; parts: Record<string, string> }

const word = (up: boolean): string => (up ? 'up' : 'down');

async function within(check: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), PATIENCE_MS); });
  try {
    return await Promise.race([check.catch(() => false), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** Does a server take connections there? */
function listens(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (protocol === 'smtps:' ? 465 : 25), timeout: PATIENCE_MS });
    const answer = (up: boolean) => () => { socket.destroy(); resolve(up); };
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false));
  });
}

/** Does the watchdog's own loop turn? */
async function turns(watchdogUrl: string): Promise<boolean> {
  const answer = await fetch(new URL('/heartbeat', watchdogUrl), { signal: AbortSignal.timeout(PATIENCE_MS) });
  await answer.body?.cancel();
  return answer.ok;
}

/** Looks at every part that the API stands on. Mail being away makes nothing unready: ladders climb without it, and it is made up for; nor does the watchdog, which others must watch, save on one machine, where all of it is ours. */
@Injectable()
export class Readiness {
  constructor(private readonly record: DataSource, @Inject(CASE_CLIENT) private readonly cases: CaseClient, @Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  async state(): Promise<State> {
    const { local, smtpUrl, watchdogUrl, issuerAnswers } = this.settings;
    const [database, duty, temporal, beats, webhooks, mail, watchdog, issuer] = await Promise.all([
      within(recordReady(this.record)), within(somebodyOnDuty(this.record.manager, new Date())), within(this.cases.running('no-such-case', false).then(() => true)), this.workers(), within(lostEndpoints(this.record.manager).then((lost) => lost === 0)),
      smtpUrl === undefined ? undefined : within(listens(smtpUrl)), watchdogUrl === undefined ? undefined : within(turns(watchdogUrl)), issuerAnswers === undefined ? undefined : within(issuerAnswers()),
    ]);
    const parts = {
      database: word(database), temporal: word(temporal), worker: word(beats.has('live')), rehearsals: word(beats.has('rehearsal')),
      // Other systems that took nothing any more were switched off: whoever runs this is to know, and nothing of ours is unready.
      webhooks: database ? (webhooks ? 'up' : 'switched-off') : 'unknown', mail: mail === undefined ? 'unknown' : word(mail), watchdog: watchdog === undefined ? 'unknown' : word(watchdog), issuer: issuer === undefined ? 'unknown' : word(issuer), duty: duty ? 'held' : database ? 'nobody' : 'unknown',
    };
    const needed = [database, temporal, beats.has('live'), ...(local ? [beats.has('rehearsal'), issuer !== false, watchdog !== false] : [])];
    return { ready: needed.every(Boolean), parts };
  }

  /** Kinds of worker that were heard of lately. */
  private async workers(): Promise<Set<string>> {
    const heard = new Set<string>();
    await within(lastBeats(this.record.manager).then((beats) => {
      for (const { kind, at } of beats) if (at.getTime() > Date.now() - SILENT_AFTER_MS) heard.add(kind);
      return true;
    }));
    return heard;
  }
}
