/**
 * Writes the demo panels and their manifest to data/demo. The figures are generated from
 * fixed seeds; a test compares the committed files with what this makes.
 *
 *     node --import tsx scripts/make-demo.ts
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, stringify } from 'yaml';
import { parseScheme } from '../src/engine/index.ts';
import { demoPanel } from './demo/figures.ts';
import { demoPlans } from './demo/plans.ts';

const data = new URL('../data/', import.meta.url);

/** File name → content, for everything in data/demo. */
export function demoFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  const entries = Object.entries(demoPlans).map(([id, { title, plan }]) => {
    const scheme = parseScheme(parse(readFileSync(new URL(`schemes/${id}.yaml`, data), 'utf8')));
    files[`${id}.panel.csv`] = demoPanel(scheme, plan);
    return {
      id,
      title,
      scheme: `schemes/${id}.yaml`,
      panel: `demo/${id}.panel.csv`,
      generated: true,
      seed: plan.seed,
      units: Object.values(plan.classes).flat().length,
      periods: plan.periods,
    };
  });
  const note = [
    '# 演示数据清单：所有数字由 scripts/make-demo.ts 按固定种子生成，单位都是虚构的。',
    '# 凡用到这里数据的页面、报告和导出文件都要写明“演示数据”。路径从 data/ 算起。',
  ].join('\n');
  files['manifest.yaml'] =
    `${note}\n${stringify({ format: 'shiji-demo/1', demos: entries }, { aliasDuplicateObjects: false })}`;
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('demo/', data);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(demoFiles()))
    writeFileSync(new URL(name, folder), content);
}
