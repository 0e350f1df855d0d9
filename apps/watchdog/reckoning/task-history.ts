import type { Instant } from '#libs/domain/clocks.js';
import type { Policy } from '#libs/policies/policy.js';
import { heldAtMost, inHours, ladderOfStep, repeatInstant, rungInstant, type Anchor, type StepLadder } from './ladder-time.js';
import type { HistoryEvent } from './history-event.js';

/** A call that should stand in the record. `since`: from when its absence counts, which is when it fell due or became due by what was then recorded. */
export interface ExpectedCall { level: number; role: string; dueAt: Instant; since: Instant }
/** A call beside the ladder: the owner's when the task opens, a new owner's at a handover, a rung called again. `asked`: the record says so too. */
interface Beside { at: Instant; level: number; role: string; person: string | null; asked: boolean }

/**
 * One open task as its events tell it, in their order: what has been called, what was skipped on the way, what is called next. Built anew from the whole history at every look, so that what is
 * put right in the record is right here too.
 */
export class TaskHistory {
  private steps: StepLadder;
  private ladderName: string;
  private anchor: Anchor = { level: 0, at: 0 };
  private nobody = new Set<number>();
  private reached = 0;
  private repeats = 0;
  private heldUntil: Instant = -Infinity;
  held = false;
  private acknowledgements = 0;
  /** A climb that was acknowledged too often: somebody is called, wherever the ladder stands. */
  private owed: ExpectedCall | null = null;
  private dueAt: Instant;
  private standsAt: Instant;
  /** The last event that moved the climb: what it makes due counts from then. */
  private movedAt: Instant;
  private beside: Beside[] = [];
  private coming: ExpectedCall | null = null;
  /** Rungs of the climb under way, by their sequence. */
  private rungs = new Map<number, number>();
  private readonly skipped = new Map<string, ExpectedCall>();
  private readonly unanswered = new Map<number, { level: number; role: string; at: Instant }>();

  constructor(private policy: Policy, { at, data }: HistoryEvent, readonly step: string) {
    this.ladderName = data.ladder ?? '';
    this.steps = ladderOfStep(policy, step, this.ladderName);
    this.standsAt = instant(data.openedAt);
    this.dueAt = instant(data.dueAt);
    this.movedAt = at;
    this.restart(Math.max(this.dueAt, this.standsAt));
    // "Calls its owner when it opens, unless it is due at that instant anyway."
    const opens = data.calls ? inHours(this.steps.ladder, this.standsAt) : Infinity;
    if (opens < Infinity && inHours(this.steps.ladder, this.anchor.at) > opens) this.beside.push({ at: opens, level: 1, role: data.ownerRole ?? '', person: data.ownerPerson ?? null, asked: false });
  }

  get lastMoved(): Instant { return this.movedAt; }

  /** Takes what happened next to this task. */
  take(event: HistoryEvent): void {
    const { kind, at, data } = event;
    this.coming = null;
    switch (kind) {
      case 'task-reopened':
        Object.assign(this, { standsAt: at, dueAt: instant(data.dueAt), held: false, beside: [] });
        this.steps = ladderOfStep(this.policy, this.step, this.ladderName = data.ladder ?? '');
        return this.begin(at, Math.max(this.dueAt, at));
      case 'task-due-changed':
        this.dueAt = instant(data.dueAt);
        return this.redue(at, data.restart === true);
      case 'task-owner-changed':
        this.beside = [];
        this.steps = ladderOfStep(this.policy, this.step, this.ladderName = data.ladder ?? '');
        return this.begin(at, Math.max(this.dueAt, at));
      case 'ladder-changed':
        this.steps = ladderOfStep(this.policy, this.step, this.ladderName = data.ladder ?? '');
        return this.begin(at, Math.max(this.dueAt, at));
      case 'task-acknowledged':
        this.passedUncalled(at);
        this.acknowledged(at, instant(data.until));
        break;
      case 'task-held':
        this.passedUncalled(at);
        this.held = true;
        break;
      case 'task-released': {
        this.held = false;
        this.heldUntil = Math.max(at, this.heldUntil);
        const from = inHours(this.steps.ladder, at);
        this.beside = this.beside.map((call) => ({ ...call, at: Math.max(call.at, from) }));
        if (this.owed) this.owed = { ...this.owed, since: Math.max(this.owed.since, from) };
        break;
      }
      case 'climbed': if (data.again !== true) this.climbed(at, data.toLevel ?? 0, instant(data.dueAt)); break;
      case 'call-asked': this.asked(data); break;
      case 'rung-reached': this.called(event); break;
      case 'called': this.answered(data); break;
      case 'rung-not-reached': this.notReached(at, data); break;
      default: return;
    }
    this.movedAt = at;
  }

  /** Somebody else owns the role from now on: who was to be called by name no longer is. */
  ownerChanged(role: string, before: string | null): void {
    this.beside = this.beside.filter((call) => call.role !== role || call.person !== before);
  }

  /** The case runs by another policy: what was due by the old intervals is owed by them; the next is one new interval after the last of it. */
  policyMoved(at: Instant, policy: Policy): void {
    const { ladder } = this.steps;
    const last = ladder.rungs.length;
    for (let next = this.held ? null : this.next(at); next && next.since < at; next = this.next(at)) {
      this.skip(next);
      if (this.reached < last) this.reached += 1;
      else this.repeats += 1;
    }
    if (this.reached > 0 && this.reached >= this.anchor.level) {
      const stands = this.reached === last && this.repeats > 0 ? repeatInstant(ladder, this.anchor, this.nobody, this.repeats) : rungInstant(ladder, this.anchor, this.nobody, this.reached);
      Object.assign(this, { anchor: { level: this.reached, at: stands }, nobody: new Set([...this.nobody].filter((level) => level === this.reached)), repeats: 0 });
    }
    this.coming = null;
    this.policy = policy;
    this.steps = ladderOfStep(policy, this.step, this.ladderName);
    this.movedAt = at;
  }

  /** What should have been called by `now` and was not. */
  missing(now: Instant): ExpectedCall[] {
    const found = [...this.skipped.values()];
    if (this.held) return found;
    if (this.owed && this.owed.since <= now) found.push(this.owed);
    for (const { at, level, role } of this.beside) if (at <= now) found.push({ level, role, dueAt: at, since: Math.max(at, this.movedAt) });
    // Asked again and again of the same history: reckoned once.
    this.coming ??= this.next(now);
    if (this.coming && this.coming.since <= now) found.push(this.coming);
    return found;
  }

  /** Rungs that were reached, of which the record does not say yet who answered. */
  withoutAnswer(): { sequence: number; level: number; role: string; at: Instant }[] {
    return [...this.unanswered].map(([sequence, rung]) => ({ sequence, ...rung }));
  }

  /** The next rung in its turn; null: it lies ahead, beyond any doubt. `since` is when it is to be called, acknowledgement and hours considered. */
  private next(now: Instant): ExpectedCall | null {
    if (this.reached === 0 && this.anchor.at > now) return null;
    const { ladder } = this.steps;
    const last = ladder.rungs.length;
    const level = Math.min(this.reached + 1, last);
    const dueAt = this.reached < last ? rungInstant(ladder, this.anchor, this.nobody, level) : repeatInstant(ladder, this.anchor, this.nobody, this.repeats + 1);
    const free = this.heldUntil === -Infinity ? -Infinity : inHours(ladder, this.heldUntil);
    return { level, role: ladder.rungs[level - 1]!.role, dueAt, since: Math.max(dueAt, free, this.movedAt) };
  }

  /** The policy says how often a climb may be acknowledged: from then on nothing holds, whatever the record says, and the next is called in the ladder's hours. */
  private acknowledged(at: Instant, until: Instant): void {
    this.acknowledgements += 1;
    const tooOften = this.acknowledgements >= Number(this.policy.numbers['acknowledgementsBeforeClimb']?.value ?? Infinity);
    this.heldUntil = tooOften ? at : heldAtMost(this.steps, at, until);
    if (!tooOften) return;
    const { ladder } = this.steps;
    const level = Math.min(this.reached + 1, ladder.rungs.length);
    const from = inHours(ladder, at);
    this.owed ??= { level, role: ladder.rungs[level - 1]!.role, dueAt: from, since: from };
  }

  private restart(from: Instant): void {
    Object.assign(this, { owed: null, acknowledgements: 0, anchor: { level: 0, at: from }, nobody: new Set(), reached: 0, repeats: 0, heldUntil: -Infinity, rungs: new Map() });
  }
  /** A climb that begins anew owes nothing of the one before. */
  private begin(at: Instant, from: Instant): void {
    this.skipped.clear();
    this.movedAt = at;
    this.restart(from);
  }
  private redue(at: Instant, anew: boolean): void {
    const from = Math.max(this.dueAt, this.standsAt);
    if (anew) return this.begin(at, from);
    if (this.reached === 0 && this.anchor.level === 0) this.anchor = { level: 0, at: from };
    this.movedAt = at;
  }

  /** Before anything holds a climb back, what was due is called: what is not in the record by then is missing, though the ladder now waits. */
  private passedUncalled(at: Instant): void {
    const next = this.held ? null : this.next(at);
    if (next && next.since < at) this.skip(next);
  }
  private climbed(at: Instant, level: number, to: Instant): void {
    this.passedUncalled(at);
    Object.assign(this, { anchor: { level, at: to }, nobody: new Set(), reached: level - 1, repeats: 0, heldUntil: -Infinity });
  }
  private asked({ dueAt, level = 1, role = '', person = null }: HistoryEvent['data']): void {
    const expected = this.beside.find((call) => !call.asked && call.role === role && call.at === instant(dueAt));
    if (expected) expected.asked = true;
    else this.beside.push({ at: instant(dueAt), level, role, person, asked: true });
  }

  private called({ sequence, at, data }: HistoryEvent): void {
    const { level = 0, role = '' } = data;
    this.unanswered.set(sequence, { level, role, at });
    this.owed = null;
    if (data.extra === true) {
      const index = Math.max(0, this.beside.findIndex((call) => call.level === level && call.role === role));
      this.beside.splice(index, 1);
      // A rung that was called by hand makes up for the call of it that is missing.
      for (const [key, call] of this.skipped) if (call.level === level) this.skipped.delete(key);
      return;
    }
    const dueAt = instant(data.dueAt);
    this.skipped.delete(keyOf({ level, dueAt }));
    this.rungs.set(sequence, level);
    this.below(level);
    if (level <= this.reached && level === this.steps.ladder.rungs.length) this.repeated(dueAt, data.missed ?? 0);
    this.reached = Math.max(this.reached, level);
  }
  /** Rungs between the last one called and this one: passed over. */
  private below(level: number): void {
    for (let rung = this.reached + 1; rung < level; rung += 1) {
      const dueAt = rungInstant(this.steps.ladder, this.anchor, this.nobody, rung);
      this.skip({ level: rung, role: this.steps.ladder.rungs[rung - 1]!.role, dueAt, since: dueAt });
    }
    this.reached = Math.max(this.reached, level - 1);
  }
  /** A repeat of the last rung; those that passed between it and the one before are missing, save for what it counts as missed itself. */
  private repeated(dueAt: Instant, missed: number): void {
    const { ladder } = this.steps;
    const counted = this.repeats + 1 + missed;
    const level = ladder.rungs.length;
    const role = ladder.rungs[level - 1]!.role;
    for (let repeat = counted; ; repeat += 1) {
      const at = repeatInstant(ladder, this.anchor, this.nobody, repeat);
      if (at >= dueAt) {
        this.repeats = at === dueAt ? repeat : counted;
        return;
      }
      const passed = repeatInstant(ladder, this.anchor, this.nobody, repeat - missed);
      this.skip({ level, role, dueAt: passed, since: passed });
    }
  }
  private skip(call: ExpectedCall): void {
    const key = keyOf(call);
    if (!this.skipped.has(key)) this.skipped.set(key, call);
  }

  private answered({ rung = 0, person = null }: HistoryEvent['data']): void {
    this.unanswered.delete(rung);
    const level = this.rungs.get(rung);
    if (level === undefined || person !== null) return;
    // The last rung still waits for its repeat, and below one that somebody climbed to nothing moves.
    if (level >= Math.max(this.anchor.level, 1) && level < this.steps.ladder.rungs.length) this.nobody.add(level);
  }

  /** Nobody was reached by the call, so from then on its rung is empty: the next is due at that instant. What is not the highest rung of this climb, or is the last, changes nothing. */
  private notReached(at: Instant, { rung = 0 }: HistoryEvent['data']): void {
    const { ladder } = this.steps;
    const level = this.rungs.get(rung);
    if (level === undefined || level !== this.reached || level < this.anchor.level || level >= ladder.rungs.length) return;
    this.anchor = { level: level + 1, at: Math.min(rungInstant(ladder, this.anchor, this.nobody, level + 1), inHours(ladder, at)) };
    this.nobody = new Set();
  }
}

const keyOf = ({ level, dueAt }: { level: number; dueAt: Instant }): string => `${level} ${dueAt}`;
function instant(text: string | undefined): Instant {
  const at = Date.parse(text ?? '');
  if (Number.isNaN(at)) throw new RangeError('an event names no instant where one belongs');
  return at;
}
