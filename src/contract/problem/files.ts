import { z } from 'zod';
import { languages } from '../messages/translator.ts';
import type { Operation } from '../operation.ts';
import { task } from '../task/operations.ts';
import { problemFilter, sorts } from './schemas.ts';

/** 问题清单: problems alone. 整改台账: a row a measure. */
export const ledgerForms = ['list', 'ledger'] as const;

/** Ledgers as files. */
export const problemFileOperations = {
  'problem.import': {
    method: 'POST',
    path: '/api/problems/imports',
    summary: 'Have a ledger read, of any office: a task says what it would change, and makes it',
    permission: 'problem.write',
    /**
     * `unit`: rows are of units under it, and of itself where a form has no column for the unit;
     * `campaign`: whose problems they are.
     */
    multipart: { file: 'file', unit: 'text', campaign: 'text' },
    output: task,
    errors: [
      'not-found',
      'unit-closed',
      'campaign-unknown',
      'campaign-closed',
      'too-large',
      'wrong-type',
    ],
  },
  'problem.export': {
    method: 'GET',
    path: '/api/problems/export',
    summary: 'What the list shows, as an Excel file that can be edited and imported again',
    permission: 'problem.read',
    query: z.object({
      ...problemFilter,
      sort: z.enum(sorts).default('unit'),
      form: z.enum(ledgerForms).default('ledger'),
      lang: z.enum(languages).default('zh-CN'),
    }),
    errors: ['not-found'],
  },
} as const satisfies Record<string, Operation>;
