// Starts the thread that sets papers: hooks that load TypeScript do not reach it from the main one.
// A file and not evaluated code, which would look for packages in the user's folder.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
await import('./render.worker.ts');
