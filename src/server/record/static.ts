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
export function recordRoutes(app: FastifyInstance, ctx: Context): void {
  const schema = { hide: true };
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
