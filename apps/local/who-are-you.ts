import { demonstrationPeople } from '#libs/directory/demonstration.js';
import { roleWords } from '#libs/directory/role-words.js';

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title: string, body: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - local sign-in</title>
<style>
body { margin: 0; font: 1.1875rem/1.5 Arial, sans-serif; color: #212b32; background: #f0f4f5; }
main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 2rem; margin: 0 0 .5rem; }
h2 { font-size: 1.375rem; margin: 2rem 0 .5rem; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: 0 0 .5rem; }
button { display: block; width: 100%; box-sizing: border-box; padding: .75rem 1rem; text-align: left; font: inherit; color: #005eb8; background: #fff; border: 2px solid #d8dde0; border-radius: 4px; cursor: pointer; }
button:hover { background: #fff; border-color: #005eb8; }
button:focus { outline: 4px solid #212b32; background: #ffeb3b; color: #212b32; border-color: #212b32; }
strong { display: block; }
span { color: #4c6272; }
button:focus span { color: #212b32; }
a { color: #005eb8; }
</style>
</head>
<body><main>
${body}
</main></body>
</html>`;

/** The one page of the local issuer: a button for everybody whom it may sign for. */
export function whoAreYou(): string {
  const organisations = [...new Set(demonstrationPeople.map(({ organisation }) => organisation))];
  const button = ({ subject, name, role }: (typeof demonstrationPeople)[number]) => `<li><button name="person" value="${escaped(subject)}"><strong>${escaped(name)}</strong><span>${escaped(roleWords(role))}</span></button></li>`;
  return page('Who are you?', `<h1>Who are you?</h1>
<p>This machine signs you in as one of these made-up people. No password is asked.</p>
<form method="post">
${organisations.map((organisation) => `<h2>${escaped(organisation)}</h2>\n<ul>\n${demonstrationPeople.filter((person) => person.organisation === organisation).map(button).join('\n')}\n</ul>`).join('\n')}
</form>`);
}

/** Whoever came here by an old link, or after a restart. */
export function goneAstray(publicUrl: string): string {
  return page('Start again', `<h1>This sign-in is no longer open</h1>
<p>It took too long, or was finished already.</p>
<p><a href="${escaped(new URL('/', publicUrl).href)}">Start again</a></p>`);
}
