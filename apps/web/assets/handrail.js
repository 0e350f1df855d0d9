import { initAll } from './nhsuk-frontend.min.js';
import './sending.js';

initAll();
// Whoever sent a form that was not taken begins at what is wrong with it.
document.querySelector('.app-refused')?.focus();
