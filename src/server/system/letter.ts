import { createTranslator, type Language } from '../../contract/messages/index.ts';

/** One thing that a mail tells: key of its text, and the page it leads to. */
export interface Told {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly url?: string | undefined;
}

export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail in the receiver's language, as plain text and as simple HTML. */
export function letterOf(
  lang: Language,
  sender: string,
  told: readonly Told[],
  home: string | undefined,
): Letter {
  const t = createTranslator(lang);
  const name = sender || t('web.name');
  const items = told.map(({ code, params, url }) => ({ text: t(code, params), url }));
  const title =
    items.length === 1 ? items[0]!.text : t('system:mail-digest', { count: items.length });
  const foot = t('system:mail-foot', { name });
  const where = home ? t('system:mail-preferences', { url: home }) : '';
  const text = [
    ...items.map(({ text, url }) => (url ? `${text}\n${url}` : text)),
    ['--', foot, where].filter(Boolean).join('\n'),
  ].join('\n\n');
  const rows = items.map(({ text, url }) =>
    url
      ? `<p>${escapeHtml(text)}<br><a href="${escapeHtml(url)}">${escapeHtml(t('system:mail-open'))}</a></p>`
      : `<p>${escapeHtml(text)}</p>`,
  );
  const html = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><body style="font:15px/1.7 sans-serif;color:#1f2328">
${rows.join('\n')}
<p style="color:#57606a;font-size:13px">${escapeHtml([foot, where].filter(Boolean).join(' '))}</p>
</body></html>`;
  return { subject: `[${name}] ${title}`, text, html };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
