// Plain JavaScript: a worker cannot start with TypeScript before its loader is registered.
import { register } from 'tsx/esm/api';

register({ tsconfig: false });
await import('./thread.ts');
