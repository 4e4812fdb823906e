import { createTranslator, type Language } from '../../contract/messages/index.ts';
import { questionnairePaper } from '../../office/paper/forms/questionnaire.ts';
import { surveyWorkbook } from '../../office/survey/workbook.ts';
import { render } from '../document/render.service.ts';
import type { RequestContext } from '../platform/context.ts';
import { inScopes } from '../platform/scope.ts';
import { results } from './results.service.ts';
import { reached } from './service.ts';

/** Results and codebook of a closed survey as a workbook. */
export async function workbook(
  ctx: RequestContext,
  id: string,
  lang: Language,
): Promise<{ name: string; bytes: Uint8Array }> {
  const found = await results(ctx, id);
  const { form } = await inScopes(ctx, (trx) => reached(ctx, trx, id));
  const bytes = await surveyWorkbook({ results: found, form }, createTranslator(lang));
  return { name: `${found.title}.xlsx`, bytes };
}

/** The form on paper; it is in Chinese, as its questions are. */
export async function paper(
  ctx: RequestContext,
  id: string,
  file: 'word' | 'pdf',
): Promise<{ name: string; bytes: Uint8Array }> {
  const row = await inScopes(ctx, (trx) => reached(ctx, trx, id));
  const form = questionnairePaper({ ...row, until: row.closes_on }, createTranslator('zh-CN'));
  const bytes = await render(ctx, form, file);
  return { name: `${row.title}.${file === 'word' ? 'docx' : 'pdf'}`, bytes };
}
