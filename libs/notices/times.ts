/** How long notices wait, each with where it comes from. The environment may say otherwise (NOTICE_RECEIPT_WITHIN, NOTICE_GATHER). */
export const noticeTimes = {
  /** A service that gives receipts has given none, or took nothing: the next way is tried. */
  receiptWithin: { value: 'PT3M', clock: 'elapsed', source: 'none found: a fifth of the shortest time to respond of a rung, so that the next way comes well before the next person', status: 'local' },
  /** After a message to somebody what else comes for them is gathered. */
  gather: { value: 'PT1M', clock: 'elapsed', source: 'none found: long enough that a storm is a few messages, short beside any time to respond', status: 'local' },
} as const;
