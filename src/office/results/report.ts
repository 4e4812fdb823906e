import type { Translate } from '../../contract/messages/index.ts';
import type { Appraisal } from '../../engine/index.ts';
import { type Context, type ReportOptions, reportContext } from './report/context.ts';
import { methodSection, processingSection, verifySection } from './report/evidence.ts';
import { explainSection } from './report/explain.ts';
import { findings } from './report/findings.ts';
import { decisionsSection, gradesSection } from './report/grades.ts';
import { html, type Markup } from './report/html.ts';
import { rankingSection } from './report/ranking.ts';
import { balanceSection, driversSection, weightsSection } from './report/structure.ts';
import { reportStyle } from './report/style.ts';

export type { ReportOptions } from './report/context.ts';

/**
 * The result as one self-contained page: no network, no script, prints on A4, readable on a
 * phone. Findings in sentences, ranking with intervals and bands of units that cannot be told
 * apart, why each unit stands where it does, grades, balances, weights, what drives the
 * ranks, every figure that is not as reported, and how to verify it.
 *
 * `result` must have its uncertainty: throws RangeError rather than show a rank without one.
 */
export function reportHtml(result: Appraisal, t: Translate, options: ReportOptions): string {
  const context = reportContext(result, t, options);
  const sections = [
    rankingSection(context),
    gradesSection(context),
    decisionsSection(context),
    explainSection(context),
    balanceSection(context),
    weightsSection(context),
    driversSection(context),
    processingSection(context),
    methodSection(context),
    verifySection(context),
  ];
  const { title } = result.scheme;
  const page = html`<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title><style>${{ markup: reportStyle }}</style></head><body>
    ${bands(context)}<header><p class="dim">${subtitle(context)}</p><h1>${title}</h1>${findings(context)}${contents(sections)}</header>\n
    <main>${sections}</main></body>`;
  return `<!doctype html>\n<html lang="${options.lang}">${page.markup}</html>\n`;
}

/** Generated figures and reference indices say so before anything else. */
function bands({ result, t }: Context): Markup {
  const { demo, purpose } = result.scheme;
  return html`${demo ? html`<p class="band" role="note">${t('office.demo-means')}</p>` : ''}
    ${purpose === 'reference' ? html`<p class="band" role="note">${t('office.reference-means')}</p>` : ''}`;
}

function subtitle({ result, t }: Context): string {
  const { panel, period, scheme } = result;
  return [
    t('office.report-of'),
    panel.periods[period] ?? '',
    t('office.version-of', { version: scheme.version }),
  ]
    .filter((text) => text !== '')
    .join(' · ');
}

/** Links to the sections that are there. */
function contents(sections: readonly Markup[]): Markup {
  const found = sections.flatMap(({ markup }) => {
    const [, id, title] = /^<section id="([^"]+)"><h2>([^<]*)<\/h2>/.exec(markup) ?? [];
    return id === undefined || title === undefined ? [] : [{ id, title }];
  });
  return html`<nav>${found.map(({ id, title }) => html`<a href="#${id}">${{ markup: title }}</a>`)}</nav>`;
}
