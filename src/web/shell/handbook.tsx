import { marked, type Token, type Tokens } from 'marked';
import type { ReactNode } from 'react';

/** Chapters of the handbook by the name of their file, read when one is opened. */
export const chapters = import.meta.glob<string>('../../../docs/handbook/[0-9]-*.md', {
  query: '?raw',
  import: 'default',
});

interface Links {
  /** What a link of the text leads to in the page. */
  readonly link: (href: string, children: ReactNode) => ReactNode;
}

/** A chapter as elements: its text never becomes HTML of its own. */
export function Chapter({ text, link }: { text: string } & Links) {
  return <>{marked.lexer(text).map((token, k) => block(token, k, { link }))}</>;
}

const inline = (tokens: readonly Token[] | undefined, links: Links): ReactNode[] =>
  (tokens ?? []).map((token, k) => span(token, k, links));

function span(token: Token, key: number, links: Links): ReactNode {
  const inside = 'tokens' in token ? inline(token.tokens, links) : [];
  switch (token.type) {
    case 'strong':
      return <strong key={key}>{inside}</strong>;
    case 'em':
      return <em key={key}>{inside}</em>;
    case 'codespan':
      return <code key={key}>{token.text}</code>;
    case 'br':
      return <br key={key} />;
    case 'link':
      return <span key={key}>{links.link(token.href, inside)}</span>;
    default:
      return inside.length ? <span key={key}>{inside}</span> : decoded(token.raw);
  }
}

/** The few entities that a text may need. */
const decoded = (text: string): string =>
  text.replace(
    /&(lt|gt|amp);/g,
    (_, name: 'lt' | 'gt' | 'amp') => ({ lt: '<', gt: '>', amp: '&' })[name],
  );

function block(token: Token, key: number, links: Links): ReactNode {
  switch (token.type) {
    case 'heading': {
      const Heading = (['h1', 'h2', 'h3'] as const)[Math.min(token.depth, 3) - 1]!;
      return <Heading key={key}>{inline(token.tokens, links)}</Heading>;
    }
    case 'paragraph':
      return <p key={key}>{inline(token.tokens, links)}</p>;
    case 'text':
      return <span key={key}>{inline(token.tokens, links)}</span>;
    case 'code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard too
        <pre key={key} tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case 'blockquote':
      return (
        <blockquote key={key}>
          {(token.tokens ?? []).map((inner, k) => block(inner, k, links))}
        </blockquote>
      );
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      const rows = items.map((item, k) => (
        <li key={k}>{item.tokens.map((inner, m) => block(inner, m, links))}</li>
      ));
      return ordered ? <ol key={key}>{rows}</ol> : <ul key={key}>{rows}</ul>;
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return (
        <table key={key} className="figures">
          <thead>
            <tr>
              {header.map((cell, k) => (
                <th key={k}>{inline(cell.tokens, links)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, k) => (
              <tr key={k}>
                {row.map((cell, m) => (
                  <td key={m}>{inline(cell.tokens, links)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
    }
    default:
      return null;
  }
}
