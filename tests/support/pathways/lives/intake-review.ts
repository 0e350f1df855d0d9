import { anyWeek, pick, type PathwayLife } from './life.js';
import { reviewStart } from '../simulation.js';

export const intakeReviewLife: PathwayLife = {
  pathway: 'intake-review', runs: 300, calls: 0.01, beginning: anyWeek.map((at) => ({ at, details: {} })), start: () => reviewStart(), rest: 0,
  kinds: ['clinical-deterioration', 'readmission'],
  evidence: (_simulation, step, { choice }) => (step === 'message-review' ? { resolution: pick(['entered-by-hand', 'reprocessed', 'not-relevant'], choice), note: 'n' } : undefined),
  decision: (_step, choice) => ({ kind: 'declined-decision', outcome: pick(['accept', 'offer-again'], choice), more: {} }),
  reaches: ['entered-by-hand', 'reprocessed', 'not-relevant', 'climbed'],
};
