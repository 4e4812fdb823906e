import type { Settings } from '../../contract/system/settings.ts';
import { JobError } from './jobs.ts';

/** How to reach the mail server: the settings, and the password that is kept apart. */
export interface MailServer {
  readonly settings: Settings['mail'];
  readonly password: string | undefined;
}

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for the same mail: a mailbox may show a second copy once. */
  readonly id?: string;
}

/** Milliseconds. A server that says nothing is taken to be away. */
const CONNECT = 10_000;
const SILENCE = 30_000;

/**
 * Sends one mail over SMTP. Throws {@link JobError}: `final` where trying again with the same
 * settings would end the same way.
 */
export async function sendMail(server: MailServer, mail: Mail): Promise<void> {
  const { settings, password } = server;
  const { host, port, security, user, sender, senderName } = settings;
  if (!host || !sender) throw new JobError('system:mail-not-set', {}, { final: true });
  // Read when the first mail goes: many offices send none.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: { rejectUnauthorized: !settings.anyCertificate, minVersion: 'TLSv1.2' },
    ...(user ? { auth: { user, pass: password ?? '' } } : {}),
    connectionTimeout: CONNECT,
    greetingTimeout: CONNECT,
    socketTimeout: SILENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: oneLine(senderName), address: sender },
      // An object, not a text: a comma or line break in it makes no further receiver.
      to: { name: '', address: oneLine(mail.to) },
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      ...(mail.id ? { messageId: `<${mail.id}@${sender.split('@')[1]}>` } : {}),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (error) {
    throw mailFault(error, { host, port });
  } finally {
    transport.close();
  }
}

/** Line breaks would start another header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** What the server's refusal means for whoever set it up. Its own words may name the receiver. */
function mailFault(error: unknown, at: { host: string; port: number }): JobError {
  const { code = '', responseCode = 0 } = error as { code?: string; responseCode?: number };
  const final = responseCode >= 500;
  if (code === 'EAUTH' || responseCode === 530)
    return new JobError('system:mail-password', { host: at.host }, { final: true });
  if (code === 'ETLS' || /CERT|SSL|TLS/.test(code) || isCertificate(error))
    return new JobError('system:mail-tls', { host: at.host }, { final: true });
  if (code === 'EENVELOPE')
    return new JobError('system:mail-refused', { status: responseCode }, { final });
  if (responseCode) return new JobError('system:mail-answer', { status: responseCode }, { final });
  return new JobError('system:mail-unreachable', at);
}

function isCertificate(error: unknown): boolean {
  const text = String((error as Error).message);
  return /certificate|altnames|self-signed|wrong version number|tls/i.test(text);
}
