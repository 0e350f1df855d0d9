import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** Another system that is told of what happens on the cases of an organisation. Its changes are the directory's. */
@Entity('webhooks')
export class Webhook {
  @PrimaryColumn('text') id!: string;
  @Column('text') organisationId!: string;
  @Column('text') url!: string;
  @Column('text') description!: string;
  @Column('text', { array: true }) kinds!: string[];
  @Column('text', { default: 'on' }) status!: 'on' | 'off';
  @Column('timestamptz', { default: () => 'now()' }) statusSince!: Date;
  @Column('text', { nullable: true }) offBecause!: 'by-hand' | 'gone' | 'kept-failing' | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('text') createdBy!: string;
  @Column('timestamptz', { nullable: true }) rotatedAt!: Date | null;
}

/** What an endpoint's messages are signed with, encrypted. Two sign while one takes over from the other. */
@Entity('webhook_secrets')
export class WebhookSecret {
  @PrimaryColumn('text') webhookId!: string;
  @PrimaryColumn('int') generation!: number;
  @Column('text') sealed!: string;
  /** Null: until another takes over. */
  @Column('timestamptz', { nullable: true }) signsUntil!: Date | null;
}

/** How it goes with an endpoint: it gets one message at a time while it fails, and a pause after each failure. */
@Entity('webhook_lanes')
export class WebhookLane {
  @PrimaryColumn('text') webhookId!: string;
  /** One after the other, since the last success. */
  @Column('int', { default: 0 }) failures!: number;
  @Column('timestamptz', { nullable: true }) failingSince!: Date | null;
  @Column('text', { nullable: true }) lastError!: string | null;
  @Column('timestamptz', { nullable: true }) lastDeliveredAt!: Date | null;
  @Column('timestamptz', { default: () => 'now()' }) nextTryAt!: Date;
}

/** One event for one endpoint: ids and words of ours, nothing else. Inserted with the event; not a projection. */
@Entity('webhook_deliveries')
export class WebhookDelivery {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  /** The `webhook-id`: the same at every try. */
  @Column('text', { default: () => '(gen_random_uuid())' }) messageId!: string;
  @Column('text') webhookId!: string;
  @Column('text') kind!: string;
  /** Null: a test. */
  @Column('text', { nullable: true }) caseId!: string | null;
  @Column('int', { nullable: true }) sequence!: number | null;
  @Column('text', { nullable: true }) taskId!: string | null;
  @Column('text', { nullable: true }) escalationId!: string | null;
  @Column('text', { nullable: true }) step!: string | null;
  @Column('timestamptz') at!: Date;
  @Column('text', { default: 'queued' }) status!: 'queued' | 'delivered' | 'dropped';
  @Column('int', { default: 0 }) tries!: number;
  @Column('timestamptz', { nullable: true }) firstTryAt!: Date | null;
  @Column('timestamptz', { nullable: true, default: () => 'now()' }) nextTryAt!: Date | null;
  /** The status that the endpoint answered last. */
  @Column('int', { nullable: true }) answered!: number | null;
  @Column('text', { nullable: true }) lastError!: string | null;
  @Column('timestamptz', { default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { nullable: true }) settledAt!: Date | null;
}
