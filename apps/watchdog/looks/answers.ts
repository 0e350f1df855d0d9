import { connect } from 'node:http2';

/** Does a part answer? Asked as anybody could: no client library of theirs is in here. Never throws, never longer than `withinMs`. */

const HEALTH = '/grpc.health.v1.Health/Check';
const FRONTEND = 'temporal.api.workflowservice.v1.WorkflowService';
const NOT_SERVING = 2;

/** A length-prefixed message with one text in field 1: all that the standard health question of gRPC holds. */
function healthQuestion(service: string): Buffer {
  const name = Buffer.from(service);
  const message = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
  return Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
}

/**
 * Temporal's own health, over plain HTTP/2. A stopped process still has its port open (the kernel accepts for it), so an answer is asked for; any answer but 'not serving' is one.
 */
export function temporalAnswers(address: string, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const done = (answered: boolean): void => { clearTimeout(timer); session.destroy(); resolve(answered); };
    const timer = setTimeout(() => done(false), withinMs);
    session.on('error', () => done(false));
    session.on('close', () => done(false));
    const stream = session.request({ ':method': 'POST', ':path': HEALTH, 'content-type': 'application/grpc', te: 'trailers' });
    const parts: Buffer[] = [];
    stream.on('error', () => done(false));
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('response', (headers) => { if (headers[':status'] !== 200) done(false); });
    stream.on('end', () => {
      // Field 1 of the answer is its status; left out it is 'unknown'.
      const answer = Buffer.concat(parts);
      done(!(answer[5] === 0x08 && answer[6] === NOT_SERVING));
    });
    stream.end(healthQuestion(FRONTEND));
  });
}

/** The API's liveness: it answers, whatever it says of its other parts. */
export async function apiAnswers(url: string, withinMs: number): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/healthz/live', url), { signal: AbortSignal.timeout(withinMs) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
