import { size } from './measures.ts';

/** Faces of GB/T 9704-2012 by their part in a paper. */
export type Face = 'mark' | 'body' | 'level1' | 'level2' | 'number';

/** Name to ask for, names to fall back on in that order, and what the bundled fonts have instead. */
interface FontChoice {
  readonly name: string;
  readonly fallbacks: readonly string[];
  readonly bundled: { readonly family: string; readonly weight: number };
}

/**
 * Fonts are named, not embedded: offices have them, and their licences do not allow to pass them
 * on. A PDF must hold its fonts, so it takes the bundled ones where the server has no others.
 */
export const fonts: Record<Face, FontChoice> = {
  mark: {
    name: '方正小标宋简体',
    fallbacks: ['方正小标宋_GBK', 'FZXiaoBiaoSong-B05S', '华文中宋', 'STZhongsong', '宋体'],
    bundled: { family: 'Noto Serif SC', weight: 700 },
  },
  body: {
    name: '仿宋_GB2312',
    fallbacks: ['仿宋', 'FangSong_GB2312', 'FangSong', '华文仿宋', 'STFangsong'],
    bundled: { family: 'Noto Serif SC', weight: 400 },
  },
  level1: {
    name: '黑体',
    fallbacks: ['SimHei', '华文黑体', 'STHeiti'],
    bundled: { family: 'Noto Sans SC', weight: 500 },
  },
  level2: {
    name: '楷体_GB2312',
    fallbacks: ['楷体', 'KaiTi_GB2312', 'KaiTi', '华文楷体', 'STKaiti'],
    bundled: { family: 'Noto Serif SC', weight: 600 },
  },
  number: {
    name: '宋体',
    fallbacks: ['SimSun', '新宋体', 'NSimSun', '华文宋体', 'STSong'],
    bundled: { family: 'Noto Serif SC', weight: 400 },
  },
};

export interface LineStyle {
  readonly face: Face;
  /** Points. */
  readonly size: number;
  readonly align: 'justify' | 'left' | 'center' | 'right';
  /** First line in, in characters of this size. */
  readonly first?: number;
  /** All lines in from the left, the first one hanging out again by as much. */
  readonly hang?: { readonly left: number; readonly out: number };
  readonly right?: number;
  /** Blank lines above, left out at the top of a page. */
  readonly before?: number;
  readonly red?: boolean;
  /** Stays with what follows. */
  readonly keep?: boolean;
  /** Level in the outline of the Word file. */
  readonly outline?: number;
}

const body = { face: 'body', size: size[3], align: 'justify' } as const;

/** Every kind of line of a paper. */
export const styles = {
  title: { face: 'mark', size: size[2], align: 'center', keep: true },
  subtitle: { face: 'level2', size: size[3], align: 'center', keep: true },
  recipient: { ...body, align: 'left' },
  paragraph: { ...body, first: 2 },
  heading1: { ...body, face: 'level1', first: 2, keep: true, outline: 0 },
  heading2: { ...body, face: 'level2', first: 2, keep: true, outline: 1 },
  heading3: { ...body, first: 2, outline: 2 },
  heading4: { ...body, first: 2, outline: 3 },
  annexLabel: { ...body, face: 'level1', align: 'left', keep: true },
  caption: { face: 'level1', size: size.small4, align: 'center', keep: true },
  figure: { face: 'level1', size: size.small4, align: 'center' },
  note: { ...body, first: 2, before: 1 },
  tableNote: { face: 'body', size: size[5], align: 'left' },
  number: { ...body, align: 'center' },
  numberRight: { ...body, align: 'right' },
  issue: { ...body, align: 'center' },
} as const satisfies Record<string, LineStyle>;

export type StyleName = keyof typeof styles;
