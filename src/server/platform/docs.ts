import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { issue } from '../../contract/appraisal/operations.ts';
import { commonErrors, statusOf } from '../../contract/errors.ts';
import type { Operation } from '../../contract/operation.ts';
import { operations } from '../../contract/operations.ts';
import { ENGINE_VERSION } from '../../engine/index.ts';

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  issues: z.array(issue).optional(),
});

const known: Readonly<Record<string, Operation>> = operations;

/** Refusals of an operation, by status. */
function refusals(operation: Operation): Map<number, string[]> {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...commonErrors, ...(operation.errors ?? [])]))
    byStatus.set(statusOf[code], [...(byStatus.get(statusOf[code]) ?? []), code]);
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

type Transform = typeof jsonSchemaTransform;

/** OpenAPI of a route: from the same zod, and what Fastify's schema cannot say. */
export const openApiTransform: Transform = (given) => {
  const made = jsonSchemaTransform(given) as { schema: FastifySchema; url: string };
  const operation = known[(given.schema as { operationId?: string }).operationId ?? ''];
  if (!operation) return made;
  const response: Record<string, unknown> = {
    ...(made.schema.response as object | undefined),
  };
  const answer = response[200] as object | undefined;
  response[200] = answer
    ? { ...answer, description: 'Done' }
    : {
        description: 'A file',
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      };
  for (const [status, codes] of refusals(operation))
    response[status] = {
      description: codes.join(', '),
      content: { 'application/problem+json': { schema: { ...problemSchema } } },
    };
  return {
    url: made.url,
    schema: {
      ...made.schema,
      response,
      description: needed(operation),
      security: operation.permission === 'public' ? [] : [{ session: [] }, { token: [] }],
      'x-permission': operation.permission,
      ...(operation.multipart ? upload(operation.multipart) : {}),
    } as FastifySchema,
  };
};

const problemSchema = z.toJSONSchema(problem, { target: 'openapi-3.0' });

/** Who may call an operation, in words. */
function needed({ permission, named }: Operation): string {
  if (permission === 'public') return 'For anybody, signed in or not.';
  if (permission === 'session') return 'For whoever is signed in.';
  const right = `Needs \`${permission}\` for the unit in question`;
  return named ? `${right}, or to be named in the row (not by token).` : `${right}.`;
}

/** Rooms of the interface: name and what they are for. */
const rooms: Readonly<Record<string, readonly [name: string, what: string]>> = {
  appraisal: ['Appraisal', 'Schemes, data, runs and sealed results.'],
  campaign: ['Campaigns', 'Frames of the loop: theme, scope, taxonomy and times.'],
  cockpit: ['Cockpit', 'How the loop stands in a unit and under it, as of a day.'],
  institution: ['Rules', 'Rules made, amended and repealed, and the problems they answer.'],
  special: ['Special rectifications', 'Rectification across units, closed jointly.'],
  study: ['Study', 'Sessions: plan, attendance, materials and what came of them.'],
  supervision: ['Supervision', 'Letters drafted on overdue or silence, signed and answered.'],
  document: ['Papers', 'Official papers filled from live data, as Word and PDF.'],
  duty: ['Responsibility', 'Duties, signatures, acts in person and gaps in the chain.'],
  evidence: ['Evidence', 'Files that show what was done.'],
  problem: ['Problems', 'Problems with their measures, from the list to the close-out.'],
  voice: ['Voices', 'What people raise: intake, desk, answer, marks; whistle-blowing apart.'],
  ballot: ['Ballots', 'Secret ballots: roll, keys, box, results after the close.'],
  visit: ['Visits', 'Visits to the grassroots of the four kinds, and voices raised there.'],
  need: ['Needs', 'What people need, and which plans answer it.'],
  survey: ['Surveys', 'Questions to the people: forms, rolls and codes, answers, results.'],
  task: ['Imports', 'Files that are read, shown and written beside requests.'],
  identity: ['Accounts', 'Signing in, sessions, second step, API tokens, accounts of others.'],
  notice: ['Notices', 'What somebody was told, and how to be told.'],
  org: ['Organisation', 'The tree of units, its changes and its state on any day.'],
  person: ['People', 'People, posts, tenures, rights and delegations.'],
  record: ['Record', 'The append-only record: entries, proofs, checkpoints, dossiers.'],
  search: ['Search', 'Units, people and pages by two characters.'],
  system: ['System', 'Settings, mail, robots and work in the background.'],
  today: ['Today', 'What waits for whoever is signed in, and a unit in figures.'],
};

/** What holds for the whole document: ways to sign in, names of the rooms. */
export const openApiHead = (sessionCookie: string) => ({
  info: {
    title: 'Shiji',
    version: ENGINE_VERSION,
    description:
      'Sign in with the session cookie of the page, or with an API token in the header ' +
      '`Authorization: Bearer …`. Refusals are `application/problem+json` with a stable `code`.',
  },
  tags: Object.entries(rooms).map(([name, [shown, description]]) => ({
    name,
    description,
    'x-displayName': shown,
  })),
  components: {
    securitySchemes: {
      session: { type: 'apiKey' as const, in: 'cookie' as const, name: sessionCookie },
      token: { type: 'http' as const, scheme: 'bearer' },
    },
  },
});

function upload(parts: NonNullable<Operation['multipart']>): FastifySchema {
  const file = { type: 'string', format: 'binary' };
  const kinds = {
    file,
    files: { type: 'array', items: file },
    json: { type: 'string', description: 'JSON' },
    text: { type: 'string' },
  };
  return {
    consumes: ['multipart/form-data'],
    body: {
      type: 'object',
      properties: Object.fromEntries(Object.entries(parts).map(([k, kind]) => [k, kinds[kind]])),
    },
  } as FastifySchema;
}

/** Every operation on one page that needs no script; the machine-readable form is /api/docs/json. */
export function docsPage(app: FastifyInstance): string {
  const document = app.swagger() as Document;
  const groups = [...groupRooms()];
  const list = groups.map(([room]) => `<a href="#${room}">${escapeHtml(nameOf(room))}</a>`);
  const sections = groups.map(
    ([room, entries]) =>
      `<h2 id="${room}">${escapeHtml(nameOf(room))}</h2><p>${escapeHtml(rooms[room]?.[1] ?? '')}</p>
${entries.map(([name, o]) => entry(name, o, document)).join('')}`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shiji API</title>
<meta name="viewport" content="width=device-width"><style>
:root{color-scheme:light dark}body{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
nav a{margin-right:1rem}h2{border-bottom:1px solid #8886;margin-top:2rem}h3{font-size:1em;margin:.8rem 0 .2rem}
details{border-bottom:1px solid #8883}details[open]{padding-bottom:1rem}summary{cursor:pointer;padding:.3rem 0}
summary b{display:inline-block;min-width:3rem}code{background:#8882;padding:.1rem .3rem;border-radius:3px}
table{border-collapse:collapse;width:100%}td{padding:.15rem .6rem .15rem 0;vertical-align:top}td:first-child{white-space:nowrap}
pre{background:#8881;padding:1rem;overflow:auto;max-height:24rem}
</style><h1>Shiji API</h1>
<p>Sign in with the session cookie of the page, or send an API token: <code>Authorization: Bearer …</code>
(made under «My account»). Refusals are <code>application/problem+json</code> with a stable
<code>code</code>. For programs: <a href="/api/docs/json">OpenAPI as JSON</a>.</p>
<nav>${list.join('')}</nav>
${sections.join('\n')}</html>`;
}

interface Shape {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
}
interface Described {
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema?: Shape;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: object }>> };
  readonly responses?: Readonly<
    Record<string, { content?: Readonly<Record<string, { schema: object }>> }>
  >;
}
interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

const nameOf = (room: string): string => rooms[room]?.[0] ?? room;

function groupRooms(): Map<string, [string, Operation][]> {
  const groups = new Map<string, [string, Operation][]>();
  for (const pair of Object.entries(known)) {
    const room = pair[0].split('.')[0]!;
    groups.set(room, [...(groups.get(room) ?? []), pair]);
  }
  return groups;
}

function entry(name: string, operation: Operation, document: Document): string {
  const path = operation.path.replace(/:(\w+)/g, '{$1}');
  const detail = document.paths?.[path]?.[operation.method.toLowerCase()] ?? {};
  const parameters = (detail.parameters ?? []).map(({ name: given, in: where, required, schema }) =>
    row(
      `<code>${escapeHtml(given)}</code>`,
      `${where}${required ? ', required' : ''}`,
      told(schema),
    ),
  );
  const codes = [...refusals(operation)].map(([status, c]) =>
    row(String(status), c.map((code) => `<code>${escapeHtml(code)}</code>`).join(' ')),
  );
  return `<details id="${escapeHtml(name)}"><summary><b>${operation.method}</b>
<code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary)}</summary>
<p>${escapeHtml(name)} · ${escapeHtml(needed(operation)).replace(/`([^`]*)`/g, '<code>$1</code>')}</p>
${table('Parameters', parameters)}${content('Body', detail.requestBody?.content)}
${content('Answer', detail.responses?.[200]?.content)}${table('Refusals', codes)}</details>`;
}

const row = (...cells: string[]): string =>
  `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

const table = (title: string, rows: readonly string[]): string =>
  rows.length > 0 ? `<h3>${title}</h3><table>${rows.join('')}</table>` : '';

const told = (schema: Shape | undefined): string =>
  escapeHtml(schema?.enum?.join(' | ') ?? [schema?.type, schema?.format].filter(Boolean).join(' '));

/** What is sent or answered: its kind and its schema. */
function content(title: string, given: Readonly<Record<string, { schema: object }>> | undefined) {
  return Object.entries(given ?? {})
    .map(
      ([kind, { schema }]) => `<h3>${title} <code>${escapeHtml(kind)}</code></h3>
<pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre>`,
    )
    .join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
