import { simpleParser } from 'mailparser';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail { to: string; from: string; subject: string; text: string; messageId: string }
/** What the server does with a recipient: `accept`, `later` 451, `never` 550, `silent` answers nothing at all. */
export type Manner = 'accept' | 'later' | 'never' | 'silent';

/** A real SMTP server on a port of its own, whose manners a test decides, recipient by recipient. It can go away and come back on the same port. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  manner: (address: string) => Manner = () => 'accept';
  /** Called with the whole mail, which is kept already, before the sender hears of it. */
  beforeAnswer: (mail: ReceivedMail) => Promise<void> = () => Promise.resolve();
  /** How many mails of one Message-ID were ever under way at the same time. */
  mostAtOnce = 0;
  tried = 0;
  private readonly underWay = new Map<string, number>();
  private server: SMTPServer | undefined;
  private port = 0;

  get url(): string { return `smtp://127.0.0.1:${this.port}`; }

  async start(): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'], disableReverseLookup: true, logger: false, closeTimeout: 50,
      onRcptTo: ({ address }, _session, proceed) => {
        this.tried += 1;
        const manner = this.manner(address);
        if (manner === 'accept') proceed();
        if (manner === 'later') proceed(Object.assign(new Error('4.2.1 try again'), { responseCode: 451 }));
        if (manner === 'never') proceed(Object.assign(new Error('5.1.1 no such mailbox'), { responseCode: 550 }));
      },
      onData: (stream, { envelope }, proceed) => {
        simpleParser(stream).then(async ({ subject = '', text = '', from, messageId = '' }) => {
          const now = (this.underWay.get(messageId) ?? 0) + 1;
          this.underWay.set(messageId, now);
          this.mostAtOnce = Math.max(this.mostAtOnce, now);
          const mail = { to: envelope.rcptTo.map(({ address }) => address).join(','), from: from?.value[0]?.address ?? '', subject, text, messageId };
          this.received.push(mail);
          await this.beforeAnswer(mail);
          this.underWay.set(messageId, (this.underWay.get(messageId) ?? 1) - 1);
        }).then(() => proceed(), (error: unknown) => proceed(error instanceof Error ? error : new Error(String(error))));
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => { server.server.once('error', reject); server.listen(this.port, '127.0.0.1', resolve); });
    this.port = (server.server.address() as AddressInfo).port;
    this.server = server;
  }

  async stop(): Promise<void> {
    const server = this.server;
    this.server = undefined;
    if (server) await new Promise<void>((resolve) => { server.close(resolve); });
  }
}
