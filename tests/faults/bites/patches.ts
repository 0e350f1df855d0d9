/** A fault in the product itself: one line of its build changed, and the check that must turn red. `in` is below `dist`. */
export interface Patch { readonly what: string; readonly check: string; readonly in: string; readonly from: string; readonly to: string }

export const patches: readonly Patch[] = [
  {
    what: 'one note in three is answered and not recorded', check: 'what was answered 2xx is in the record once',
    in: 'libs/pathway/commands.js', from: `session.append('note-added', { text: command.text });`, to: `if (command.text.length % 3 !== 0) session.append('note-added', { text: command.text });`,
  },
  {
    what: 'an attempt is carried out and refused', check: 'what was refused changed nothing',
    in: 'apps/api/commands/gateway.js', from: 'return this.delivery.write({', to: `if (opened.type === 'attempt') throw new Problem(422, 'broken', 'Broken for a test.');\n        return this.delivery.write({`,
  },
  {
    what: 'a key is taken with any body', check: 'every answer is one that api.md promises',
    in: 'libs/records/commands.js', from: `found.body_hash === bodyHash ? found.status : 'reused'`, to: 'found.status',
  },
  {
    what: 'workflows end after a while with their case open', check: 'every open case runs, and took each command once',
    in: 'libs/pathway/temporal/case-workflow.js', from: 'await condition(() => (ledger.finished ||', to: `await condition(() => (ledger.finished || session.state.version > 25 ||`,
  },
  {
    what: 'nobody hears what became of a trigger', check: 'whoever went on asking was answered in the end',
    in: 'apps/api/commands/gateway.js', from: 'return this.delivery.write({', to: `if (opened.type === 'trigger') throw new Problem(503, 'unavailable', 'Broken for a test.');\n        return this.delivery.write({`,
  },
  {
    what: 'the API leaves out the first event', check: 'every case has all its events, once and in order',
    in: 'apps/api/cases/cases.controller.js', from: 'return await caseEvents(this.record.manager, readingOf(request), id) ?? this.missing();', to: 'const all = await caseEvents(this.record.manager, readingOf(request), id) ?? this.missing(); return { ...all, items: all.items.slice(1) };',
  },
  {
    what: 'a task may be completed again', check: 'a task is completed once each time that it is open',
    in: 'libs/pathway/checks.js', from: `if (task.status === 'completed')`, to: `if (task.status === 'completed') return task;\n    if (task.status === 'completed')`,
  },
  {
    what: 'tasks are shown without their due time', check: 'every open case has an owner and a next deadline',
    in: 'libs/records/queries/shown-task.js', from: 'dueAt: task.dueAt, due: task.due', to: `dueAt: '', due: task.due`,
  },
  {
    what: 'the worklist leaves one kind of task out', check: 'lists and a rebuild agree with the events',
    in: 'libs/records/queries/tasks.js', from: `return visibleBranches(viewer, parameters, 'case_id');`, to: `return visibleBranches(viewer, parameters, 'case_id').map((branch) => branch + " and step <> 'risk-assessed'");`,
  },
  {
    what: 'rungs are written down with an instant a second later than their own', check: 'each rung that fell due was called once at its instant',
    in: 'libs/domain/ladder.js', from: 'rungs.push({ level: reached + 1, dueAt: due, repeat: 0 });', to: 'rungs.push({ level: reached + 1, dueAt: due + 1_000, repeat: 0 });',
  },
  {
    what: 'every rung is called twice', check: 'nobody is called twice for one instant of a ladder',
    in: 'libs/pathway/heart.js', from: 'for (const { level, dueAt, missed } of reach(ladder, task.climb, by).rungs) {', to: 'for (const { level, dueAt, missed } of reach(ladder, task.climb, by).rungs.flatMap((each) => [each, each])) {',
  },
  {
    what: 'nobody is told of the first rung', check: 'notices and mails match the calls',
    in: 'libs/records/tail-statement.js', from: `if (kind === 'called' && data.person !== null)`, to: `if (kind === 'called' && data.person !== null && data.level > 1)`,
  },
  {
    what: 'the watchdog thinks a minute ahead', check: 'the watchdog raised every real alarm and no false one',
    in: 'apps/watchdog/looks/calls.js', from: 'history.missing(now)', to: 'history.missing(now + 60_000).map((each) => ({ ...each, since: each.since - 60_000 }))',
  },
  {
    what: 'a worker ends by itself', check: 'no part of ours gave up by itself',
    in: 'apps/worker/main.js', from: 'quietRuntime();', to: 'quietRuntime();\nif (live) setTimeout(() => process.exit(3), 25_000).unref();',
  },
];
