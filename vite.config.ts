import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';
import { buildOpen, openEntries } from './scripts/open-pages.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** The verifier of dossiers: one file with everything in it, to be kept and opened offline. */
function verifier(): Plugin {
  return {
    name: 'verifier',
    apply: 'build',
    async generateBundle() {
      const made = (await build({
        configFile: false,
        logLevel: 'error',
        build: {
          write: false,
          target: 'es2020',
          lib: { entry: path('src/web/record/verifier.ts'), formats: ['iife'], name: 'verifier' },
        },
      })) as Rolldown.RolldownOutput[];
      const script = made[0]!.output[0].code.trim().replaceAll('</script', '<\\/script');
      const page = await readFile(path('src/web/record/verifier.html'), 'utf8');
      const source = page.replace('/*script*/', () => script);
      this.emitFile({ type: 'asset', fileName: 'verifier.html', source });
    },
  };
}

/** Scripts of the public pages: one file each, beside the page and nothing of it. */
function openPages(): Plugin {
  return {
    name: 'open-pages',
    apply: 'build',
    async generateBundle() {
      for (const name of await openEntries())
        this.emitFile({
          type: 'asset',
          fileName: `open/${name}.js`,
          source: await buildOpen(name),
        });
    },
  };
}

export default defineConfig({
  root: path('src/web'),
  plugins: [react(), verifier(), openPages()],
  build: {
    outDir: path('dist/web'),
    // The page's policy allows no data: fonts.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      output: {
        // Schemas in any chunk are made after the policy has spoken (shell/policy.ts).
        codeSplitting: {
          groups: [{ name: 'zod', test: /node_modules\/zod\/|shell\/policy\.ts/ }],
        },
      },
    },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    // The host stays as the browser named it: the server compares it with the origin.
    proxy: Object.fromEntries(
      ['/api', '^/notice([/?]|$)', '/v/', '/s/', '/open311/'].map((p) => [
        p,
        { target: 'http://127.0.0.1:8686', changeOrigin: false },
      ]),
    ),
  },
});
