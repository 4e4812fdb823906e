import '../shell/policy.ts';
import en from '../../contract/messages/en/record.json' with { type: 'json' };
import zh from '../../contract/messages/zh-CN/record.json' with { type: 'json' };
import { type Checked, checkDossier, type DossierEntry } from '../../contract/record/dossier.ts';

/**
 * Checks a dossier in a browser, from one file and with no network. No framework: what people
 * keep for years should be small enough to be read.
 */
const catalogues: Record<'zh-CN' | 'en', Readonly<Record<string, string>>> = { 'zh-CN': zh, en };
let lang: keyof typeof catalogues = 'zh-CN';
let last: { readonly text: string; readonly name: string } | undefined;
let expected = '';

function t(key: string, params: Readonly<Record<string, string | number>> = {}): string {
  const text = catalogues[lang][key] ?? key;
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(params[name] ?? ''));
}

type Child = Node | string;
function element(tag: string, attributes: Record<string, string> = {}, ...children: Child[]) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function render(): void {
  document.documentElement.lang = lang;
  document.title = t('record:verifier');
  const switcher = element('button', { type: 'button' }, lang === 'en' ? '中文' : 'English');
  switcher.addEventListener('click', () => {
    lang = lang === 'en' ? 'zh-CN' : 'en';
    render();
  });
  const file = element('input', { type: 'file', id: 'file', accept: '.json,application/json' });
  file.addEventListener('change', () => {
    void take((file as HTMLInputElement).files?.[0]);
  });
  const key = element('input', { type: 'text', id: 'key', autocomplete: 'off' });
  (key as HTMLInputElement).value = expected;
  key.addEventListener('change', () => {
    expected = (key as HTMLInputElement).value.trim();
    render();
  });
  const page = document.getElementById('page')!;
  page.replaceChildren(
    switcher,
    element('h1', {}, t('record:verifier')),
    element('p', { class: 'dim' }, t('record:verifier-about')),
    element(
      'div',
      { class: 'drop' },
      element('label', { for: 'file' }, t('record:verifier-file')),
      file,
    ),
    element('label', { for: 'key' }, t('record:verifier-key')),
    key,
    element('section', { id: 'result', 'aria-live': 'polite' }, ...(last ? result(last) : [])),
  );
}

async function take(file: File | undefined): Promise<void> {
  if (!file) return;
  last = { text: await file.text(), name: file.name };
  render();
}

function result({ text, name }: { text: string; name: string }): Child[] {
  const checked = checkDossier(text, expected || undefined);
  const verdict = t(checked.ok ? 'record:verifier-holds' : 'record:verifier-broken');
  return [
    element('h2', {}, name),
    element('p', { class: `verdict ${checked.ok ? 'good' : 'bad'}` }, verdict),
    element('ul', {}, ...checked.findings.map(finding)),
    ...(checked.dossier ? facts(checked) : []),
  ];
}

function finding({ ok, code, params }: Checked['findings'][number]): HTMLElement {
  const said = ok ? t(`record:check-${code}`, params) : t(`record:fault-${code}`, params);
  return element('li', { class: ok ? 'good' : 'bad' }, `${ok ? '✓' : '✗'} ${said}`);
}

function facts({ dossier, sealedAt }: Checked): Child[] {
  const { key, entries, names } = dossier!;
  return [
    element('h2', {}, t('record:key')),
    element('p', { class: 'dim' }, t('record:verifier-compare')),
    element('pre', {}, key),
    ...(sealedAt ? [element('p', {}, `${t('record:sealed-at')} ${sealedAt.toISOString()}`)] : []),
    element('h2', {}, t('record:verifier-entries', { count: entries.length })),
    ...entries.map((entry) => shown(entry, names)),
  ];
}

function shown(entry: DossierEntry, names: Readonly<Record<string, string>>): HTMLElement {
  const rows: [string, string][] = [
    [t('record:col-at'), entry.at],
    [t('record:col-act'), t(`record:act-${entry.act}`)],
    [t('record:col-actor'), named(entry.actor, names)],
    [t('record:col-unit'), named(entry.org, names)],
    [t('record:col-subject'), entry.subject],
    [t('record:position'), String(entry.position)],
  ];
  const list = rows.flatMap(([term, value]) => [element('dt', {}, term), element('dd', {}, value)]);
  return element(
    'article',
    {},
    element('dl', {}, ...list),
    element('pre', {}, entry.content === null ? t('record:erased') : pretty(entry.content)),
  );
}

/** The name is for reading and stands behind what is proven. */
function named(id: string, names: Readonly<Record<string, string>>): string {
  return names[id] ? `${id} (${names[id]})` : id;
}

function pretty(content: string): string {
  try {
    return JSON.stringify(JSON.parse(content), undefined, 2);
  } catch {
    return content;
  }
}

addEventListener('dragover', (event) => event.preventDefault());
addEventListener('drop', (event) => {
  event.preventDefault();
  void take(event.dataTransfer?.files[0]);
});
render();
