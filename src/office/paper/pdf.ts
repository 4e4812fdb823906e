import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeCompiler, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import { Resvg } from '@resvg/resvg-js';
import type { Picture } from './chart.ts';
import type { ChartBlock, Paper } from './model.ts';
import { type Slips, slipsSource } from './slips.ts';
import { typstSource } from './typst.ts';

const require = createRequire(import.meta.url);
const folderOf = (font: string): string => dirname(require.resolve(font));
const bundled = (): string[] =>
  [
    '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
    '@expo-google-fonts/noto-serif-sc/600SemiBold/NotoSerifSC_600SemiBold.ttf',
    '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
    '@expo-google-fonts/noto-sans-sc/500Medium/NotoSansSC_500Medium.ttf',
  ].map(folderOf);

/** Pictures are kept in memory under this folder, which need not exist. */
const workspace = join(tmpdir(), 'shiji-papers');

/** Compilers by their font folders: to read the fonts takes longer than to set a paper. */
const compilers = new Map<string, NodeCompiler>();

function compilerFor(fontFolders: readonly string[]): NodeCompiler {
  const key = fontFolders.join('\n');
  let compiler = compilers.get(key);
  if (!compiler) {
    compiler = NodeCompiler.create({
      workspace,
      fontArgs: [{ fontPaths: [...fontFolders, ...bundled()] }],
    });
    compilers.set(key, compiler);
  }
  return compiler;
}

/** Compiles the paper and hands it on; pictures and caches are let go afterwards. */
function withDocument<T>(
  paper: Paper,
  pictures: ReadonlyMap<ChartBlock, Picture>,
  { fontFolders, edges }: { readonly fontFolders: readonly string[]; readonly edges?: boolean },
  use: (compiler: NodeCompiler, document: NodeTypstDocument) => T,
): T {
  const compiler = compilerFor(fontFolders);
  try {
    const names = new Map<ChartBlock, string>();
    for (const [chart, { png }] of pictures) {
      const name = `/chart-${names.size}.png`;
      names.set(chart, name);
      compiler.mapShadow(join(workspace, name), Buffer.from(png));
    }
    const source = typstSource(paper, names, { edges: edges ?? false });
    return use(compiler, compiled(compiler, source));
  } finally {
    compiler.resetShadow();
    compiler.evictCache(0);
  }
}

function compiled(compiler: NodeCompiler, source: string): NodeTypstDocument {
  const result = compiler.compile({ mainFileContent: source });
  if (result.result) return result.result;
  const said = JSON.stringify(result.takeError()?.shortDiagnostics ?? []);
  throw new Error(`the paper could not be set: ${said}`);
}

/** Slips of a ballot as PDF. Nothing of them is written to a disk. */
export function slipsToPdf(slips: Slips, fontFolders: readonly string[] = []): Uint8Array {
  const compiler = compilerFor(fontFolders);
  try {
    const document = compiled(compiler, slipsSource(slips));
    return new Uint8Array(compiler.pdf(document, { creationTimestamp: 0 }));
  } finally {
    compiler.evictCache(0);
  }
}

/**
 * The paper as PDF with its fonts in it. `fontFolders`: where the office keeps fonts of its own;
 * 仿宋_GB2312 and its like are taken from there before the bundled ones.
 */
export function toPdf(
  paper: Paper,
  pictures: ReadonlyMap<ChartBlock, Picture>,
  fontFolders: readonly string[] = [],
): Uint8Array {
  return withDocument(
    paper,
    pictures,
    { fontFolders },
    (compiler, document) => new Uint8Array(compiler.pdf(document, { creationTimestamp: 0 })),
  );
}

/** The pages below one another as one picture (PNG), `width` dots wide. */
export function toPicture(
  paper: Paper,
  pictures: ReadonlyMap<ChartBlock, Picture>,
  width: number,
  fontFolders: readonly string[] = [],
): Uint8Array {
  const svg = withDocument(paper, pictures, { fontFolders, edges: true }, (compiler, document) =>
    compiler.plainSvg(document),
  );
  const picture = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'width', value: width },
    font: { loadSystemFonts: false },
  });
  return new Uint8Array(picture.render().asPng());
}
