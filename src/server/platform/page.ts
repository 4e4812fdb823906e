import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from './error.ts';
import { sendProblem } from './problem.ts';

/** Serves the built page from `folder`; every address the page knows itself gets its one document. */
export async function servePage(app: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder !== undefined)
    await app.register(fastifyStatic, {
      root: folder,
      setHeaders: (reply, path) => {
        // Both have a new address when what they hold is new.
        const hashed = /\/(assets|open)\//.test(path);
        reply.setHeader(
          'cache-control',
          hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        );
      },
    });
  app.setNotFoundHandler((request, reply) =>
    folder !== undefined && request.method === 'GET' && !/^\/(api|assets)\//.test(request.url)
      ? reply.sendFile('index.html')
      : sendProblem(new AppError('not-found'), request, reply),
  );
}
