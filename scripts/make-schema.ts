/**
 * Writes data/scheme.schema.json, which editors use to complete and check schemes. A test
 * compares the committed file with what this makes.
 *
 *     node --import tsx scripts/make-schema.ts
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { schemeJsonSchema } from '../src/engine/scheme/json-schema.ts';

export function schemaFile(): string {
  return `${JSON.stringify(schemeJsonSchema(), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(new URL('../data/scheme.schema.json', import.meta.url), schemaFile());
