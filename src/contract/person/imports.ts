import { z } from 'zod';
import type { Issue } from '../../engine/index.ts';
import type { Role } from '../permissions.ts';
import type { TenureKind } from './schemas.ts';

/** What becomes of a row of a file: exactly one of these; `ask` waits for an answer. */
export const importStatuses = ['new', 'changed', 'unchanged', 'ask', 'rejected'] as const;
export type ImportStatus = (typeof importStatuses)[number];

export interface ImportRow {
  /** `<sheet>:<row>`: what answers are given by. */
  readonly key: string;
  readonly row: number;
  readonly sheet: string | null;
  readonly name: string;
  readonly number: string | null;
  readonly unit: string | null;
  readonly post: {
    readonly name: string;
    readonly unit: string;
    readonly kind: TenureKind;
    readonly since: string;
    readonly made: boolean;
  } | null;
  readonly roles: readonly Role[];
  /** Fields of somebody known that change. */
  readonly changes: readonly ('name' | 'number' | 'mobile' | 'email' | 'unitId')[];
  readonly status: ImportStatus;
  readonly issues: readonly Issue[];
  readonly candidates: readonly {
    readonly id: string;
    readonly name: string;
    readonly number: string | null;
  }[];
}

/** What a page shows of a file of people; rows and counts by status stand in the task. */
export interface ImportPreview {
  /** Rows in the order of the file; of long files those to be looked at first. */
  readonly list: readonly ImportRow[];
}

/** What an import of people wrote. */
export type ImportCounts = Readonly<Record<'people' | 'posts' | 'tenures' | 'grants', number>>;

/** Answers to rows asked about. */
export const importAnswers = z.record(z.string().max(200), z.union([z.literal('new'), z.uuid()]));
