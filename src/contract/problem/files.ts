import { z } from 'zod';
import { languages } from '../messages/translator.ts';
import type { Operation } from '../operation.ts';
import { task } from '../task/operations.ts';
import { columnsIn } from './cells.ts';
import { problemFilter, sorts } from './schemas.ts';

/** 问题清单: problems alone. 整改台账: a row a measure. */
export const ledgerForms = ['list', 'ledger'] as const;
/** How a ledger goes out: as the page shows it, or whole, to be edited and imported again. */
export const exportForms = ['shown', ...ledgerForms] as const;

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
    summary:
      'The rows of a filter in their order as an Excel file: whole, which can be edited and imported again, or the columns a page shows',
    permission: 'problem.read',
    query: z.object({
      ...problemFilter,
      sort: z.enum(sorts).default('unit'),
      form: z.enum(exportForms).default('ledger'),
      /** Columns of the form `shown`, by commas; all when absent. */
      cols: z.string().max(400).transform(columnsIn).optional(),
      lang: z.enum(languages).default('zh-CN'),
    }),
    errors: ['not-found'],
  },
} as const satisfies Record<string, Operation>;
