import { createServer, type Server } from 'node:http';

/** How the watchdog itself does: when its last turn ended, what stands, and what it could not tell anybody yet. */
export interface Pulse { lastTurn: number | null; standing: number; untold: number }

/** `GET /heartbeat`: 200 while the loop turns, else 503. For an outside monitor: who watches the watchdog. Says nothing of cases. */
export function heartbeatServer(pulse: () => Pulse, silentMs: number): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
    };
    if (request.method !== 'GET' || new URL(request.url ?? '/', 'http://watchdog').pathname !== '/heartbeat') return answer(404, { detail: 'only GET /heartbeat' });
    const { lastTurn, standing, untold } = pulse();
    const alive = lastTurn !== null && Date.now() - lastTurn <= silentMs;
    return answer(alive ? 200 : 503, { alive, lastTurn: lastTurn === null ? null : new Date(lastTurn).toISOString(), alarms: standing, untold });
  });
}
