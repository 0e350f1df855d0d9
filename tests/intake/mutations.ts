import fc from 'fast-check';

/** One change that a bad line, a bad clock or a bad programmer makes to a message. */
export const change = fc.oneof(
  fc.record({ what: fc.constant('set' as const), at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ what: fc.constant('cut' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ what: fc.constant('put' as const), at: fc.nat(), text: fc.oneof(fc.constantFrom('|', '^', '~', '&', '\\', '\r', '\n', '\u0000', '""', '\\X0D\\', 'MSH|', '\r\rPID|', '\ud83d\ude00', '20269999', '\u000b', '\u001c\r'), fc.string({ maxLength: 30 })) }),
  fc.record({ what: fc.constant('end' as const), at: fc.nat() }),
  fc.record({ what: fc.constant('swap' as const), at: fc.nat() }),
);
export type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

/** The bytes with one change. */
export function changed(bytes: Buffer, { at: anywhere, ...how }: Change): Buffer {
  const at = bytes.length === 0 ? 0 : anywhere % bytes.length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (how.what) {
    case 'set': return Buffer.concat([before, Buffer.from([how.byte]), after.subarray(1)]);
    case 'cut': return Buffer.concat([before, after.subarray(how.length)]);
    case 'put': return Buffer.concat([before, Buffer.from(how.text), after]);
    case 'end': return before;
    case 'swap': return Buffer.concat([after, before]);
  }
}
