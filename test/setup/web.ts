import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The page is built once for all journeys. */
export default async function setup(): Promise<void> {
  const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
  await build({ configFile, logLevel: 'error' });
}
