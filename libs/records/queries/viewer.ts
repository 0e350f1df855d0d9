/** Who reads: a person, the organisations whose cases they may see, and the roles they hold. `withoutIdentity`: they read about people whom nothing names. */
export interface Viewer { person: string; organisations: string[]; roles: { role: string; organisation: string }[]; withoutIdentity: boolean }

/** `now` is the present; a case's own clock is the present plus its offset. */
export interface Reading { viewer: Viewer; now: Date }
