import type { Translate } from '../messages/translator.ts';
import type { Measure, ProblemRow } from './schemas.ts';
import { words } from './words.ts';

/** Columns of the ledger, in their order; headings in the catalogue. */
export const ledgerColumns = [
  'number',
  'title',
  'facts',
  'cause',
  'unit',
  'leader',
  'owner',
  'measures',
  'doers',
  'kind',
  'criterion',
  'due',
  'state',
  'progress',
  'effect',
  'finished',
  'breaks',
  'source',
  'mirror',
  'tendency',
  'severity',
  'systemic',
  'list',
  'raised',
  'moved',
  'closed',
  'reopened',
  'recurs',
  'foreign',
] as const;
export type LedgerColumn = (typeof ledgerColumns)[number];

/** Columns of a text of names by commas; names that are no columns are left out. */
export const columnsIn = (names: string | undefined): LedgerColumn[] =>
  (names ?? '').split(',').filter((c): c is LedgerColumn => ledgerColumns.includes(c as never));

/** Measures that stand: withdrawn ones count no more. */
export const standing = (measures: readonly Measure[]): Measure[] =>
  measures.filter((m) => m.state !== 'withdrawn');

/** The measure whose deadline a row shows, while it can still be written: not begun, the first due. */
export function dueMeasure<M extends Pick<Measure, 'due'> & { state: string; kind: string }>(
  measures: readonly M[],
): M | undefined {
  const open = measures.filter(
    (m) => m.kind !== 'long-term' && m.state !== 'done' && m.state !== 'withdrawn',
  );
  const [first] = open.sort((a, b) => ((a.due ?? '9') < (b.due ?? '9') ? -1 : 1));
  return first?.state === 'planned' ? first : undefined;
}

/** A number with its unit; nought is a number too. */
export const quantity = (value: number, unit: string | null | undefined): string =>
  `${value} ${unit ?? ''}`.trim();

/** What came of a measure: figure before → after with its unit, else its words. */
export function effectText(m: Measure): string | undefined {
  if (m.figure) {
    const unit = m.figureUnit ? ` ${m.figureUnit}` : '';
    return `${m.baseline ?? '—'} → ${m.effect ?? '—'}${unit}`;
  }
  return m.effectText ?? undefined;
}

/** The words of each measure that has some; numbered where there are several measures. */
function each(row: ProblemRow, of: (m: Measure) => string | null | undefined): string | null {
  const measures = standing(row.measures);
  const told = measures.flatMap((m, k) => {
    const text = of(m);
    return text ? [measures.length > 1 ? `${k + 1}. ${text}` : text] : [];
  });
  return told.join('\n') || null;
}

const different = (texts: readonly (string | null | undefined)[], mark: string): string | null =>
  [...new Set(texts.filter(Boolean))].join(mark) || null;

const nameOf = (person: { readonly name: string } | null, name: string | null): string | null =>
  person?.name ?? name;

/** What a cell of the ledger says in words, on the page and in the file of what it shows. */
export function cellTexts(
  t: Translate,
): Readonly<Record<LedgerColumn, (row: ProblemRow) => string | null>> {
  const say = words(t);
  const mark = t('web.mark-list');
  return {
    number: (r) => r.number,
    title: (r) => r.title,
    facts: (r) => r.facts,
    cause: (r) => r.cause,
    unit: (r) => r.unit.name,
    leader: (r) => nameOf(r.leader, r.leaderName),
    owner: (r) => nameOf(r.owner, r.ownerName),
    measures: (r) => each(r, (m) => m.text),
    doers: (r) =>
      different(
        standing(r.measures).map((m) => nameOf(m.owner, m.ownerName)),
        mark,
      ),
    kind: (r) =>
      different(
        standing(r.measures).map((m) => say.kind(m.kind)),
        mark,
      ),
    criterion: (r) => each(r, (m) => m.criterion),
    due: (r) => r.due ?? (r.longTerm ? say.kind('long-term') : null),
    // Where it stands; beside it that a ledger says more than anybody saw.
    state: (r) =>
      [say.state(r.state), r.claimed && t('problem:claimed')].filter(Boolean).join(' · '),
    progress: (r) => r.latest && `${r.latest.on} ${r.latest.text}`,
    effect: (r) => each(r, (m) => [m.figure, effectText(m)].filter(Boolean).join(' ')),
    finished: (r) => each(r, (m) => m.doneOn),
    breaks: (r) => r.breaks.map(say.break).join(mark) || null,
    source: (r) => [say.source(r.source), r.sourceText].filter(Boolean).join(' · '),
    mirror: (r) => r.mirror && say.mirror(r.mirror),
    tendency: (r) => r.tendencyName,
    severity: (r) => say.severity(r.severity),
    systemic: (r) => (r.systemic ? t('problem:systemic') : null),
    list: (r) => (r.list === 'personal' && r.person ? r.person.name : say.list(r.list)),
    raised: (r) => r.raisedOn,
    moved: (r) => r.movedOn,
    closed: (r) => r.closedOn,
    reopened: (r) => (r.reopened > 0 ? String(r.reopened) : null),
    recurs: (r) => r.recursOf?.name ?? null,
    foreign: (r) => r.foreignNumber,
  };
}
