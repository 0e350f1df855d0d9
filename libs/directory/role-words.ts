/** A role as people say it: 'Escalation owner'. */
export function roleWords(role: string): string {
  const words = role.replaceAll('-', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
