import { dataFolder } from '#apps/local/data-folder.js';
import { localToken } from '#apps/local/issuer.js';
import { parseEnvironment } from '#libs/config/environment.js';
import { demonstrate } from './demonstrate.js';

/** `npm run -s demo`: fills the instance that runs on PORT with the data of HANDRAIL_DATA. */
const { PORT, HANDRAIL_DATA, OIDC_AUDIENCE } = parseEnvironment('settings', { PORT: process.env['PORT'], HANDRAIL_DATA: process.env['HANDRAIL_DATA'], OIDC_AUDIENCE: process.env['OIDC_AUDIENCE'] });
const url = `http://127.0.0.1:${PORT}`;
try {
  const { path } = dataFolder(HANDRAIL_DATA);
  await demonstrate({ url, tokenOf: (who) => localToken(path, who, OIDC_AUDIENCE), now: Date.now(), say: (line) => console.log(line) });
} catch (error) {
  // fetch says so of a connection that was refused.
  const nobody = error instanceof TypeError && error.cause instanceof Error;
  console.error(nobody ? `Nothing answers at ${url}. Start it first (npm start), or set PORT.` : error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
