import type { Issue } from '../../engine/index.ts';
import type { Translate } from './index.ts';

/** Where an issue is: file · sheet · row · column, or the path in the scheme document. */
export function issuePlace(issue: Issue, t: Translate): string {
  const { at, path } = issue;
  const parts = [
    at?.file,
    at?.sheet && t('office.at-sheet', { sheet: at.sheet }),
    at?.row !== undefined && t('office.at-row', { row: at.row }),
    at?.column && t('office.at-column', { column: at.column }),
    path,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** What is wrong and what to do, in the reader's language. */
export function issueText(issue: Issue, t: Translate): string {
  return t(issue.code, { ...issue.params });
}
