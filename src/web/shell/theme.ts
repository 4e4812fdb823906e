import { theme as antTheme, type ThemeConfig } from 'antd';

/** Colours of drawings, by their use: they follow the page's variables (tokens.css). */
export const colours = {
  identity: 'var(--identity)',
  text: 'var(--text)',
  dim: 'var(--dim)',
  border: 'var(--border)',
  plus: 'var(--plus)',
  minus: 'var(--minus)',
  range: 'var(--range)',
  bar: 'var(--bar)',
} as const;

export const fonts =
  '"PingFang SC","Microsoft YaHei","Source Han Sans SC","Noto Sans CJK SC","Noto Sans SC Variable",sans-serif';

/** What the component library computes with, so it cannot be variables; as in tokens.css. */
const light = {
  primary: '#b91c1c',
  onPrimary: '#fff',
  link: '#1d4e89',
  linkHover: '#163b69',
  text: '#1f2328',
  dim: '#57606a',
  faint: '#656d76',
  border: '#e5e7eb',
  line: '#c9ced6',
  surface: '#fff',
  raised: '#fff',
  ground: '#fafafa',
  rail: '#d8dde3',
  track: '#8c959f',
  error: '#b91c1c',
} as const;
const dark: Record<keyof typeof light, string> = {
  primary: '#f87171',
  onPrimary: '#16181c',
  link: '#8fbcf2',
  linkHover: '#b3d3f8',
  text: '#e6e8eb',
  dim: '#a9b1bb',
  faint: '#9aa3ad',
  border: '#30353d',
  line: '#4a515b',
  surface: '#16181c',
  raised: '#22262c',
  ground: '#1b1e23',
  rail: '#3a414b',
  track: '#7a838e',
  error: '#f87171',
};

export interface Look {
  readonly dark: boolean;
  readonly large: boolean;
  /** Whether the reader asked their system for still pages. */
  readonly still: boolean;
}

/** The component library in one look: calm surface, red for the mark and the primary action only. */
export function themeOf(look: Look): ThemeConfig {
  const c = look.dark ? dark : light;
  const size = look.large
    ? { font: 18, table: 17, control: 40, pad: 9 }
    : { font: 14, table: 13, control: 30, pad: 5 };
  return {
    algorithm: look.dark ? antTheme.darkAlgorithm : antTheme.defaultAlgorithm,
    token: {
      motion: !look.still,
      colorPrimary: c.link,
      colorError: c.error,
      colorLink: c.link,
      colorLinkHover: c.linkHover,
      colorLinkActive: c.linkHover,
      colorText: c.text,
      colorTextSecondary: c.dim,
      colorTextTertiary: c.dim,
      colorTextDescription: c.dim,
      // the library's own placeholder grey has a contrast of 1.9
      colorTextPlaceholder: c.faint,
      colorTextDisabled: c.faint,
      colorBorder: c.line,
      colorBorderSecondary: c.border,
      colorBgBase: c.surface,
      colorBgContainer: c.surface,
      colorBgElevated: c.raised,
      colorBgLayout: c.ground,
      fontFamily: fonts,
      fontSize: size.font,
      borderRadius: 6,
      boxShadow: 'none',
      controlHeight: size.control,
      motionDurationMid: '0.1s',
      motionDurationSlow: '0.15s',
    },
    components: {
      // the primary action alone is red
      Button: {
        algorithm: true,
        colorPrimary: c.primary,
        primaryColor: c.onPrimary,
        defaultBg: c.surface,
      },
      Table: { cellPaddingBlockSM: size.pad, cellPaddingInlineSM: 8, cellFontSizeSM: size.table },
      Tabs: { horizontalMargin: '0 0 8px 0' },
      Slider: {
        railBg: c.rail,
        railHoverBg: c.line,
        trackBg: c.track,
        trackHoverBg: c.faint,
        handleColor: c.faint,
      },
    },
  };
}
