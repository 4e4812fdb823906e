import { createHmac } from 'node:crypto';
import type { RobotKind } from '../../contract/system/operations.ts';
import { JobError } from './jobs.ts';

/** A message to a group: a title, lines of text, and a page to open. */
export interface GroupMessage {
  readonly title: string;
  readonly lines: readonly string[];
  readonly link?: { readonly text: string; readonly url: string } | undefined;
}

export interface RobotAccess {
  readonly kind: RobotKind;
  readonly address: string;
  readonly secret?: string | undefined;
}

const PATIENCE = 10_000;

/** Where the three platforms take messages; others only as `SHIJI_ROBOT_ORIGINS` allows. */
const origins: Readonly<Record<RobotKind, readonly string[]>> = {
  wecom: ['https://qyapi.weixin.qq.com'],
  dingtalk: ['https://oapi.dingtalk.com', 'https://api.dingtalk.com'],
  feishu: ['https://open.feishu.cn', 'https://open.larksuite.com'],
};

/** Whether a robot's address may be called: the server asks no other machines on a user's word. */
export function robotAllowed(
  kind: RobotKind,
  address: string,
  further: readonly string[],
): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username || url.password) return false;
  return [...origins[kind], ...further].includes(url.origin);
}

/**
 * Sends a message by a group robot. All three answer 200 also to what they refuse; the code in the
 * answer counts. Throws {@link JobError}.
 */
export async function sendByRobot(
  robot: RobotAccess,
  message: GroupMessage,
  { further, now, signal }: { further: readonly string[]; now: Date; signal?: AbortSignal },
): Promise<void> {
  if (!robotAllowed(robot.kind, robot.address, further))
    throw new JobError('system:robot-host', {}, { final: true });
  const { url, body } = requestOf(robot, message, now);
  const patience = AbortSignal.timeout(PATIENCE);
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      // A redirect would lead past the list of hosts.
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
  } catch {
    throw new JobError('system:robot-unreachable', { host: url.host });
  }
  const said = (await answer.json().catch(() => undefined)) as
    | { errcode?: number; code?: number; StatusCode?: number }
    | undefined;
  const code = said?.errcode ?? said?.code ?? said?.StatusCode;
  if (answer.ok && code === 0) return;
  throw refusal(answer.status, code);
}

/** Codes for «too many messages»: worth another try. The rest somebody has to mend. */
const busy = new Set([45009, 130101, 660026, 9499, 11232]);

function refusal(status: number, code: number | undefined): JobError {
  if (code === undefined) return new JobError('system:robot-answer', { status });
  if (busy.has(code) || status === 429) return new JobError('system:robot-busy', { code });
  return new JobError('system:robot-refused', { code }, { final: true });
}

/** Address and body as each platform documents them. */
function requestOf(
  { kind, address, secret }: RobotAccess,
  message: GroupMessage,
  now: Date,
): { url: URL; body: object } {
  const url = new URL(address);
  switch (kind) {
    case 'wecom':
      return { url, body: { msgtype: 'markdown', markdown: { content: markdown(message) } } };
    case 'dingtalk': {
      if (secret) {
        const timestamp = String(now.getTime());
        url.searchParams.set('timestamp', timestamp);
        url.searchParams.set('sign', signDingTalk(timestamp, secret));
      }
      const { title } = message;
      return { url, body: { msgtype: 'markdown', markdown: { title, text: markdown(message) } } };
    }
    case 'feishu': {
      const timestamp = String(Math.floor(now.getTime() / 1000));
      const signed = secret ? { timestamp, sign: signFeishu(timestamp, secret) } : {};
      return { url, body: { ...signed, ...feishuPost(message) } };
    }
  }
}

/** DingTalk: HMAC-SHA256 of «timestamp ↵ secret» under the secret. */
export function signDingTalk(timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
}

/** Feishu: HMAC-SHA256 of nothing under «timestamp ↵ secret». */
export function signFeishu(timestamp: string, secret: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
}

/** What people wrote is text, not markup: no links, mentions or colours of their making. */
function plain(text: string): string {
  const wide: Record<string, string> = { '<': '＜', '>': '＞', '[': '［', ']': '］' };
  return text.replace(/[<>[\]]/g, (c) => wide[c]!).replace(/\s+/g, ' ');
}

/** WeCom takes 4,096 bytes of UTF-8; a character has at most three here. */
const LONGEST = 1200;

function markdown({ title, lines, link }: GroupMessage): string {
  const text = [`**${plain(title)}**`, ...lines.map(plain)].join('\n\n').slice(0, LONGEST);
  return link ? `${text}\n\n[${plain(link.text)}](${link.url})` : text;
}

function feishuPost({ title, lines, link }: GroupMessage): object {
  const content: object[][] = lines.map((text) => [{ tag: 'text', text: text.slice(0, LONGEST) }]);
  if (link) content.push([{ tag: 'a', text: link.text, href: link.url }]);
  return { msg_type: 'post', content: { post: { zh_cn: { title, content } } } };
}
