import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/**
 * The page is built once for all journeys, as it is shipped: a build in a process of tests takes
 * React's code for developers, which draws everything twice and several times slower.
 */
export default async function setup(): Promise<void> {
  const configFile = fileURLToPath(new URL('../../vite.config.ts', import.meta.url));
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile, logLevel: 'error' });
  } finally {
    process.env.NODE_ENV = before;
  }
}
