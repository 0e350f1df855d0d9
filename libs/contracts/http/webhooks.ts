import { z } from 'zod';
import { webhookKinds } from '../webhooks.js';
import { duration, flag, id, line, refusal, text, whole } from './fields.js';
import { person } from './views.js';

/** Other systems that are told of what happens. */

const reason = text;
const kinds = z.array(z.enum(webhookKinds)).min(1).max(webhookKinds.length);
const url = z.string().min(1).max(2_000).meta({ description: 'https://, leading to public addresses only' });
export const webhookRequest = z.strictObject({ organisation: id, url, description: line, kinds: kinds.default([...webhookKinds]), reason }).meta({ id: 'NewWebhook' });
export const webhookEdit = z.strictObject({ url: url.optional(), description: line.optional(), kinds: kinds.optional(), reason })
  .refine((edit) => [edit.url, edit.description, edit.kinds].some((each) => each !== undefined), refusal('nothing-to-change', 'must say another url, description or kinds')).meta({ id: 'WebhookEdit' });
export const rotateRequest = z.strictObject({ overlap: duration.default('P1D').meta({ description: 'How long the old secret signs as well; at most P7D' }), reason }).meta({ id: 'WebhookRotation' });
export const switchOnRequest = z.strictObject({ waiting: z.enum(['send', 'drop']).default('send').meta({ description: 'What becomes of messages that wait since before it was switched off' }), reason }).meta({ id: 'WebhookSwitchOn' });

const page = { cursor: z.string().min(1).max(1000).optional(), limit: whole(1, 200).optional(), rehearsal: flag.optional() };
const statuses = z.enum(['queued', 'delivered', 'dropped']);
export const webhooksQuery = z.strictObject({ ...page, organisation: id.optional() });
export const deliveriesQuery = z.strictObject({ ...page, status: statuses.optional() });

const at = z.string().meta({ format: 'date-time' });
const listOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), next: z.string().nullable() });
const parts = {
  id: z.string(), organisation: z.object({ id: z.string(), name: z.string() }), url: z.string(), description: z.string(), kinds: z.array(z.string()), status: z.enum(['on', 'off']), since: at,
  offBecause: z.enum(['by-hand', 'gone', 'kept-failing']).nullable(), createdAt: at, createdBy: person, rotatedAt: at.nullable(), oldSecretSignsUntil: at.nullable(),
  failing: z.object({ since: at, times: z.int(), error: z.string().nullable() }).nullable(), lastDeliveredAt: at.nullable(), waiting: z.int(),
};
export const webhookView = z.object(parts).meta({ id: 'Webhook' });
export const webhookWithSecret = z.object({ ...parts, secret: z.string().nullable().meta({ description: 'Shown here and never again. Null: asked again with the same key, and the payload key that it was kept with is gone' }) }).meta({ id: 'WebhookWithSecret' });
export const webhookList = listOf(webhookView).meta({ id: 'WebhookList' });
export const deliveryView = z.object({
  id: z.string().meta({ description: 'The webhook-id' }), kind: z.string(), caseId: z.string().nullable(), sequence: z.int().nullable(), taskId: z.string().nullable(), escalationId: z.string().nullable(), step: z.string().nullable(), at,
  status: statuses, tries: z.int(), nextTryAt: at.nullable(), answered: z.int().nullable(), error: z.string().nullable(), settledAt: at.nullable(),
}).meta({ id: 'WebhookDelivery' });
export const deliveryList = listOf(deliveryView).meta({ id: 'WebhookDeliveryList' });
