import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Panel, parseScheme, type Scheme } from '../../engine/index.ts';
import { readPanel } from '../../office/panel/read.ts';

const dataFolder = new URL('../../../data/', import.meta.url);

const list = z.object({
  starters: z.array(
    z.object({
      id: z.string(),
      title: z.object({ 'zh-CN': z.string(), en: z.string() }),
      scheme: z.string(),
      panel: z.string().nullable(),
      demo: z.boolean(),
    }),
  ),
});
export type StarterEntry = z.infer<typeof list>['starters'][number];

export interface Starter {
  readonly scheme: Scheme;
  /** The file as it stands, with its comments, for the editor. */
  readonly source: string;
  readonly panel?: Panel;
}

/** Starter schemes that come with the software (data/starters.yaml). */
export async function listStarters(): Promise<StarterEntry[]> {
  return list.parse(parse(await readFile(new URL('starters.yaml', dataFolder), 'utf8'))).starters;
}

/** Reads one starter; generated figures mark the scheme as demo, so that every page says so. */
export async function loadStarter(entry: StarterEntry): Promise<Starter> {
  const source = await readFile(new URL(entry.scheme, dataFolder), 'utf8');
  const scheme = { ...parseScheme(parse(source)), demo: entry.demo };
  if (entry.panel === null) return { scheme, source };
  const bytes = await readFile(new URL(entry.panel, dataFolder));
  const { panel } = await readPanel([{ name: entry.panel, bytes }], scheme);
  return { scheme, source, panel };
}
