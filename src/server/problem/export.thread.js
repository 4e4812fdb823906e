// Starts a writing thread: hooks that load TypeScript do not reach it from the main one.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
await import('./export.worker.ts');
