import type { Figure, Reading, Tell } from '../figure.js';
import { Courses } from '../courses.js';
import { InHouse } from '../house.js';
import { inParallel } from '../in-parallel.js';
import type { Sizes } from '../sizes.js';
import { atLeast, plain } from '../verdict.js';

/** Cases carried from start to end, many clients at once, in slices by turns with bare workflows of as many updates with an activity each. */
export class CarriedToTheEnd extends InHouse implements Figure {
  readonly name = 'to-the-end';
  readonly remarks = [`a case is ${Courses.commands} commands: start, six tasks, end; its people look at it twice, which is in our time`];
  private courses!: Courses;
  constructor(private readonly sizes: Sizes, private readonly tell: Tell) { super(); }

  protected override async warm(): Promise<void> {
    this.courses = new Courses(this.house.client);
    for (const side of ['ours', 'bare'] as const) await this.seconds(side, 8, 8);
  }

  async measure(round: number): Promise<Reading[]> {
    const readings: Reading[] = [];
    for (const clients of [16, 64]) {
      const cases = clients * this.sizes.courses;
      const took = { ours: 0, bare: 0 };
      const sides = round % 2 === 1 ? ['ours', 'bare', 'bare', 'ours'] as const : ['bare', 'ours', 'ours', 'bare'] as const;
      for (const side of sides) took[side] += await this.seconds(side, cases, clients);
      const [ours, control] = [2 * cases / took.ours, 2 * cases / took.bare];
      this.tell(`  ${clients} clients: ${plain(ours)} cases a second, bare ${plain(control)}`);
      readings.push({ line: { name: `cases carried to the end, ${clients} clients`, unit: 'per second', aim: atLeast(1.3) }, ours, control });
    }
    return readings;
  }

  private async seconds(side: 'ours' | 'bare', cases: number, clients: number): Promise<number> {
    const began = performance.now();
    await inParallel(Array.from({ length: cases }), clients, () => (side === 'ours' ? this.courses.one() : this.house.control.course(Courses.commands)));
    return (performance.now() - began) / 1_000;
  }

  async check(): Promise<void> {
    await this.courses.check(this.house.servers);
    await this.house.control.check();
  }
}
