import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import type { Picture } from './chart.ts';
import type { ChartBlock, Paper } from './model.ts';
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

/**
 * The paper as PDF with its fonts in it. `fontFolders`: where the office keeps fonts of its own;
 * 仿宋_GB2312 and its like are taken from there before the bundled ones.
 */
export function toPdf(
  paper: Paper,
  pictures: ReadonlyMap<ChartBlock, Picture>,
  fontFolders: readonly string[] = [],
): Uint8Array {
  const compiler = NodeCompiler.create({
    workspace,
    fontArgs: [{ fontPaths: [...fontFolders, ...bundled()] }],
  });
  const names = new Map<ChartBlock, string>();
  for (const [chart, { png }] of pictures) {
    const name = `/chart-${names.size}.png`;
    names.set(chart, name);
    compiler.mapShadow(join(workspace, name), Buffer.from(png));
  }
  const source = typstSource(paper, names);
  const result = compiler.compile({ mainFileContent: source });
  if (!result.result) {
    const said = JSON.stringify(result.takeError()?.shortDiagnostics ?? []);
    throw new Error(`the PDF could not be set: ${said}`);
  }
  return new Uint8Array(compiler.pdf(result.result, { creationTimestamp: 0 }));
}
