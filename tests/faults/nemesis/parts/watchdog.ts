import { throughLinks } from '../links.js';
import { startReleased } from '../releases.js';

throughLinks('watchdog');
await startReleased('watchdog');
