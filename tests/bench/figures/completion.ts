import type { Figure, Reading, Tell } from '../figure.js';
import { Completions, steps } from '../completions.js';
import { InHouse } from '../house.js';
import { processorMsByPart, processorMsOf, processorMsOn } from '../processors.js';
import type { Sizes } from '../sizes.js';
import { atMost, latencies, plain } from '../verdict.js';

/** A task completed over HTTP, durable and in every list by its answer, by turns with a bare update that has one activity which inserts a row. */
export class Completion extends InHouse implements Figure {
  readonly name = 'completion';
  remarks: string[] = [];
  private completions!: Completions;
  constructor(private readonly sizes: Sizes, private readonly tell: Tell) { super(); }

  protected override async warm(): Promise<void> {
    this.completions = new Completions(this.house.client);
    await this.turns(Math.max(5, Math.ceil(this.sizes.cases / 2)), true);
  }

  async measure(round: number): Promise<Reading[]> {
    const { ours, bare } = await this.turns(this.sizes.cases, round % 2 === 1);
    this.tell(`  ${ours.length} completions and ${bare.length} bare updates by turns`);
    return [...latencies('completing a task over HTTP', ours, bare, atMost(0.7)), await this.processor(round % 2 === 0)];
  }

  /** The six tasks of a case and as many updates by turns, so that both meet the same machine. */
  private async turns(cases: number, oursFirst: boolean): Promise<{ ours: number[]; bare: number[] }> {
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let index = 0; index < cases; index += 1) {
      const discharge = await this.completions.case();
      const workflow = await this.house.control.workflow();
      for (const step of steps) {
        const first = oursFirst === (index % 2 === 0);
        if (!first) bare.push(await this.house.control.update(workflow));
        ours.push(await this.completions.complete(discharge, step));
        if (first) bare.push(await this.house.control.update(workflow));
      }
    }
    return { ours, bare };
  }

  /** Processor time of every process, one side after the other in short blocks, since nothing tells whose work a server did. */
  private async processor(oursFirst: boolean): Promise<Reading> {
    const folder = this.house.product.data;
    const all = (): number => processorMsOn(folder) + processorMsOf(this.house.control.pid);
    const spent = { ours: 0, bare: 0 };
    const parts = new Map<string, number>();
    const cases = Math.max(2, Math.ceil(this.sizes.cases / 3));
    for (const side of oursFirst ? ['ours', 'bare', 'bare', 'ours'] as const : ['bare', 'ours', 'ours', 'bare'] as const) {
      const discharges = await Promise.all(Array.from({ length: cases }, () => this.completions.case()));
      const workflows = await Promise.all(discharges.map(() => this.house.control.workflow()));
      const [before, byPart] = [all(), processorMsByPart(folder)];
      for (let index = 0; index < cases; index += 1) {
        for (const step of steps) {
          if (side === 'ours') await this.completions.complete(discharges[index]!, step);
          else await this.house.control.update(workflows[index]!);
        }
      }
      spent[side] += all() - before;
      if (side === 'ours') for (const [part, ms] of processorMsByPart(folder)) parts.set(part, (parts.get(part) ?? 0) + ms - byPart.get(part)!);
    }
    const each = 2 * cases * steps.length;
    this.remarks = [`processor time of a completion by part, ms, last round: ${[...parts].filter(([, ms]) => ms > 0).map(([part, ms]) => `${part} ${plain(ms / each)}`).join(', ')}`];
    return { line: { name: 'processor time of a completion, all processes', unit: 'ms' }, ours: spent.ours / each, control: spent.bare / each };
  }

  async check(): Promise<void> {
    await this.completions.check(this.house.servers);
    await this.house.control.check();
  }
}
