import { throughLinks } from '../links.js';
import { startReleased } from '../releases.js';

throughLinks(`worker-${process.env['WORKER_KIND'] ?? 'live'}`);
await startReleased('worker');
