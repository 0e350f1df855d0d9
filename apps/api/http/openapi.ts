import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { evidenceOf, stepsWithEvidence } from '#libs/contracts/http/evidence.js';
import { problem } from '#libs/contracts/http/views.js';

type Json = Record<string, unknown>;

/** `wire` in a schema's metadata is what travels, where that is not what zod sees (query parameters are text). */
function asWired({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: Json }): void {
  const wire = z.globalRegistry.get(zodSchema)?.['wire'];
  if (typeof wire !== 'object' || wire === null) return;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  Object.assign(jsonSchema, wire);
}

/** A zod schema as OpenAPI 3.1 writes it; what has an id becomes a component. */
function converted(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }): { schema: Json; components: Json } | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const { $schema: _dialect, $defs = {}, ...root } = z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any', override: asWired });
  return { schema: root, components: $defs as Json };
}

/** Evidence differs by step: the document names every shape, so that a client can be made from it. */
function evidenceComponents(): Json {
  return Object.fromEntries(stepsWithEvidence().flatMap(({ pathway, step }) => {
    const schema = evidenceOf(pathway, step);
    const made = schema && converted(schema, { schemaType: 'input' });
    return made ? [[`Evidence.${pathway}.${step}`, made.schema]] : [];
  }));
}

/** The document of /openapi.json, made from the schemas that check requests and shape answers. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder().setOpenAPIVersion('3.1.0').setTitle('Handrail').setVersion('1')
    .setDescription('Pathways that never drop a step: cases, tasks, escalations. Commands need an Idempotency-Key; errors are application/problem+json. See docs of the project for who may do what.')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }).build();
  const document = SwaggerModule.createDocument(app, config, { standardSchemaConverter: converted, autoTagControllers: false });
  const evidence = evidenceComponents();
  const schemas = { ...document.components?.schemas, ...evidence } as Json;
  const { schema, components } = converted(problem, { schemaType: 'output' })!;
  Object.assign(schemas, components, '$ref' in schema ? {} : { Problem: schema });
  const completion = schemas['Completion'] as { properties?: Json } | undefined;
  if (completion?.properties) completion.properties['evidence'] = { description: 'As `needs` of the task says', anyOf: Object.keys(evidence).map((name) => ({ $ref: `#/components/schemas/${name}` })) };
  // Nest rewrites the references inside its own components only.
  const text = JSON.stringify({ ...document, components: { ...document.components, schemas } }).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as OpenAPIObject;
}
