/**
 * The revision of the rules that a case lives by which starts now. It travels in the start and stays: a case that is under way goes on by the rules that it began with, whatever replays it (docs/decisions/0039-what-comes-back.md).
 * 1: starts that do not say one. 2: what was withdrawn comes back with its reason, and what else that page names.
 */
export const revision = 2;
