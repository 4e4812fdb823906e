// Plain JavaScript: a worker cannot start with TypeScript before its loader is registered.
import { register } from 'tsx/esm/api';

register();
await import('./thread.ts');
