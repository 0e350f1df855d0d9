/** The pages that everybody finds in the header, those that more people open first: what does not fit goes under ‘More’; `under`: what else belongs to one of them. */
const items: readonly { text: string; href: string; under?: RegExp }[] = [
  { text: 'My work', href: '/', under: /^\/tasks\// }, { text: 'Escalations', href: '/escalations' }, { text: 'Huddle', href: '/huddle' }, { text: 'Admissions', href: '/admissions' }, { text: 'Start a case', href: '/cases/new' }, { text: 'Rehearsal', href: '/rehearsal' },
  { text: 'People', href: '/people' }, { text: 'Policies', href: '/policies', under: /^\/policy-(drafts|rehearsals)(\/|$)/ }, { text: 'Reports', href: '/reports' }, { text: 'Registers', href: '/registers', under: /^\/(triage|pressure|traces|scenarios|decision-rights|themes)(\/|$)/ },
];

/** The navigation as the header shows it on the page of that path. */
export function navigation(path: string): { text: string; href: string; current: boolean }[] {
  return items.map(({ text, href, under }) => ({ text, href, current: path === href || (href !== '/' && path.startsWith(`${href}/`)) || (under?.test(path) ?? false) }));
}
