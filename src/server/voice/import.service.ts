import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { addWorkingDays } from '../../contract/deadline/calendar.ts';
import type { Task } from '../../contract/task/operations.ts';
import {
  type MessageOptions,
  type MessagePreview,
  type MessagePreviewRow,
  type MessageStatus,
  MOST_PREVIEWED,
  messageOptions,
  messageStatuses,
} from '../../contract/voice/imports.ts';
import type { Issue } from '../../engine/index.ts';
import { type UnitMatch, unitResolver } from '../../office/ledger/units.ts';
import { unitKey } from '../../office/table/cells.ts';
import type { MessageFile, MessageLine } from '../../office/voice/read.ts';
import { plain } from '../../text/normalise.ts';
import * as org from '../org/service.ts';
import type { RequestContext } from '../platform/context.ts';
import { dayOf, dayOnly, startOf } from '../platform/days.ts';
import { takeTurns } from '../platform/db.ts';
import { AppError } from '../platform/error.ts';
import type { Upload } from '../platform/form.ts';
import { newId } from '../platform/ids.ts';
import { enqueue } from '../platform/jobs.ts';
import { fieldIssues } from '../platform/problem.ts';
import { inScopes, type Trx } from '../platform/scope.ts';
import { macOf } from '../platform/secret.ts';
import type { TaskKind, TaskPreview, TaskWork } from '../platform/tasks.ts';
import { lettersOf } from '../platform/tracking.ts';
import { record } from '../record/service.ts';
import { readSettings, workCalendar } from '../system/service.ts';
import * as tasks from '../task/service.ts';
import * as queries from './import.queries.ts';
import { titleOf } from './intake.service.ts';

/** Rows written at once. */
const AT_ONCE = 400;
/** Known messages asked for at once. */
const ASKED = 2000;

type File = Pick<MessageFile, 'lines' | 'columns'>;
type Work = TaskWork<MessageOptions>;

const asking = z.object({
  unit: z.uuid(),
  kind: messageOptions.shape.kind,
  open: z.enum(['', 'yes']).default(''),
});

/** Has a file of messages read for a unit: they are addressed to it, or to units under it by name. */
export async function startImport(
  ctx: RequestContext,
  file: Upload,
  fields: Partial<Record<string, string>>,
): Promise<Task> {
  const given = asking.safeParse({ ...fields, kind: fields.kind || undefined });
  if (!given.success) throw new AppError('invalid', fieldIssues(given.error, fields));
  const { unit, kind, open } = given.data;
  const base = await inScopes(ctx, (trx) => org.placeOf(ctx, trx, unit));
  return tasks.start(ctx, 'voice', { file, org: base, options: { kind, open: open === 'yes' } });
}

/** Words that name whistle-blowing: it has a door of its own and never comes in by a file. */
const SEALED = /举报|检举|控告/;
const KINDS: readonly (readonly [RegExp, MessageOptions['kind']])[] = [
  [/咨询|询问/, 'consult'],
  [/求助|求决/, 'help'],
  [/建议|意见/, 'suggest'],
  [/投诉|申诉/, 'complain'],
];

interface PlannedMessage {
  readonly line: MessageLine;
  readonly status: MessageStatus;
  readonly issues: readonly Issue[];
  /** What it is known by when it comes again. */
  readonly number: string;
  readonly kind: MessageOptions['kind'];
  readonly unit: org.Place & { readonly name?: string };
  readonly known?: Awaited<ReturnType<typeof queries.knownMessages>>[number];
}

/** Without a number of its own a message is known by what it says, when and by whom. */
const numberOf = ({ number, text, title, on, author }: MessageLine): string =>
  number ??
  `#${createHash('sha256').update([title, text, on, author].join('\n')).digest('hex').slice(0, 16)}`;

/** What a file would bring, against what is there. */
async function planOf(trx: Trx, work: Work, file: File): Promise<PlannedMessage[]> {
  const { org: base, options, ctx, progress } = work;
  const words = [...new Set(file.lines.flatMap((l) => l.unit ?? []))];
  const units = await queries.unitsNamed(trx, base.path, words);
  const places = new Map(units.map((u) => [u.id, { id: u.id, path: u.path, name: u.name }]));
  const resolve = unitResolver(
    units.map((u) => ({ ...u, shortName: u.short_name, closed: u.closed_on !== null })),
  );
  const numbers = [...new Set(file.lines.map(numberOf))];
  const known = new Map<string, PlannedMessage['known']>();
  for (let at = 0; at < numbers.length; at += ASKED) {
    const rows = await queries.knownMessages(trx, base.path, numbers.slice(at, at + ASKED));
    for (const row of rows) known.set(row.foreign_number!, row);
    await progress(0, file.lines.length);
  }
  const today = dayOf(ctx.now());
  const seen = new Set<string>();
  return file.lines.map((line) => {
    const number = numberOf(line);
    const match = line.unit === null ? undefined : resolve(line.unit);
    const unit = match?.kind === 'one' ? (places.get(match.unit.id) ?? base) : base;
    const issues = [...line.issues, ...faults(line, { match, today, twice: seen.has(number) })];
    seen.add(number);
    const before = known.get(number);
    if (before && before.text !== line.text)
      issues.push({ code: 'hot:import-other-text', params: { number } });
    const status =
      issues.length > 0
        ? 'rejected'
        : !before
          ? 'new'
          : before.likes === line.likes && (line.topic ?? before.topic) === before.topic
            ? 'unchanged'
            : 'changed';
    return {
      ...{ line, status, issues, number, unit, kind: kindOf(line, options.kind) },
      ...(before ? { known: before } : {}),
    };
  });
}

function faults(
  line: MessageLine,
  about: { readonly match: UnitMatch | undefined; readonly today: string; readonly twice: boolean },
): Issue[] {
  const issues: Issue[] = [];
  if (about.match && about.match.kind !== 'one')
    issues.push({ code: 'hot:import-unit', params: { text: line.unit! } });
  if (about.match?.kind === 'one' && about.match.unit.closed)
    issues.push({ code: 'hot:import-unit-closed', params: { text: line.unit! } });
  if (line.on && line.on > about.today) issues.push({ code: 'hot:import-future', params: {} });
  if (about.twice) issues.push({ code: 'hot:import-twice', params: { number: numberOf(line) } });
  if (line.kind && SEALED.test(line.kind)) issues.push({ code: 'hot:import-sealed', params: {} });
  return issues;
}

const kindOf = (line: MessageLine, otherwise: MessageOptions['kind']): MessageOptions['kind'] =>
  KINDS.find(([word]) => word.test(line.kind ?? ''))?.[1] ?? otherwise;

const countsOf = (plan: readonly PlannedMessage[]) =>
  Object.fromEntries(messageStatuses.map((s) => [s, plan.filter((p) => p.status === s).length]));

/** Two plans with one digest do the same. */
function sealOf(plan: readonly PlannedMessage[]): string {
  const digest = createHash('sha256');
  for (const { status, number, unit, kind, line } of plan)
    digest.update(JSON.stringify([status, number, unit.id, kind, line]));
  return digest.digest('hex');
}

const titleIn = (line: MessageLine): string => line.title || titleOf(line.text);
const textKey = (line: MessageLine): string => plain(line.text).text.replaceAll(' ', '');

function previewOf(plan: readonly PlannedMessage[], file: File): TaskPreview {
  const days = plan.flatMap((p) => p.line.on ?? []).sort();
  const authors = new Set(plan.flatMap((p) => p.line.author ?? []));
  const settled = (p: PlannedMessage): number => (p.status === 'rejected' ? 0 : 1);
  const page: MessagePreview = {
    list: [...plan]
      .sort((a, b) => settled(a) - settled(b))
      .slice(0, MOST_PREVIEWED)
      .map(rowOf),
    columns: file.columns,
    from: days[0] ?? null,
    to: days.at(-1) ?? null,
    people: authors.size,
    repeats: plan.length - new Set(plan.map((p) => textKey(p.line))).size,
  };
  return {
    rows: plan.length,
    counts: countsOf(plan),
    rejects: plan
      .filter((p) => p.status === 'rejected')
      .map(({ line, issues }) => ({ sheet: line.sheet, row: line.row, issues })),
    page,
    seal: sealOf(plan),
  };
}

function rowOf({ line, status, issues, unit }: PlannedMessage): MessagePreviewRow {
  return {
    ...{ row: line.row, sheet: line.sheet, title: titleIn(line), on: line.on, likes: line.likes },
    ...{ unit: unit.name ?? null, topic: line.topic, status },
    issues: issues.map(({ code, at, params }) => ({
      code,
      ...(at?.column ? { at: { column: at.column } } : {}),
      ...(params ? { params } : {}),
    })),
  };
}

/** Enters what was shown; the same texts again point at the first of them. */
async function write(trx: Trx, work: Work, plan: readonly PlannedMessage[]) {
  const { ctx, options } = work;
  const fresh = plan.filter((p) => p.status === 'new');
  const { voice: limits } = await readSettings(trx);
  const calendar = await workCalendar(trx);
  const today = dayOf(ctx.now());
  const quiet = dayOnly(ctx);
  const first = new Map<string, string>();
  const starts = new Map<string, Date>();
  const startOn = (day: string): Date => {
    const known = starts.get(day) ?? startOf(day);
    starts.set(day, known);
    return known;
  };
  for (let at = 0; at < fresh.length; at += AT_ONCE) {
    const part = fresh.slice(at, at + AT_ONCE);
    const rows = await Promise.all(
      part.map(async ({ line, unit, kind, number }) => {
        const on = line.on!;
        const id = newId(startOn(on));
        const place = { org_id: unit.id, org_path: unit.path, handler_path: unit.path };
        const key = textKey(line);
        const repeats = first.get(key) ?? null;
        if (!repeats) first.set(key, id);
        const open = options.open;
        const answerBy = addWorkingDays(calendar, open ? today : on, limits[kind]);
        return {
          voice: {
            ...place,
            ...{ id, handler_id: unit.id, sealed: false, kind, way: 'import', place: line.place },
            number: `${on.slice(0, 4)}-${lettersOf(randomBytes(7), 7)}`,
            ...{ title: titleIn(line), text: line.text, topic: line.topic, likes: line.likes },
            author: line.author
              ? await macOf(ctx.config.home, 'voice-author', Buffer.from(line.author))
              : null,
            state: open ? 'received' : 'closed',
            closed_on: open ? null : today,
            received_on: on,
            assign_by: addWorkingDays(calendar, open ? today : on, limits.assignWithin),
            answer_by: answerBy,
            promised_by: answerBy,
            ...{ moved_on: today, returned: 0, repeats_id: repeats, foreign_number: number },
            // Nobody holds a code of it: the person was answered where they wrote.
            code_hash: randomBytes(32),
            ...{ entered_by: ctx.me?.id ?? null, version: 1 },
          },
          step: {
            ...place,
            ...{
              id: newId(startOn(on)),
              voice_id: id,
              position: 0,
              step: 'receive',
              sealed: false,
            },
            to_state: open ? 'received' : 'closed',
            ...{ by_person: ctx.me?.id ?? null, on_day: today },
          },
          entry: {
            act: 'voice.receive' as const,
            subject: `voice:${id}`,
            org: { id: unit.id, path: unit.path },
            content: {
              ...{ number, kind, way: 'import', topic: line.topic },
              text: createHash('sha256').update(line.text).digest('hex'),
            },
          },
        };
      }),
    );
    await queries.insertMessages(
      trx,
      rows.map((r) => r.voice),
      rows.map((r) => r.step),
    );
    await record(trx, quiet, ...rows.map((r) => r.entry));
    await work.progress(at + part.length, plan.length);
  }
  await change(trx, work, plan);
  await enqueue(trx, 'voice.hot', {}, { key: 'voice.hot' });
  await enqueue(trx, 'voice.learn', {}, { key: 'voice.learn' });
  return countsOf(plan);
}

async function change(trx: Trx, { ctx }: Work, plan: readonly PlannedMessage[]): Promise<void> {
  for (const { known, line, status } of plan) {
    if (status !== 'changed' || !known) continue;
    const values = { likes: line.likes, topic: line.topic ?? known.topic };
    await queries.updateMessage(trx, known, values);
    await record(trx, dayOnly(ctx), {
      act: 'voice.set-topic',
      subject: `voice:${known.id}`,
      org: { id: known.org_id, path: known.org_path },
      content: values,
    });
  }
}

/** Imports of messages. */
export const voiceTasks: readonly TaskKind<File, MessageOptions>[] = [
  {
    kind: 'voice',
    permission: 'voice.triage',
    options: messageOptions,
    link: ({ id }) => `/voices?act=import&task=${id}`,
    read: async (trx, work, file) => previewOf(await planOf(trx, work, file), file),
    write: async (trx, work, file, seal) => {
      await takeTurns(trx, `voice import ${unitKey(work.org.id)}`);
      const plan = await planOf(trx, work, file);
      if (sealOf(plan) !== seal) throw new AppError('conflict');
      return write(trx, work, plan);
    },
  },
];
