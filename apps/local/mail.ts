import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived, once for each recipient. */
export interface LocalMail {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly receivedAt: string;
  readonly messageId?: string;
}

/** How the server behaves: `refuse` answers 451 (try again), `reject` 550 (never), `tarpit` takes the connection and says nothing. Other than `accept` only in tests. */
export const mailManners = ['accept', 'refuse', 'reject', 'tarpit'] as const;
export type MailManners = (typeof mailManners)[number];

const refusals = { refuse: { code: 451, text: '4.3.0 refused for a test, try again' }, reject: { code: 550, text: '5.1.1 rejected for a test' } };

/** A real SMTP server that delivers into a folder. What it answered 250 for is on disk. */
export class LocalMailServer {
  manners: MailManners = 'accept';
  /** Towards single recipients, in lower case; everybody else gets `manners`. */
  readonly towards = new Map<string, MailManners>();
  private readonly received: LocalMail[];
  private readonly server: SMTPServer;
  private count = 0;

  constructor(private readonly folder: string) {
    this.received = readdirSync(folder).filter((file) => file.endsWith('.json')).sort().map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as LocalMail);
    this.server = new SMTPServer({
      name: 'handrail-local', disabledCommands: ['AUTH', 'STARTTLS'], authOptional: true, disableReverseLookup: true, size: 1_000_000, logger: false, closeTimeout: 500,
      onConnect: (_session, proceed) => {
        if (this.manners !== 'tarpit') proceed();
      },
      onRcptTo: ({ address }, _session, proceed) => {
        const manners = this.towards.get(address.toLowerCase()) ?? this.manners;
        const refusal = manners === 'refuse' || manners === 'reject' ? refusals[manners] : undefined;
        proceed(refusal && Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
      },
      onData: (stream, { envelope }, proceed) => {
        const recipients = envelope.rcptTo.map(({ address }) => address);
        const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        simpleParser(stream).then(
          ({ subject, text, from, messageId }) => {
            const mail = { from: from?.value[0]?.address ?? sender, subject: subject ?? '', text: text ?? '', receivedAt: new Date().toISOString(), ...(messageId !== undefined && { messageId }) };
            for (const to of recipients) this.keep({ to, ...mail });
            proceed();
          },
          (cause: unknown) => proceed(cause instanceof Error ? cause : new Error(String(cause))),
        );
      },
    });
    this.server.on('error', (cause: unknown) => console.error(`mail: ${String(cause)}`)); // a client that went away in the middle
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.server.once('error', reject);
      this.server.listen(port, host, () => resolve());
    });
  }

  /** Newest first; `to` compares addresses without regard to case. */
  list(to?: string): readonly LocalMail[] {
    return this.received.filter((mail) => to === undefined || mail.to.toLowerCase() === to.toLowerCase()).toReversed();
  }

  private keep(mail: LocalMail): void {
    this.count += 1;
    const file = join(this.folder, `${mail.receivedAt.replace(/[:.]/g, '-')}-${String(this.count).padStart(6, '0')}-${randomBytes(3).toString('hex')}.json`);
    writeFileSync(`${file}.new`, `${JSON.stringify(mail)}\n`, { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
    this.received.push(mail);
  }
}
