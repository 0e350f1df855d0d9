/** A path of ours to go back to after signing in, as it was asked for; anything else (another host, another scheme, a backslash that a browser takes for a slash) is My work. */
export function returnPath(asked: unknown): string {
  if (typeof asked !== 'string' || asked.length > 2_000 || !/^\/(?![/\\])[\x20-\x5b\x5d-\x7e]*$/.test(asked)) return '/';
  const url = new URL(asked, 'http://here.invalid');
  const path = `${url.pathname}${url.search}`;
  return url.host === 'here.invalid' && !path.startsWith('//') && !/^\/(sign-in|signed-in|sign-out|signed-out|assets|v1)(\/|$|\?)/.test(path) ? path : '/';
}
