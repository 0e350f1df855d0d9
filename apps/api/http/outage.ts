import { IssuerUnavailable } from '#libs/security/tokens.js';

/** SQLSTATE classes and codes that say that the database is away, closing, full, tired of a transaction that stood still, or refuses our role: all pass. */
const SQLSTATE = /^(08|53|57P|58|28|25006|25P0[34]|40001|40P01|55P03|57014|3D000)/;
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOENT']);
const SAID = /permission denied for database|timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end|not queryable|Driver not Connected|connection is insecure|DataSource is not initialized|cached plan must not change result type/i;

/** Is this error the database (or the issuer) being away, so that the same request may work later? */
export function outage(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause ?? ('driverError' in cause ? cause.driverError : undefined), depth += 1) {
    if (cause instanceof IssuerUnavailable) return true;
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    if (NETWORK.has(code) || SAID.test(cause.message) || (/^[0-9A-Z]{5}$/.test(code) && SQLSTATE.test(code))) return true;
    if (cause instanceof AggregateError && cause.errors.some((each) => outage(each))) return true;
  }
  return false;
}
