import type { Finding, Kind, Looked } from '../alarms/finding.js';

/** Remembers since when a part does not answer: one unheard knock, or a restart, is no trouble yet, nor is it the end of trouble that stands. */
export class PartWatch {
  private awaySince: number | null = null;

  constructor(private readonly kind: Kind, private readonly says: string, private readonly patienceMs: number) {}

  take(answers: boolean, now: number): Looked {
    this.awaySince = answers ? null : this.awaySince ?? now;
    const { kind, says, awaySince } = this;
    const found: Finding[] = awaySince === null ? [] : [{ kind, subject: '', says, since: awaySince }];
    return awaySince !== null && now - awaySince >= this.patienceMs ? { kinds: [kind], findings: found } : { kinds: [kind], findings: [], early: found };
  }
}
