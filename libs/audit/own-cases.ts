/** Pathways by which governance looks at all others: whoever looks does not look at looking. */
const OWN = ['monthly-audit', 'quarterly-themes', 'weekly-supervision'];
export const notGovernances = (pathway: string): string => `${pathway} not in (${OWN.map((each) => `'${each}'`).join(', ')})`;
