import { setTimeout as pause } from 'node:timers/promises';
import type { LocalPerson } from '#apps/local/issuer.js';
import type { JsonObject } from '#libs/contracts/events.js';
import type { CaseView, TaskView } from '#libs/contracts/views.js';
import { owners, somebody } from '#tests/support/http/client.js';
import { completionOf, lifeOf, type Life } from './lives.js';
import type { Manners } from './log.js';
import type { Command, Sender } from './sender.js';

export interface Load {
  readonly cases: number;
  readonly clients: number;
  /** Commands a case, about. */
  readonly each: number;
  /** How long the clients go on at least, however much they have done: until this says so. */
  readonly enough: () => boolean;
  readonly say: (line: string) => void;
}
/** One case, as the clients know it. `quiet`: nobody touches its tasks, so that it climbs by itself. */
interface Known { id: string; life: Life; quiet: boolean; left: number; closed: boolean }

const QUIET_SHARE = 0.3;
const RUDE: readonly Manners[] = ['twice-at-once', 'hung-up', 'hung-up-and-left', 'asked-again'];
const RUDE_SHARE = 0.25;

/** Many people at once who start cases and work on them, some of them rude. Everything that chance decides comes from `random`. */
export class Generator {
  private readonly known: Known[] = [];
  private begun = 0;
  private sentSoFar = 0;
  constructor(private readonly sender: Sender, private readonly load: Load, private readonly random: () => number) {}

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.load.clients }, () => this.client()));
    this.load.say(`${this.begun} cases, ${this.sender.log.length} commands`);
  }

  /** So many more cases at once, which nobody touches: what falls due of them has to be called. */
  async more(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.begin()));
  }
  /** One more note on every case that stands: once it is answered, the record has everything that its workflow had until then. */
  async lastWords(): Promise<void> {
    const standing = [...this.known];
    await Promise.all(Array.from({ length: this.load.clients }, async () => {
      for (let next = standing.pop(); next; next = standing.pop()) await this.sender.send(this.note(next), 'last-word');
    }));
  }

  private async client(): Promise<void> {
    for (;;) {
      const open = this.known.filter(({ left, closed }) => left > 0 && !closed);
      // Cases begin all along the run, so that each kind of injury meets young and old ones.
      if (this.begun < this.load.cases && (open.length < this.load.clients * 2 || this.random() < 0.2)) await this.begin();
      else if (open.length > 0) await this.work(this.pick(open));
      else if (this.begun >= this.load.cases && this.load.enough()) return;
      else await this.goOn();
      this.sentSoFar += 1;
      if (this.sentSoFar % 500 === 0) this.load.say(`${this.begun} of ${this.load.cases} cases begun, ${this.sender.log.length} commands`);
    }
  }

  /** Everything planned is done and the injuries are not over: a case that stands is looked after on and on. */
  private async goOn(): Promise<void> {
    const standing = this.known.filter(({ closed }) => !closed);
    if (standing.length > 0) await this.work(this.pick(standing));
    await pause(100);
  }

  private async begin(): Promise<void> {
    const life = lifeOf(this.begun);
    this.begun += 1;
    const [now, patient] = [Date.now(), somebody()];
    const body = (said: string): JsonObject => ({ pathway: life.pathway, ...(life.nobody ? {} : { patient }), organisation: 'riverside', owners, details: life.details(now, this.random, said) });
    // Whoever hangs up and leaves never hears which case it was: the checker finds it all the same.
    const { sent, body: answer } = await this.sender.send({ who: life.by, path: '/v1/cases', body, leaves: 'case-opened', caseId: null }, this.manners());
    // Whoever was never answered to the end, or was not told which case it is, does not know it: the checks say so.
    const { id } = answer;
    if (sent.fate === 'done' && typeof id === 'string') this.known.push({ id, life, quiet: this.random() < QUIET_SHARE, left: Math.ceil(this.load.each * (0.5 + this.random())), closed: false });
  }

  private async work(known: Known): Promise<void> {
    known.left -= 1;
    const view = await this.sender.read('coordinator', `/v1/cases/${known.id}`) as unknown as CaseView;
    if (view.status === 'closed') {
      known.closed = true;
      await this.sender.send(this.note(known), 'to-a-closed-case');
      return;
    }
    if (known.quiet) {
      await this.sender.send(this.note(known), this.manners());
      await pause(20 + this.random() * 200);
      return;
    }
    await this.one(known, view);
  }

  private async one(known: Known, view: CaseView): Promise<void> {
    const [tasks, chance] = [view.tasks.filter(({ status }) => status === 'open'), this.random()];
    if (chance < 0.03) return this.stranger(known);
    if (chance < 0.06) return this.otherBody(known);
    if (chance < 0.16) return this.politely(this.note(known));
    if (chance < 0.24) return this.politely(this.trigger(known));
    if (chance < 0.28 && known.life.replan) return this.politely(this.replanned(known, known.life.replan(Date.now(), this.random)));
    if (chance < 0.31) return this.politely(this.handedOver(known, view));
    if (chance < 0.34) return this.politely(this.reopened(known, view));
    if (chance < 0.37) return this.politely(this.outcome(known, view));
    if (chance < 0.39) return this.politely(this.ended(known));
    if (tasks.length === 0) return this.politely(this.note(known));
    await this.onTask(known, this.pick(tasks));
  }
  private async politely(command: Command): Promise<void> { await this.sender.send(command, this.manners()); }

  /** Something done about one task: most of the time it is completed, now and then by two people in the same instant. */
  private async onTask(known: Known, task: TaskView): Promise<void> {
    const chance = this.random();
    const of = (act: string, leaves: Command['leaves'], body: Command['body'], who: LocalPerson = 'coordinator'): Command => ({ who, path: `/v1/tasks/${task.id}/${act}`, body, leaves, caseId: known.id, taskId: task.id });
    if (chance < 0.12) return this.politely(of('attempt', 'task-attempted', (tried) => ({ at: iso(-1_000), tried, why: 'nobody answered' })));
    if (chance < 0.24) return this.politely(of('acknowledge', 'task-acknowledged', (note) => ({ for: 'PT5S', note })));
    if (chance < 0.3) return this.politely(of('assign', 'task-assigned', (reason) => ({ to: this.pick(['riverside-coordinator', 'riverside-coordinator-2', 'riverside-clinical-lead-2']), reason })));
    const completion = completionOf(task, Date.now(), this.random);
    if (!completion) return this.politely(of('attempt', 'task-attempted', (tried) => ({ at: iso(-1_000), tried, why: 'not known how' })));
    const { who, evidence, decision, said } = completion;
    const command: Command = decision
      ? { who, path: `/v1/cases/${known.id}/decisions`, body: decision, leaves: 'decision-recorded', caseId: known.id, taskId: task.id }
      : of('complete', said ? 'task-completed' : null, (marker) => ({ evidence: evidence!(marker) }), who);
    if (this.random() < 0.12) await Promise.all([this.sender.send(command, 'rival'), this.sender.send(command, 'rival')]);
    else await this.politely(command);
  }

  private note({ id }: Known): Command { return { who: 'coordinator', path: `/v1/cases/${id}/notes`, body: (said) => ({ text: said }), leaves: 'note-added', caseId: id }; }
  private trigger({ id, life }: Known): Command {
    const kind = this.pick(life.triggers);
    return { who: 'coordinator', path: `/v1/cases/${id}/triggers`, body: (note) => ({ kind, occurredAt: iso(-2_000), note }), leaves: 'trigger-recorded', caseId: id };
  }
  private replanned({ id }: Known, to: JsonObject): Command { return { who: 'hub', path: `/v1/cases/${id}/replan`, body: (reason) => ({ ...to, reason }), leaves: 'replanned', caseId: id }; }
  private handedOver({ id }: Known, view: CaseView): Command {
    const to = view.owners?.escalationOwner.id === 'riverside-escalation-owner' ? 'riverside-escalation-owner-2' : 'riverside-escalation-owner';
    return { who: 'director', path: `/v1/cases/${id}/owners`, body: (reason) => ({ role: 'escalation-owner', person: to, reason }), leaves: 'owner-changed', caseId: id };
  }
  private reopened(known: Known, view: CaseView): Command {
    const done = view.tasks.filter(({ status }) => status === 'completed');
    if (done.length === 0) return this.note(known);
    const task = this.pick(done);
    return { who: 'coordinator', path: `/v1/tasks/${task.id}/reopen`, body: (reason) => ({ reason }), leaves: 'task-reopened', caseId: known.id, taskId: task.id };
  }
  private outcome(known: Known, view: CaseView): Command {
    if (view.escalations.length === 0) return this.note(known);
    const { id, taskId } = this.pick(view.escalations);
    return { who: 'escalation-lead', path: `/v1/escalations/${id}/outcome`, body: (response) => ({ response }), leaves: 'outcome-recorded', caseId: known.id, taskId };
  }
  private ended({ id }: Known): Command {
    return { who: 'coordinator', path: `/v1/cases/${id}/end`, body: (note) => ({ because: this.pick(['died', 'entered-in-error']), at: iso(-1_000), note }), leaves: 'case-ended', caseId: id };
  }
  private async stranger({ id }: Known): Promise<void> {
    await this.sender.send({ who: 'other-hub', path: `/v1/cases/${id}/notes`, body: (said) => ({ text: said }), leaves: 'note-added', caseId: id }, 'stranger');
  }
  private async otherBody(known: Known): Promise<void> {
    const heard = await this.sender.send(this.note(known));
    await this.sender.reuse(heard, this.note(known));
  }

  private manners(): Manners { return this.random() < RUDE_SHARE ? this.pick(RUDE) : 'polite'; }
  private pick<T>(from: readonly T[]): T { return from[Math.floor(this.random() * from.length)]!; }
}
const iso = (ago: number): string => new Date(Date.now() + ago).toISOString();
