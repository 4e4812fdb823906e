import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { checkScheme, EngineError, type Issue, type Scheme } from '../engine/index.ts';
import type { PanelFile } from '../office/panel/read.ts';
import { CommandError, ExitCode, type Session } from './session.ts';

/** A document and where its parts stand in the file. */
export interface SchemeFile {
  readonly document: unknown;
  /** Adds the file and the line of its path to an issue. */
  readonly place: (issue: Issue) => Issue;
}

async function readBytes(path: string, { t }: Session): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR')
      throw new CommandError(ExitCode.badInput, t(`cli.read-${code}`, { path }));
    throw error;
  }
}

async function readText(path: string, code: string, session: Session): Promise<string> {
  const bytes = await readBytes(path, session);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EngineError([{ code, at: { file: basename(path) } }]);
  }
}

/** Texts exist for these; anything else the parser says is passed on as it is. */
const yamlCodes = new Set([
  'BAD_INDENT',
  'BAD_SCALAR_START',
  'DUPLICATE_KEY',
  'MISSING_CHAR',
  'MULTIPLE_DOCS',
  'TAB_AS_INDENT',
]);

/** More than these few follow from the first. */
const SHOWN_SYNTAX_ERRORS = 3;

/** A scheme document in YAML or JSON, before any rule is checked. Syntax errors name the line. */
export async function readSchemeFile(path: string, session: Session): Promise<SchemeFile> {
  const text = await readText(path, 'cli.not-utf8', session);
  const file = basename(path);
  const lines = new LineCounter();
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = brokenLines(yaml, lines, file).slice(0, SHOWN_SYNTAX_ERRORS);
  if (broken.length) throw new EngineError(broken);
  if (yaml.contents === null) throw new EngineError([{ code: 'cli.scheme-empty', at: { file } }]);
  return {
    document: plainOf(yaml, file),
    place: (issue) => ({ ...issue, at: { file, ...lineOf(issue.path, yaml, lines), ...issue.at } }),
  };
}

/** What the parser says of a line that stands one space too far left or right. */
const misplaced = new Set(['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY']);

/** One issue a line: the parser goes on to say what follows from the first mistake. */
function brokenLines(yaml: Document, lines: LineCounter, file: string): Issue[] {
  const found = new Map<number, Issue>();
  for (const error of yaml.errors) {
    const { line, col } = lines.linePos(error.pos[0]);
    const code = misplaced.has(error.code) ? 'BAD_INDENT' : error.code;
    if (found.has(line) && code !== 'BAD_INDENT') continue;
    found.set(line, {
      code: yamlCodes.has(code) ? `cli.yaml-${code}` : 'cli.yaml-broken',
      at: { file, row: line },
      params: { column: col, reason: error.message.split('\n')[0]! },
    });
  }
  return [...found.values()];
}

function plainOf(yaml: Document, file: string): unknown {
  try {
    return yaml.toJS();
  } catch (error) {
    // Aliases that unfold without end.
    const reason = (error as Error).message;
    throw new EngineError([
      { code: 'cli.yaml-broken', at: { file }, params: { column: 1, reason } },
    ]);
  }
}

/** Line of a path such as `indicators[3].weight`, or of the nearest part above that exists. */
function lineOf(
  path: string | undefined,
  yaml: Document,
  lines: LineCounter,
): { row: number } | undefined {
  if (!path) return undefined;
  const keys = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) =>
      index === undefined ? (name ?? JSON.parse(`"${quoted}"`)) : Number(index),
  );
  for (; keys.length; keys.pop()) {
    const found = yaml.getIn(keys, true);
    if (isNode(found) && found.range) return { row: lines.linePos(found.range[0]).line };
  }
  return undefined;
}

/** A scheme that passed every rule, and the warnings about it. Throws {@link EngineError}. */
export async function readScheme(
  path: string,
  session: Session,
): Promise<{ scheme: Scheme; warnings: readonly Issue[]; place: SchemeFile['place'] }> {
  const { document, place } = await readSchemeFile(path, session);
  const { scheme, issues } = checkScheme(document);
  if (!scheme) throw new EngineError(issues.filter((i) => i.severity !== 'warning').map(place));
  return { scheme, warnings: issues.map(place), place };
}

/** A JSON document and its text. */
export async function readJson(
  path: string,
  session: Session,
): Promise<{ text: string; document: unknown }> {
  const text = await readText(path, 'cli.bundle-not-json', session);
  try {
    return { text, document: JSON.parse(text) };
  } catch {
    throw new EngineError([{ code: 'cli.bundle-not-json', at: { file: basename(path) } }]);
  }
}

/** Panel files; `指标=文件` says which indicator a file without a title is about. */
export async function readPanelFiles(
  specs: readonly string[],
  session: Session,
): Promise<PanelFile[]> {
  return Promise.all(
    specs.map(async (spec) => {
      const named = /^([^=/\\]+)=(.+)$/.exec(spec);
      const path = named ? named[2]! : spec;
      return {
        name: basename(path),
        bytes: await readBytes(path, session),
        ...(named ? { indicator: named[1]! } : {}),
      };
    }),
  );
}
