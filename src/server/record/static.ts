import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { hashesAt, parseTilePath, TILE_WIDTH } from '../../contract/record/tiles.ts';
import { HASH_SIZE } from '../../contract/record/tree.ts';
import type { Context } from '../platform/context.ts';
import { AppError } from '../platform/error.ts';
import { currentNote } from './publish.ts';
import * as tree from './tree.queries.ts';

/**
 * The tree for anyone to read: hashes and signatures, nothing of what was recorded. Served
 * from the database, so that every server of it shows the same.
 */
export function recordRoutes(app: FastifyInstance, ctx: Context, page: string | undefined): void {
  const schema = { hide: true };
  app.get('/record/verifier', { schema }, async (_request, reply) => {
    const html = page && (await readFile(join(page, 'verifier.html'), 'utf8').catch(() => ''));
    if (!html) throw new AppError('not-found');
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('content-security-policy', policyOf(html))
      .send(html);
  });
  app.get('/record/checkpoint', { schema }, async (_request, reply) => {
    const note = await currentNote(ctx.db);
    if (note === undefined) throw new AppError('not-found');
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(note);
  });
  app.get('/record/key', { schema }, async (_request, reply) => {
    const keys = await tree.listKeys(ctx.db);
    if (keys.length === 0) throw new AppError('not-found');
    return reply.type('text/plain; charset=utf-8').send(keys.map((k) => `${k.vkey}\n`).join(''));
  });
  app.get<{ Params: { '*': string } }>('/record/tile/*', { schema }, async (request, reply) => {
    const wanted = parseTilePath(`tile/${request.params['*']}`);
    const size = (await tree.lastCheckpoint(ctx.db))?.size ?? 0;
    if (!wanted || hashesAt(wanted.level, size) < wanted.index * TILE_WIDTH + wanted.width)
      throw new AppError('not-found');
    const [tile] = await tree.findTiles(ctx.db, [wanted]);
    if (!tile) throw new AppError('not-found');
    return reply
      .type('application/octet-stream')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(tile.hashes.subarray(0, wanted.width * HASH_SIZE)));
  });
}

/** Its own script and nothing else: the verifier asks no network for anything. */
function policyOf(html: string): string {
  const script = /<script>([\s\S]*)<\/script>/.exec(html)?.[1] ?? '';
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
