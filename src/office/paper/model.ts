/**
 * An official paper 公文 as its parts, without layout. Word and PDF are both made from it, so they
 * hold the same text (GB/T 9704-2012 names the parts).
 */
export interface Paper {
  readonly head: Head;
  /** Broken into lines by {@link import('./title.ts').titleLines}. */
  readonly title: string;
  /** A line in brackets below the title, such as the state of the figures. */
  readonly subtitle?: string;
  /** Main recipient 主送机关, without its colon. */
  readonly recipient?: string;
  readonly body: readonly Block[];
  /** Names of what is attached 附件说明. */
  readonly attachments?: readonly string[];
  readonly signature?: Signature;
  /** 附注: below the date, in brackets; where figures come from stands here. */
  readonly note?: string;
  /** Attached papers, each on a page of its own. */
  readonly annexes?: readonly Annex[];
  /** 版记 at the foot of the last page. */
  readonly end?: EndMatter;
  /** A wide ledger lies across; everything else stands. */
  readonly orientation?: Orientation;
}

export type Orientation = 'portrait' | 'landscape';

/** What stands above the title. */
export type Head =
  | { readonly kind: 'none' }
  /** Mark of the organ in red, its number, a red rule. */
  | { readonly kind: 'document'; readonly organ: string; readonly number?: string }
  /** 信函格式: mark between the edge and a double rule, number at the right below it. */
  | { readonly kind: 'letter'; readonly organ: string; readonly number?: string }
  /** 简报: name, issue, who publishes it and when, a red rule. */
  | {
      readonly kind: 'brief';
      readonly name: string;
      readonly issue: string;
      readonly organ: string;
      readonly date: string;
    }
  /** 纪要格式: mark in red, no number of documents. */
  | { readonly kind: 'minutes'; readonly organ: string };

export type Level = 1 | 2 | 3 | 4;

export type Block =
  /** 一、（一）1.（1）: the number is counted here, never part of `text`. */
  | {
      readonly kind: 'heading';
      readonly level: Level;
      readonly text: string;
      /** Text that runs on in the same paragraph. */
      readonly runOn?: string;
    }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** A term in 黑体 followed by its text, as minutes write 出席：… */
  | { readonly kind: 'term'; readonly term: string; readonly text: string }
  | TableBlock
  | ChartBlock;

export interface Column {
  readonly heading: string;
  /** Share of the width. */
  readonly width: number;
  readonly align?: 'left' | 'center' | 'right';
}

export interface TableBlock {
  readonly kind: 'table';
  readonly caption?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Points; 10.5 (五号) unless told. */
  readonly size?: number;
}

/** A chart that reads in black and white: bars told apart by hatching, every bar with its figure. */
export interface ChartBlock {
  readonly kind: 'chart';
  readonly caption: string;
  /** Unit of the values, written in the caption. */
  readonly unit: string;
  readonly shape: 'bars' | 'columns' | 'line';
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export interface Signature {
  readonly organ: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** With a seal the date stands four characters from the right and the organ above its middle. */
  readonly sealed?: boolean;
}

export interface Annex {
  readonly title: string;
  readonly orientation?: Orientation;
  readonly body: readonly Block[];
  readonly note?: string;
}

export type EndMatter =
  /** 抄送 and who printed it when. */
  | {
      readonly kind: 'document';
      readonly copies?: readonly string[];
      readonly organ: string;
      /** `YYYY-MM-DD`. */
      readonly date: string;
    }
  /** Of a letter: copies only, without rules. */
  | { readonly kind: 'letter'; readonly copies: readonly string[] }
  /** Of a brief: 报、送、发. */
  | {
      readonly kind: 'brief';
      readonly to: readonly { readonly word: string; readonly names: readonly string[] }[];
      readonly count?: number;
    };
