import type { Instant } from '#libs/domain/local-time.js';

/**
 * What would go wrong. `nobody-answers`: a rung that calls nobody, while its ladder calls (`owner`: of cases that name them). `no-verified-method`: somebody who would be called and cannot be reached.
 * `one-holder`: nobody is there should they be away. `calendar-ends`: a rota, or a ladder of working days, reaches past the table of bank holidays. `leave-without-cover`: somebody whom cases name, or who holds such a role, will be away.
 */
export type Hole =
  | ({ kind: 'nobody-answers'; organisation: string; role: string; owner: string | null; cases: number; pathways: readonly string[]; why: string } & When)
  | ({ kind: 'no-verified-method'; organisation: string; role: string; person: string } & When)
  | { kind: 'one-holder'; organisation: string; role: string; person: string; pathways: readonly string[] }
  | { kind: 'calendar-ends'; organisation: string; role: string; why: string }
  | ({ kind: 'leave-without-cover'; organisation: string; role: string; person: string } & When);
export interface When { from: Instant; until: Instant }
