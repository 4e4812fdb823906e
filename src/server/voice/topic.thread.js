// Starts the thread that learns and groups: hooks that load TypeScript do not reach it from the main one.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
await import('./topic.worker.ts');
