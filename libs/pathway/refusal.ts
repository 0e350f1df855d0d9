import type { RefusalShape } from '#libs/contracts/commands.js';

/** A rule says no: nothing changes. */
export class Refusal extends Error {
  constructor(readonly shape: RefusalShape) { super(shape.detail); this.name = 'Refusal'; }
}
/** A rule that says no, by its name (409). */
export function refuse(code: string, detail: string): never {
  throw new Refusal({ status: 409, code, detail });
}
/** A field that does not fit the case (422). `pointer` is a JSON Pointer into the body. */
export function wrongField(pointer: string, code: string, detail: string): never {
  throw new Refusal({ status: 422, code, detail, pointer });
}
export function notFound(detail: string): never {
  throw new Refusal({ status: 404, code: 'not-found', detail });
}
