import { LineCounter, parseDocument, stringify } from 'yaml';
import { checkScheme, type Issue, type Scheme } from '../../engine/index.ts';

/** An issue of a scheme's text with the line it stands on, where that can be told. */
export interface TextIssue extends Issue {
  readonly line?: number;
}

export interface ReadScheme {
  readonly scheme?: Scheme;
  readonly issues: readonly TextIssue[];
}

/** The document as YAML, defaults written out. */
export function schemeText(scheme: Scheme): string {
  return stringify(scheme, { lineWidth: 100 });
}

/** Reads YAML or JSON; every issue gets the line of the place it names. */
export function readSchemeText(text: string): ReadScheme {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length)
    return {
      issues: document.errors.map((error) => ({
        code: 'web.yaml-broken',
        params: { reason: error.message.split('\n')[0]! },
        line: lines.linePos(error.pos[0]).line,
      })),
    };
  const { scheme, issues } = checkScheme(document.toJS());
  const placed = issues.map((issue): TextIssue => {
    const line = issue.path === undefined ? undefined : lineOf(document, lines, issue.path);
    return line === undefined ? issue : { ...issue, line };
  });
  return { ...(scheme ? { scheme } : {}), issues: placed };
}

/** Line of `indicators[3].weight`, or of the nearest thing above it that is there. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  path: string,
): number | undefined {
  const steps = path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((s) => (/^\d+$/.test(s) ? Number(s) : s));
  for (let n = steps.length; n > 0; n--) {
    const node = document.getIn(steps.slice(0, n), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
