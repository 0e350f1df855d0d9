import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '#apps/local/data-folder.js';
import { workflowBundle } from '#libs/pathway/temporal/workflow-bundle.js';
import { freshBundle } from '#tests/support/temporal/fresh-bundle.js';

describe('the bundle of the workflow code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-bundle-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const marked = { code: 'kept', sourceMap: '' };

  it('is kept under a hash of what it was made of, in the place of an older one', async () => {
    await freshBundle(); // builds what is out of date
    writeFileSync(join(folder, 'older.json'), JSON.stringify(marked));
    const { code } = await workflowBundle(folder);
    expect(code).toContain('minimum-safe-discharge');
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^[0-9a-f]{24}\.json$/)]);
  }, 60_000);

  it('is read by whoever asks for it again', async () => {
    const [name = ''] = readdirSync(folder);
    writeFileSync(join(folder, name), JSON.stringify(marked));
    expect(await workflowBundle(folder)).toEqual(marked);
  });

  it('is made all the same where nothing can be kept', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    expect((await workflowBundle(join(file, 'below'))).code).toContain('minimum-safe-discharge');
  }, 60_000);

  it('has no module of ours that could keep something of a case: each is evaluated once for all cases of a worker', async () => {
    const { code } = await freshBundle();
    const ours = [...code.matchAll(/^\/\*\*\*\/ "[^"\n]*?dist\/((?:libs|workflows)\/[^"\n]+\.js)"/gm)].map(([, path]) => path!);
    expect(ours).toEqual(expect.arrayContaining(['libs/pathway/engine.js', 'libs/policies/released.js', 'workflows/protocols.js']));
    const keeping = ours.filter((path) => /^(?:export )?(?:let|var) |^(?:export )?const \w+ = (?:new (?:Map|Set|WeakMap)\(\)|\[\]|\{\});/m.test(readFileSync(join(checkoutFolder(), 'dist', path), 'utf8')));
    expect(keeping).toEqual([]);
  }, 60_000);
});
