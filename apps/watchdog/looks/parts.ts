import type { Finding, Kind, Looked } from '../alarms/finding.js';
import { ripe } from './patience.js';

/** Remembers since when a part does not answer: one unheard knock, or a restart, is no trouble yet. */
export class PartWatch {
  private awaySince: number | null = null;

  constructor(private readonly kind: Kind, private readonly says: string, private readonly patienceMs: number) {}

  take(answers: boolean, now: number): Looked {
    this.awaySince = answers ? null : this.awaySince ?? now;
    const { kind, says, awaySince } = this;
    const findings: Finding[] = awaySince !== null && ripe(now, awaySince, awaySince, this.patienceMs) ? [{ kind, subject: '', says, since: awaySince }] : [];
    return { kinds: [kind], findings };
  }
}
