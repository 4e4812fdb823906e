import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { issue } from '../../contract/appraisal/operations.ts';
import { commonErrors, statusOf } from '../../contract/errors.ts';
import type { Operation } from '../../contract/operation.ts';
import { operations } from '../../contract/operations.ts';

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
  if (!operation.output)
    response[200] = { description: 'a file', type: 'string', format: 'binary' };
  for (const [status, codes] of refusals(operation))
    response[status] = {
      description: codes.join(', '),
      content: { 'application/problem+json': { schema: problemSchema } },
    };
  return {
    url: made.url,
    schema: {
      ...made.schema,
      response,
      'x-permission': operation.permission,
      ...(operation.multipart ? upload(operation.multipart) : {}),
    } as FastifySchema,
  };
};

const problemSchema = z.toJSONSchema(problem, { target: 'openapi-3.0' });

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
  const document = app.swagger() as { paths?: Record<string, Record<string, object>> };
  const sections = [...groupRooms()].map(
    ([room, entries]) =>
      `<h2>${escapeHtml(room)}</h2>${entries.map(([name, o]) => entry(name, o, document)).join('')}`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shiji API</title>
<meta name="viewport" content="width=device-width"><style>
body{font:15px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h2{border-bottom:1px solid #ddd}summary{cursor:pointer;padding:.3rem 0}
code{background:#f4f4f4;padding:.1rem .3rem}pre{background:#f8f8f8;padding:1rem;overflow:auto}
</style><h1>Shiji API</h1>
<p>OpenAPI: <a href="/api/docs/json">/api/docs/json</a>. Sign in first; refusals are
<code>application/problem+json</code> with a stable <code>code</code>.</p>
${sections.join('\n')}</html>`;
}

function groupRooms(): Map<string, [string, Operation][]> {
  const rooms = new Map<string, [string, Operation][]>();
  for (const pair of Object.entries(known)) {
    const room = pair[0].split('.')[0]!;
    rooms.set(room, [...(rooms.get(room) ?? []), pair]);
  }
  return rooms;
}

function entry(
  name: string,
  operation: Operation,
  document: { paths?: Record<string, Record<string, object>> },
): string {
  const path = operation.path.replace(/:(\w+)/g, '{$1}');
  const detail = document.paths?.[path]?.[operation.method.toLowerCase()] ?? {};
  const codes = [...refusals(operation)].map(([status, c]) => `${status} ${c.join(', ')}`);
  return `<details id="${escapeHtml(name)}"><summary><b>${operation.method}</b>
<code>${escapeHtml(path)}</code> ${escapeHtml(operation.summary)}</summary>
<p>${escapeHtml(name)} · permission: ${escapeHtml(operation.permission)} · ${escapeHtml(codes.join(' · '))}</p>
<pre>${escapeHtml(JSON.stringify(detail, null, 2))}</pre></details>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
