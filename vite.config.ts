import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('src/web'),
  plugins: [react()],
  build: {
    outDir: path('dist/web'),
    // The page's policy allows no data: fonts.
    assetsInlineLimit: 0,
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    // The host stays as the browser named it: the server compares it with the origin.
    proxy: { '/api': { target: 'http://127.0.0.1:8686', changeOrigin: false } },
  },
});
