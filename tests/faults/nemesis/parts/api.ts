import { throughLinks } from '../links.js';
import { startReleased } from '../releases.js';

throughLinks('api');
await startReleased('api');
