import { type Appraisal, EngineError, nominal } from '../engine/index.ts';
import { compareMethods, type MethodComparison } from '../engine/mcdm/compare.ts';
import { columns } from './columns.ts';
import { type InputOptions, readInputs } from './inputs.ts';
import { described, issueLines } from './report.ts';
import { ExitCode, type Session } from './session.ts';

/**
 * `shiji methods`: how much the ranking before bonus, penalty and gates would move under
 * the other methods of the literature, on the figures after imputing and treating.
 */
export async function methodsCommand(options: InputOptions, session: Session): Promise<number> {
  const { t, say } = session;
  const { scheme, panel, warnings, place, placed } = await readInputs(options, session);
  const result = await placed(() => nominal(scheme, panel, options.period));
  const classes = result.classes.map((group, k) => ({
    name: group.name,
    units: group.members.length,
    ...compared(result, k),
  }));
  session.answer({
    ok: true,
    classes: classes.map(({ methods, refused, ...c }) => ({
      ...c,
      ...(refused ? { refused: described(refused, session) } : {}),
      methods: methods.map((m) => machineMethod(m, session)),
    })),
    issues: described([...warnings, ...result.warnings.map(place)], session),
  });
  say(t('cli.title', { title: scheme.title, version: scheme.version }));
  if (scheme.demo) say(t('cli.demo-band'));
  for (const { name, units, methods, refused } of classes) {
    say();
    if (name) say(t('cli.class', { name, units }));
    for (const line of refused ? issueLines(refused, session) : []) say(line);
    for (const line of methodLines(methods, session)) say(line);
  }
  say();
  session.hint(t('cli.methods-note'));
  return ExitCode.ok;
}

function compared(
  result: Appraisal,
  k: number,
): { methods: MethodComparison[]; refused?: EngineError['issues'] } {
  const { scheme, chain, weights } = result;
  const at = scheme.indicators.map((x) => chain.treated.ids.indexOf(x.id));
  const own = result.base.map((v, u) => (result.classOf[u] === k ? v : Number.NaN));
  try {
    const methods = compareMethods(
      at.map((c) => chain.treated.columns[c]!),
      Float64Array.from(scheme.indicators, (x) => weights.effective[x.id]!),
      scheme.indicators.map((x) => (x.polarity === 'cost' ? -1 : 1)),
      own,
    );
    return { methods: methods.sort((a, b) => (b.spearman ?? -2) - (a.spearman ?? -2)) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { methods: [], refused: error.issues };
  }
}

function methodLines(methods: readonly MethodComparison[], { t }: Session): string[] {
  const used = methods.filter((m) => !m.refused);
  const refused = methods.filter((m) => m.refused);
  if (!methods.length) return [];
  const heading = ['method', 'spearman', 'kendall', 'moved', 'largest'].map((c) =>
    t(`cli.col-${c}`),
  );
  const rows = used.map((m) => [
    m.method,
    m.spearman!.toFixed(3),
    m.kendall!.toFixed(3),
    String(m.moved),
    String(m.largestMove),
  ]);
  return [
    ...columns(
      [heading, ...rows].map((row) => ['', ...row]),
      [2, 3, 4, 5],
    ),
    ...(refused.length
      ? [t('cli.methods-refused', { methods: refused.map((m) => m.method).join(t('cli.comma')) })]
      : []),
  ];
}

/** Without the ranks themselves: they would stand there without an interval. */
function machineMethod(m: MethodComparison, session: Session): unknown {
  if (m.refused) return { method: m.method, refused: described(m.refused, session) };
  const { method, spearman, kendall, moved, largestMove } = m;
  return { method, spearman, kendall, moved, largestMove };
}
