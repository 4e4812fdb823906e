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
