import type { ColumnType } from 'kysely';

/** Tables as the migrations leave them; `schema.test.ts` compares this with the database. */
export interface Database {
  account: {
    id: string;
    login: string;
    name: string;
    password_hash: string;
    roles: string[];
    created_at: Date;
  };
  session: {
    token_hash: Buffer;
    account_id: string;
    created_at: Date;
    seen_at: Date;
    expires_at: Date;
  };
  one_time_link: {
    token_hash: Buffer;
    roles: string[];
    created_at: Date;
    expires_at: Date;
    used_at: Date | null;
  };
  sign_in_attempt: { key: string; failures: number; blocked_until: Date };
  scheme: {
    id: string;
    code: string;
    version: number;
    title: string;
    hash: string;
    document: string;
    created_at: Date;
    created_by: string;
  };
  panel: {
    id: string;
    name: string;
    hash: string;
    document: string;
    warnings: ColumnType<unknown, string, never>;
    units: number;
    periods: string[];
    demo: boolean;
    created_at: Date;
    created_by: string;
  };
  run: {
    id: string;
    scheme_id: string;
    panel_id: string;
    period: string;
    seed: number;
    replicates: number;
    result_hash: string;
    bundle: Buffer;
    created_at: Date;
    created_by: string;
  };
}

/** Every column above by name; a test holds it against the migrated database. */
export const expectedColumns = [
  'account.id',
  'account.login',
  'account.name',
  'account.password_hash',
  'account.roles',
  'account.created_at',
  'session.token_hash',
  'session.account_id',
  'session.created_at',
  'session.seen_at',
  'session.expires_at',
  'one_time_link.token_hash',
  'one_time_link.roles',
  'one_time_link.created_at',
  'one_time_link.expires_at',
  'one_time_link.used_at',
  'sign_in_attempt.key',
  'sign_in_attempt.failures',
  'sign_in_attempt.blocked_until',
  'scheme.id',
  'scheme.code',
  'scheme.version',
  'scheme.title',
  'scheme.hash',
  'scheme.document',
  'scheme.created_at',
  'scheme.created_by',
  'panel.id',
  'panel.name',
  'panel.hash',
  'panel.document',
  'panel.warnings',
  'panel.units',
  'panel.periods',
  'panel.demo',
  'panel.created_at',
  'panel.created_by',
  'run.id',
  'run.scheme_id',
  'run.panel_id',
  'run.period',
  'run.seed',
  'run.replicates',
  'run.result_hash',
  'run.bundle',
  'run.created_at',
  'run.created_by',
] as const;
