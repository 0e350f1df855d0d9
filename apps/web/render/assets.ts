import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

/** The folder of package.json: views and assets are read from the sources, whether this runs from them or from what was built. */
function projectFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error('no package.json above this file');
  }
}

export const viewsFolder = join(projectFolder(), 'apps', 'web', 'views');
/** The design system's templates, styles and pictures. */
export const frontendFolder = dirname(dirname(createRequire(import.meta.url).resolve('nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css')));

const ours = join(projectFolder(), 'apps', 'web', 'assets');
const theirs = join(frontendFolder, 'nhsuk');
const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml', png: 'image/png', ico: 'image/x-icon' };

interface Asset { type: string; content: Buffer }
function folder(path: string): [string, Asset][] {
  return readdirSync(path).flatMap((name) => {
    const type = TYPES[name.slice(name.lastIndexOf('.') + 1)];
    return type === undefined ? [] : [[name, { type, content: readFileSync(join(path, name)) }] as [string, Asset]];
  });
}

/** Everything that a page may ask for, by name. Read once; a release brings its own. */
const assets = new Map<string, Asset>([
  ...folder(join(theirs, 'assets', 'images')), ...folder(ours),
  ['nhsuk-frontend.min.css', { type: TYPES['css']!, content: readFileSync(join(theirs, 'nhsuk-frontend.min.css')) }],
  ['nhsuk-frontend.min.js', { type: TYPES['js']!, content: readFileSync(join(theirs, 'nhsuk-frontend.min.js')) }],
]);

/** One hash for all of them, in their path: a script can name its neighbour, and what changes has another address. */
const version = createHash('sha256').update([...assets].map(([name, { content }]) => `${name} ${createHash('sha256').update(content).digest('hex')}`).toSorted().join('\n')).digest('hex').slice(0, 16);
export const assetPath = `/assets/${version}`;

/** The address of an asset. @throws for a name that there is not */
export function assetUrl(name: string): string {
  if (!assets.has(name)) throw new Error(`there is no asset ${name}`);
  return `${assetPath}/${name}`;
}

/** Answers for assets: for ever under the address of their content; under an address of another release they are not there. */
export function serveAssets(): Router {
  const router = express.Router({ caseSensitive: true });
  router.get('/assets/:version/:name', (request, response) => {
    // The design system's styles name their pictures by a fixed path.
    const fixed = request.params.version === 'images';
    const asset = fixed || request.params.version === version ? assets.get(request.params.name) : undefined;
    if (!asset) { response.status(404).type('text/plain').send('There is nothing here.'); return; }
    response.setHeader('Cache-Control', fixed ? 'public, max-age=86400' : 'public, max-age=31536000, immutable');
    response.setHeader('Content-Type', asset.type);
    response.end(asset.content);
  });
  return router;
}
