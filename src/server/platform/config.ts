import { resolve } from 'node:path';
import { z } from 'zod';

/** The only place that reads the environment. */
const environment = z.object({
  SHIJI_HOME: z.string().min(1).optional(),
  SHIJI_HOST: z.string().min(1).default('127.0.0.1'),
  SHIJI_PORT: z.coerce.number().int().min(0).max(65_535).default(8686),
  /** An own PostgreSQL ≥ 15 instead of the embedded one. */
  DATABASE_URL: z.string().min(1).optional(),
  /** `https://…` of the page when a proxy stands before it; cookies are then `Secure`. */
  SHIJI_PUBLIC_URL: z.url().optional(),
  SHIJI_LOG: z.enum(['silent', 'error', 'warn', 'info']).default('warn'),
});

export interface Config {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl?: string;
  readonly publicUrl?: string;
  readonly log: 'silent' | 'error' | 'warn' | 'info';
}

export function loadConfig(overrides: Partial<Config> = {}): Config {
  const env = environment.parse(process.env);
  return {
    home: resolve(env.SHIJI_HOME ?? '.shiji'),
    host: env.SHIJI_HOST,
    port: env.SHIJI_PORT,
    log: env.SHIJI_LOG,
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    ...(env.SHIJI_PUBLIC_URL ? { publicUrl: env.SHIJI_PUBLIC_URL } : {}),
    ...overrides,
  };
}
