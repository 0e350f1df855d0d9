/** The tail begins after the event that the record needs next: ask the case again for everything after `stored`. */
export class RecordGap extends Error {
  constructor(readonly caseId: string, readonly stored: number, readonly first: number) {
    super(`case ${caseId}: the record holds ${stored} events, the tail begins at ${first}`);
    this.name = 'RecordGap';
  }
}

/** An event that stands in the record came again with other content. The case's record is stopped until somebody has looked. */
export class RecordDiverged extends Error {
  constructor(readonly caseId: string, readonly sequence: number) {
    super(`case ${caseId}: event ${sequence} stands in the record with other content`);
    this.name = 'RecordDiverged';
  }
}
