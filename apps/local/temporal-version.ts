/** The one version of the Temporal server that everything here runs: npm start, the tests and docker-compose.yml (a test compares them). */
export const temporalVersion = '1.32.1';

/** The names of the official binaries; what `go install` makes is renamed to them. */
export const temporalBinaryNames = ['temporal-server', 'temporal-sql-tool'] as const;

export interface TemporalBinaries {
  readonly server: string;
  readonly sqlTool: string;
}
