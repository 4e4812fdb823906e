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
  /** Further origins that group robots may be sent to, by comma: `https://wecom.example`. */
  SHIJI_ROBOT_ORIGINS: z.string().default(''),
  SHIJI_LOG: z.enum(['silent', 'error', 'warn', 'info']).default('warn'),
  /** The organisation's own sign-in service (OpenID Connect); absent: passwords only. */
  SHIJI_OIDC_ISSUER: z.url().optional(),
  SHIJI_OIDC_CLIENT_ID: z.string().min(1).optional(),
  SHIJI_OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** Name of the service on the button. */
  SHIJI_OIDC_LABEL: z.string().min(1).max(40).optional(),
  SHIJI_OIDC_SCOPE: z.string().min(1).default('openid profile'),
  /** Claim that names who it is, and whether that is the login or the person's number. */
  SHIJI_OIDC_CLAIM: z.string().min(1).default('preferred_username'),
  SHIJI_OIDC_MATCH: z.enum(['login', 'number']).default('login'),
  /** `yes`: a person known by number gets an account at the first sign-in. */
  SHIJI_OIDC_CREATE: z.enum(['yes', 'no']).default('no'),
});

/** How to sign in through the organisation's own sign-in service. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly label: string | undefined;
  readonly scope: string;
  readonly claim: string;
  readonly match: 'login' | 'number';
  readonly create: boolean;
}

export interface Config {
  readonly home: string;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl?: string;
  readonly publicUrl?: string;
  readonly robotOrigins: readonly string[];
  readonly log: 'silent' | 'error' | 'warn' | 'info';
  readonly oidc?: OidcConfig;
}

export function loadConfig(overrides: Partial<Config> = {}): Config {
  const env = environment.parse(process.env);
  return {
    home: resolve(env.SHIJI_HOME ?? '.shiji'),
    host: env.SHIJI_HOST,
    port: env.SHIJI_PORT,
    log: env.SHIJI_LOG,
    robotOrigins: env.SHIJI_ROBOT_ORIGINS.split(',').flatMap((o) => o.trim() || []),
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    ...oidcOf(env),
    ...(env.SHIJI_PUBLIC_URL ? { publicUrl: env.SHIJI_PUBLIC_URL } : {}),
    ...overrides,
  };
}

/** An issuer without its client is a mistake to be told at the start, not at the first sign-in. */
function oidcOf(env: z.output<typeof environment>): { oidc?: OidcConfig } {
  const issuer = env.SHIJI_OIDC_ISSUER;
  if (issuer === undefined) return {};
  const client = z
    .object({ SHIJI_OIDC_CLIENT_ID: z.string(), SHIJI_OIDC_CLIENT_SECRET: z.string() })
    .parse(env);
  return {
    oidc: {
      issuer,
      clientId: client.SHIJI_OIDC_CLIENT_ID,
      clientSecret: client.SHIJI_OIDC_CLIENT_SECRET,
      label: env.SHIJI_OIDC_LABEL,
      scope: env.SHIJI_OIDC_SCOPE,
      claim: env.SHIJI_OIDC_CLAIM,
      match: env.SHIJI_OIDC_MATCH,
      create: env.SHIJI_OIDC_CREATE === 'yes',
    },
  };
}
