import { randomUUID } from 'node:crypto';

/** Body and headers of a multipart form, for a request that is injected. */
export function formOf(
  file: { readonly name: string; readonly bytes: Uint8Array },
  fields: Readonly<Record<string, string>> = {},
) {
  const edge = `----${randomUUID()}`;
  const part = (head: string, content: Uint8Array | string) => [
    Buffer.from(`--${edge}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content as Uint8Array),
    Buffer.from('\r\n'),
  ];
  const payload = Buffer.concat([
    ...Object.entries(fields).flatMap(([name, value]) => part(`name="${name}"`, value)),
    ...part(
      `name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream`,
      file.bytes,
    ),
    Buffer.from(`--${edge}--\r\n`),
  ]);
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${edge}` } };
}
