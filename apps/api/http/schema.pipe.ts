import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import { z } from 'zod';
import { fieldErrors } from './issues.js';
import { fieldsWrong } from './problem.js';

const byTheRoute = new WeakSet<z.ZodType>();
/** A body that is described by a schema, but checked by its route, which knows more than the schema does and tells all that is wrong in one answer. */
export function checkedByRoute<S extends z.ZodType>(schema: S): S {
  byTheRoute.add(schema);
  return schema;
}

/** Checks bodies and query parameters against their zod schemas: 422 with a pointer for each field that is wrong. */
export class SchemaPipe extends StandardSchemaValidationPipe {
  /** `reportInput` tells what is missing from what is of another type. Keys such as `constructor` are unknown fields like any other. */
  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (!(metadata.schema instanceof z.ZodType)) return super.transform<T>(value, metadata);
    if (byTheRoute.has(metadata.schema)) return value;
    const result = metadata.schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data as T;
    const errors = fieldErrors(result.error.issues);
    throw fieldsWrong(metadata.type === 'query' ? errors.map((each) => (each.code === 'unknown-field' ? { ...each, code: 'unknown-parameter', message: 'is not a parameter here' } : each)) : errors, { ofShape: true });
  }
}

/** Checks a part of a body whose schema depends on the case. @throws Problem 422 with pointers below `above` */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, above: readonly string[] = []): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (!result.success) throw fieldsWrong(fieldErrors(result.error.issues, above));
  return result.data;
}
