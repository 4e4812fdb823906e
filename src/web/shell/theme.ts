import type { ThemeConfig } from 'antd';

/** Tokens of the page: calm white, one red for the mark and the primary action only. */
export const colours = {
  identity: '#b91c1c',
  text: '#1f2328',
  dim: '#57606a',
  border: '#e5e7eb',
  ground: '#fafafa',
  link: '#1d4e89',
  plus: '#2563a8',
  minus: '#b45309',
  range: '#57606a',
} as const;

export const fonts =
  '"PingFang SC","Microsoft YaHei","Source Han Sans SC","Noto Sans CJK SC","Noto Sans SC Variable",sans-serif';

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colours.identity,
    // antd's own red has a contrast of 3.3 on white
    colorError: colours.identity,
    colorLink: colours.link,
    colorLinkHover: '#163b69',
    colorLinkActive: '#163b69',
    colorText: colours.text,
    colorTextSecondary: colours.dim,
    colorTextTertiary: colours.dim,
    colorTextDescription: colours.dim,
    // antd's own placeholder grey has a contrast of 1.9
    colorTextPlaceholder: '#6e7781',
    colorTextDisabled: '#6e7781',
    colorBorder: '#c9ced6',
    colorBorderSecondary: colours.border,
    colorBgLayout: colours.ground,
    fontFamily: fonts,
    fontSize: 14,
    borderRadius: 6,
    boxShadow: 'none',
    controlHeight: 30,
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.15s',
  },
  components: {
    Table: { cellPaddingBlockSM: 5, cellPaddingInlineSM: 8, cellFontSizeSM: 13 },
    Tabs: { horizontalMargin: '0 0 8px 0' },
    Slider: {
      railBg: '#d8dde3',
      railHoverBg: '#c9ced6',
      trackBg: '#8c959f',
      trackHoverBg: '#6e7781',
      handleColor: '#6e7781',
    },
  },
};
