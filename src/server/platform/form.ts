import type { MultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from './error.ts';
import { UPLOAD_LIMIT } from './http.ts';

/** A file as it was uploaded. */
export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Part = MultipartFile | { type: 'field'; fieldname: string; value: unknown };

/**
 * Files and text fields of a form. Throws `too-large` when the files together are too much, or
 * one of them or their number is beyond the limits given. Fields without a file are left out.
 */
export async function readForm(
  request: FastifyRequest,
  limits?: { readonly most: number; readonly bytes: number },
): Promise<{ files: Upload[]; fields: Partial<Record<string, string>> }> {
  if (!request.isMultipart()) throw new AppError('wrong-type');
  const files: Upload[] = [];
  const fields: Partial<Record<string, string>> = {};
  let size = 0;
  const options = limits && { limits: { files: limits.most, fileSize: limits.bytes } };
  for await (const part of request.parts(options) as AsyncIterable<Part>)
    if (part.type === 'file') {
      const bytes = await part.toBuffer();
      // What a browser sends for a field in which nothing was chosen.
      if (limits && part.filename === '' && bytes.length === 0) continue;
      size += bytes.length;
      if (size > UPLOAD_LIMIT)
        throw new AppError('too-large', [
          { code: 'server.files-too-large', params: { limit: UPLOAD_LIMIT / 2 ** 20 } },
        ]);
      files.push({ name: part.filename, bytes });
    } else fields[part.fieldname] = String(part.value);
  return { files, fields };
}

/** The one file of a form. Throws `invalid` when there is none or more. */
export function oneFile(files: readonly Upload[]): Upload {
  if (files.length !== 1)
    throw new AppError('invalid', [
      { code: files.length ? 'server.one-file' : 'server.no-file', path: 'file' },
    ]);
  return files[0]!;
}

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Headers of a file to be saved; RFC 6266: a plain name for old clients, the real one encoded. */
export function download(reply: FastifyReply, type: string, name: string): FastifyReply {
  const plain = name.replace(/[^\w.-]/g, '_');
  const disposition = `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
  return reply.type(type).header('content-disposition', disposition);
}
