import type { CaseEvent, EventData } from '#libs/contracts/events.js';
import type { Policy, PolicyLadder } from '#libs/policies/policy.js';
import { naiveAfter, naiveLength } from '#tests/support/pathways/naive-ladder.js';

const instant = (text: string): number => Date.parse(text);

/** What is owed about one task: until when, by whom, and who is called about it next. One call after another, as 'How a ladder climbs' says it; luxon knows the time. */
export class Owed {
  readonly step: string;
  open = true;
  role: string;
  person: string | null;
  dueAt: number;
  private standsAt: number;
  private ladder: PolicyLadder;
  /** Rung `level` is due at `at`; 0 is where the ladder begins. */
  private anchor = { level: 0, at: 0 };
  private nobody = new Set<number>();
  private reached = 0;
  private repeats = 0;
  /** The last repeat that was called, from which the next is reckoned. */
  private repeated: { at: number; times: number } | null = null;
  private escalation: string | null = null;
  private acknowledgedUntil: number | null = null;
  /** Nothing is called before this, and then in the ladder's hours. */
  private heldUntil: number | null = null;
  private held = false;
  /** Rungs that were called beside the ladder, by their events. */
  private readonly extras = new Set<number>();
  private beside: { at: number; role: string; person: string | null }[] = [];
  /** Reckoned once as long as nothing happens to the climb. */
  private next: number | null | undefined;

  constructor(private readonly policy: Policy, { step, owner, dueAt, openedAt, ladder }: EventData['task-opened']) {
    this.step = step;
    this.role = owner.role;
    this.person = owner.person;
    this.dueAt = instant(dueAt);
    this.standsAt = instant(openedAt);
    this.ladder = this.ladderNamed(ladder);
    this.begin(Math.max(this.dueAt, this.standsAt));
  }

  /** When the ladder calls next; null: it is held. */
  nextCall(): number | null {
    if (this.held) return null;
    this.next ??= Math.max(this.callDue(0), this.heldUntil === null ? 0 : this.opening(this.heldUntil));
    return this.next;
  }
  /** When somebody is called beside the ladder; null: nobody is, or not now. */
  nextBeside(): number | null { return this.held ? null : this.beside[0]?.at ?? null; }

  /** Somebody is called now. Answers what of that is wrong. */
  called({ level, role, person, dueAt, missed = 0, extra, escalationId }: EventData['rung-reached'], sequence: number, at: number): string[] {
    const faults: string[] = [];
    if (!this.open) faults.push('calls, and has ended');
    if (instant(dueAt) > at) faults.push('calls before its time');
    if (this.held) faults.push('calls while calls are held');
    if (extra) {
      this.extras.add(sequence);
      const asked = this.beside.shift();
      if (asked?.at !== instant(dueAt) || asked.role !== role) faults.push(`calls ${role} beside its ladder at ${dueAt}, which nobody asked`);
    } else {
      const due = this.callDue(missed);
      const expected = Math.min(this.reached + 1, this.ladder.rungs.length);
      if (level !== expected || instant(dueAt) !== due) faults.push(`calls level ${level} at ${dueAt}, by its ladder level ${expected} at ${new Date(due).toISOString()}`);
      if (role !== this.ladder.rungs[level - 1]?.role) faults.push(`calls the ${role} as level ${level}`);
      if (person !== (role === this.role ? this.person : null)) faults.push(`calls ${person} for the ${role}`);
      if (this.heldUntil !== null && at < this.opening(this.heldUntil)) faults.push('calls while an acknowledgement holds it');
      const again = this.reached === this.ladder.rungs.length;
      this.repeats += (again ? 1 : 0) + missed;
      if (again) this.repeated = { at: due, times: this.repeats };
      this.reached = expected;
    }
    this.escalation ??= escalationId;
    this.next = undefined;
    return faults;
  }

  /** Anything else that happens to it, at that instant. */
  take(event: CaseEvent, at: number): void {
    this.next = undefined;
    switch (event.kind) {
      case 'task-completed': case 'task-unmet': case 'task-ended': Object.assign(this, { open: false, held: false, beside: [], acknowledgedUntil: null }); break;
      case 'task-reopened':
        Object.assign(this, { open: true, dueAt: instant(event.data.dueAt), standsAt: at, ladder: this.ladderNamed(event.data.ladder) });
        this.begin(Math.max(this.dueAt, at));
        break;
      case 'task-due-changed': {
        this.dueAt = instant(event.data.dueAt);
        const from = Math.max(this.dueAt, this.standsAt);
        if (event.data.restart) this.begin(from);
        else if (this.reached === 0 && this.anchor.level === 0) this.anchor = { level: 0, at: from };
        break;
      }
      case 'task-owner-changed':
        Object.assign(this, { role: event.data.role, person: null, beside: [], ladder: this.ladderNamed(event.data.ladder) });
        this.begin(Math.max(this.dueAt, at));
        break;
      case 'ladder-changed': this.ladder = this.ladderNamed(event.data.ladder); this.begin(Math.max(this.dueAt, at)); break;
      case 'task-assigned': this.person = event.data.person; break;
      case 'task-acknowledged': this.heldUntil = instant(event.data.until); this.acknowledgedUntil = event.data.climbs ? null : this.heldUntil; break;
      case 'acknowledgement-ended': this.acknowledgedUntil = null; break;
      case 'task-held': this.held = true; break;
      case 'task-released': {
        this.held = false;
        this.heldUntil = Math.max(at, this.acknowledgedUntil ?? at);
        this.beside = this.beside.map((each) => ({ ...each, at: Math.max(each.at, this.opening(at)) }));
        break;
      }
      case 'call-asked': {
        const { role, person } = event.data;
        this.beside = [...this.beside, { at: instant(event.data.at), role, person }].toSorted((a, b) => a.at - b.at);
        break;
      }
      case 'climbed':
        if (event.data.again) break;
        Object.assign(this, { anchor: { level: event.data.toLevel, at: instant(event.data.at) }, nobody: new Set(), reached: event.data.toLevel - 1, repeats: 0, repeated: null, acknowledgedUntil: null, heldUntil: null });
        break;
      case 'called': if (event.data.person === null && this.counts(event.data.escalationId, event.data.level) && !this.extras.has(event.data.rung)) { this.nobody.add(event.data.level); this.repeated = null; } break;
      case 'rung-not-reached': {
        const { level, extra, escalationId } = event.data;
        if (extra || !this.counts(escalationId, level) || level !== this.reached) break;
        this.anchor = { level: level + 1, at: Math.min(this.due(level + 1), this.opening(at)) };
        this.nobody.clear();
        this.repeated = null;
      }
    }
  }
  ownerChanged(role: string, before: string): void {
    if (!this.open || this.role !== role) return;
    if (this.person === before) this.person = null;
    this.beside = this.beside.filter((call) => call.role !== role || call.person !== before);
  }

  private begin(at: number): void {
    Object.assign(this, { anchor: { level: 0, at }, nobody: new Set(), reached: 0, repeats: 0, repeated: null, escalation: null, acknowledgedUntil: null, heldUntil: null });
  }
  private ladderNamed(name: string): PolicyLadder {
    const { ladder, variants = [] } = this.policy.steps[this.step]!;
    return variants.find(({ when }) => when === name)?.ladder ?? ladder;
  }
  private opening(at: number): number { return naiveAfter(this.ladder.clock, at, 0); }
  /** A rung of the climb that is under way, above which there is another. */
  private counts(escalationId: string, level: number): boolean {
    return this.escalation === escalationId && level >= Math.max(this.anchor.level, 1) && level <= this.reached && level < this.ladder.rungs.length;
  }
  /** When the next call is due by itself, after so many repeats that an outage swallowed. */
  private callDue(missed: number): number {
    const { clock, rungs } = this.ladder;
    if (this.reached < rungs.length) return this.due(this.reached + 1);
    const { at, times } = this.repeated ?? { at: this.due(rungs.length), times: 0 };
    return naiveAfter(clock, at, (this.repeats + 1 + missed - times) * naiveLength(clock, rungs.at(-1)!.repeats!));
  }
  /** When a rung is due: each after the one below it, at once where nobody held that. */
  private due(level: number): number {
    const { clock, rungs } = this.ladder;
    let { at } = this.anchor;
    for (let rung = this.anchor.level + 1; rung <= level; rung += 1) if (!this.nobody.has(rung - 1)) at = naiveAfter(clock, at, naiveLength(clock, rungs[rung - 1]!.within));
    return at;
  }
}
