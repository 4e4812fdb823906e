import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Builds the page into the folder given and tells the parent how many modules were read. */
const [folder] = process.argv.slice(2);
let modules = 0;
await build({
  configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
  logLevel: 'error',
  build: { outDir: folder!, emptyOutDir: true },
  plugins: [
    {
      name: 'count-modules',
      moduleParsed: () => {
        if (++modules % 50 === 0) process.send?.(modules);
      },
    },
  ],
});
