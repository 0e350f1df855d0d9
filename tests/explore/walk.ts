import fc from 'fast-check';
import type { CaseEvent } from '#libs/contracts/events.js';
import { wakeAt } from '#libs/pathway/engine.js';
import type { Protocol } from '#libs/pathway/protocol.js';
import { Session } from '#libs/pathway/session.js';
import type { Policy } from '#libs/policies/policy.js';
import { policies, policyOf } from '#libs/policies/released.js';
import type { Begun, Happening, PathwayLife } from '#tests/support/pathways/lives/life.js';
import { inLondon } from '#tests/support/pathways/london.js';
import { commandOf, livesOf } from '#tests/support/pathways/random-life.js';
import { Simulation } from '#tests/support/pathways/simulation.js';
import { start, type Reached } from './graph.js';
import { Model } from './model.js';
import { nameOf, placeOf } from './place.js';
import { silence } from './silence.js';

const MINUTE = 60_000;
/** Somebody named in no case does all of it: who may is another test's. */
const somebody = 'new-one';
/** Roles that nobody holds, some of the time. */
const gaps = fc.subarray(['escalation-owner', 'escalation-lead', 'director', 'clinical-lead', 'hub'], { maxLength: 2 });

/** Everything that is random about one case: how it begins, by which of its pathway's policies, what happens to it, and which roles are empty. */
export interface Course { begun: Begun; policy: number; lived: Happening[]; empty: string[] }
export const coursesOf = (life: PathwayLife): fc.Arbitrary<Course> => fc.record({ begun: life.beginning, policy: fc.nat({ max: 7 }), lived: livesOf(life), empty: gaps });

/** Mostly by the newest policy of no locality; now and then by any other that cases may still have. */
function policyFor({ pathway }: PathwayLife, choice: number): Policy {
  const others = policies.filter((policy) => policy.pathway === pathway && policy !== policyOf(pathway));
  return others[choice] ?? policyOf(pathway)!;
}

/** What a walk leaves behind. `protocol`: a case that goes on with another one, by which checks are shown to bite; `says`: each step in words. */
export interface Watching { reached: Reached; steps: number; protocol?: Protocol; says?: (line: string) => void }

/** Walks through one case, by commands and by the clock's own steps, and holds each step against the model. @throws where something does not hold */
export function walk(life: PathwayLife, { begun, policy: choice, lived, empty }: Course, watching: Watching): void {
  const policy = policyFor(life, choice);
  const opening = life.start(begun.details);
  const simulation = new Simulation({ ...opening, policy: { id: policy.id, version: policy.version } }, begun.at, (role) => (empty.includes(role) ? null : `the-${role}`));
  if (life.begins) simulation.begins = (asked) => life.begins!(asked);
  if (watching.protocol) simulation.session = new Session(simulation.state, watching.protocol, simulation.now);
  new Walk(simulation, new Model(policy), watching).through(life, lived);
}

class Walk {
  private told = 0;
  private commands = 0;
  private place = start;

  constructor(private readonly simulation: Simulation, private readonly model: Model, private readonly watching: Watching) {}

  through(life: PathwayLife, lived: readonly Happening[]): void {
    this.rests('start');
    for (const happens of lived) {
      if (happens.what !== 'wait') this.command(life, happens);
      const to = this.simulation.now + happens.jump * MINUTE;
      if (happens.choice % 6 === 5) this.outage(to);
      else this.passes(to);
    }
  }

  private command(life: PathwayLife, happens: Happening): void {
    const command = commandOf(life, this.simulation, happens);
    const id = `c${this.commands += 1}`;
    const closed = this.simulation.state.closed !== null;
    const before = this.simulation.events.length;
    const refusal = this.simulation.tries(command, somebody);
    this.watching.says?.(`${inLondon(this.simulation.now)} ${JSON.stringify(command)}${refusal ? `: ${refusal.shape.status} ${refusal.shape.code}` : ''}`);
    if (closed && !refusal && command.type !== 'settle') throw new Error(`${command.type} was taken by a closed case`);
    this.model.answered(command.type, refusal !== null, this.simulation.events.slice(before).filter((event) => event.command === id).length);
    this.rests(command.type === 'trigger' || command.type === 'end' ? `${command.type} ${command.type === 'end' ? command.because : command.kind}` : command.type);
  }
  /** One wake of the case after another, so that none of what happens on the way is passed over. */
  private passes(to: number): void {
    for (let next = wakeAt(this.simulation.session); next !== null && next <= to; next = wakeAt(this.simulation.session)) {
      this.simulation.until(Math.max(next, this.simulation.now));
      this.rests('time');
    }
    this.simulation.until(to);
    this.rests('time');
  }
  private outage(to: number): void {
    this.watching.says?.(`${inLondon(this.simulation.now)} nothing runs until ${inLondon(to)}`);
    this.simulation.outage(to);
    this.rests('an outage');
  }

  private rests(by: string): void {
    const { simulation, model, watching } = this;
    const happened = simulation.events.slice(this.told);
    this.told = simulation.events.length;
    watching.steps += 1;
    model.take(happened);
    const silent = silence(simulation.session);
    const faults = [...model.compared(simulation.state, simulation.now), ...(silent === null ? [] : [`silent: ${silent}`])];
    const place = nameOf(placeOf(simulation.state));
    watching.reached.moved(this.place, place, by);
    for (const step of openedIn(happened)) watching.reached.step(step);
    if (place !== this.place) watching.says?.(`${inLondon(simulation.now)} ${place}`);
    this.place = place;
    if (faults.length > 0) throw new Error(`${inLondon(simulation.now)}, after ${by}: ${faults.join('; ')}`);
  }
}

const openedIn = (events: readonly CaseEvent[]): string[] => events.flatMap((event) => (event.kind === 'task-opened' ? [event.data.step] : []));
