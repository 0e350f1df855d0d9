import { parseArgs } from 'node:util';
import { parseEnvironment } from '#libs/config/environment.js';
import { dataFolder, makeDataFolder } from './data-folder.js';
import { localDeputies, localPeople, localToken, type LocalPerson } from './issuer.js';

/** `npm run -s token -- WHO` prints a bearer token of the local issuer, good for 12 h and across restarts. */
const { positionals: [who] } = parseArgs({ allowPositionals: true });
const everybody: readonly string[] = [...localPeople, ...localDeputies];
const isLocal = (name: string | undefined): name is LocalPerson => everybody.some((person) => person === name);
if (!isLocal(who)) {
  console.error(`Say for whom: npm run -s token -- ${everybody.join(' | ')}`);
  process.exit(2);
}
const { HANDRAIL_DATA, OIDC_AUDIENCE } = parseEnvironment('settings', { HANDRAIL_DATA: process.env['HANDRAIL_DATA'], OIDC_AUDIENCE: process.env['OIDC_AUDIENCE'] });
const { path } = dataFolder(HANDRAIL_DATA);
makeDataFolder(path);
console.log(await localToken(path, who, OIDC_AUDIENCE));
