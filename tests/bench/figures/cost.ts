import { withClient } from '#apps/local/postgres.js';
import { caseCost, eventsOfOne } from '../case-history.js';
import { Completions, steps } from '../completions.js';
import type { Figure, Reading } from '../figure.js';
import { InHouse } from '../house.js';
import { exactly } from '../verdict.js';
import { Writes, type Written } from '../writes.js';

const [RECORD, TEMPORAL] = ['handrail', 'handrail_temporal'] as const;
/** What one command wrote: state of the workflow, pieces of its history, and the record's own. What loops write beside (heartbeats, leases) touches none of these tables. */
interface Cost { readonly state: number; readonly history: number; readonly record: number }
const wrote = (written: readonly Written[], database: string, table: string): number => written.filter((each) => each.database === database && each.tables.includes(table)).length;
const costOf = (written: readonly Written[]): Cost => ({ state: wrote(written, TEMPORAL, 'executions'), history: wrote(written, TEMPORAL, 'history_node'), record: wrote(written, RECORD, 'commands') + wrote(written, 'bench', 'done') });

/** Temporal events and transactions that write, of a task completed on time and of a bare update with an activity. */
export class Costs extends InHouse implements Figure {
  readonly name = 'cost';
  remarks: string[] = [];
  private completions!: Completions;
  private writes!: Writes;

  protected override async warm(): Promise<void> {
    this.completions = new Completions(this.house.client);
    this.writes = await Writes.open(this.house.servers, [RECORD, TEMPORAL, 'bench']);
  }

  async measure(): Promise<Reading[]> {
    const { completions, house: { control, plain } } = this;
    const { steps: found, atStart, events, bytes } = await caseCost(plain, completions);
    const eventsOf = (moved: boolean): number => Math.max(...found.filter(({ deadlineMoved }) => deadlineMoved === moved).map((step) => step.events));
    const bare = await control.workflow();
    const bareEvents = await eventsOfOne(plain.workflow.getHandle(bare.workflowId), () => control.update(bare));

    const [ours, theirs]: [Cost[], Cost[]] = [[], []];
    const [discharge, workflow] = [await completions.case(), await control.workflow()];
    const began = await this.writes.mark();
    for (const step of steps) {
      let mark = await this.writes.mark();
      await completions.complete(discharge, step);
      ours.push(costOf(await this.writes.since(mark)));
      mark = await this.writes.mark();
      await control.update(workflow);
      theirs.push(costOf(await this.writes.since(mark)));
    }
    const all = await this.writes.since(began);
    const later = all.filter(({ database, tables }) => database === TEMPORAL && !tables.includes('executions') && !tables.includes('history_node')).length;
    this.remarks = [
      `a whole case (started, four standards, confirmed, departed) has ${events} events, ${atStart} at the start, ${bytes} bytes of history; in ${steps.length} completions and as many bare updates Temporal wrote ${later} transactions more, of its queues and leases`,
      'counted from PostgreSQL\'s log: a transaction counts where it wrote into that table',
    ];
    const most = (costs: readonly Cost[], of: keyof Cost): number => Math.max(...costs.map((cost) => cost[of]));
    const reading = (name: string, of: keyof Cost, aim?: number): Reading => ({ line: { name, unit: '', ...(aim === undefined ? {} : { aim: exactly(aim) }) }, ours: most(ours, of), control: most(theirs, of) });
    return [
      { line: { name: 'Temporal events of an on-time task', unit: '', aim: exactly(5) }, ours: eventsOf(false), control: bareEvents },
      { line: { name: 'the same where the next deadline moves', unit: '', aim: exactly(7) }, ours: eventsOf(true), control: bareEvents },
      reading('transactions of Temporal\'s state of an on-time task', 'state', 1), reading('pieces of history that Temporal appends beside', 'history'), reading('transactions of the record of an on-time task', 'record', 2),
    ];
  }

  async check(): Promise<void> {
    await this.completions.check(this.house.servers);
    await this.house.control.check();
    const { rows } = await withClient(this.house.servers.databaseUrl(RECORD), (admin) => admin.query<{ sent: number }>(`select count(*)::int as sent from commands where status <> 'done'`));
    if (rows[0]?.sent !== 0) throw new Error(`${rows[0]?.sent} commands have no answer in the record`);
  }
}
