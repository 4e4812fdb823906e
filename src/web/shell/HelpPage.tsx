import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { call } from '../../contract/client.ts';
import { KeyList } from './HelpDrawer.tsx';
import { Chapter, chapters } from './handbook.tsx';
import { HELP } from './help.ts';
import { useT } from './language.tsx';
import { PageHead, Refusal } from './parts.tsx';
import './help.css';

const names = Object.keys(chapters)
  .map((path) => /([^/]+)\.md$/.exec(path)![1]!)
  .sort();
const pathOf = (name: string) => Object.keys(chapters).find((p) => p.endsWith(`/${name}.md`));

/** The handbook, chapter by chapter, and the keys. Nothing of it comes from the network. */
export default function HelpPage() {
  const t = useT();
  const search: { chapter?: string } = useSearch({ strict: false });
  const name = search.chapter && pathOf(search.chapter) ? search.chapter : '4-page';
  const chapter = useQuery({
    queryKey: ['handbook', name],
    queryFn: () => chapters[pathOf(name)!]!(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const to = (chosen: string, children: ReactNode) => (
    <Link to={HELP} search={{ chapter: chosen } as never}>
      {children}
    </Link>
  );
  const link = (href: string, children: ReactNode) => {
    const chosen = /^([^/]+)\.md$/.exec(href)?.[1];
    return chosen && pathOf(chosen) ? to(chosen, children) : children;
  };
  return (
    <div className="page help">
      <PageHead title={t('web.help')} />
      <div className="help-columns">
        <nav aria-label={t('web.handbook')}>
          <h2>{t('web.handbook')}</h2>
          <ol className="help-chapters">
            {names.map((chosen) => (
              <li key={chosen} {...(chosen === name ? { 'aria-current': 'page' as const } : {})}>
                {to(chosen, t(`web.chapter-${chosen}`))}
              </li>
            ))}
          </ol>
          <p className="dim">{t('web.handbook-language')}</p>
          <h2>{t('web.keys-title')}</h2>
          <KeyList />
          <Contact />
        </nav>
        <article lang="zh-CN">
          <Refusal error={chapter.error} />
          {chapter.data === undefined ? (
            <Skeleton active />
          ) : (
            <Chapter text={chapter.data} link={link} />
          )}
        </article>
      </div>
    </div>
  );
}

/** Whom to ask, as the settings say. */
function Contact() {
  const t = useT();
  const { data } = useQuery({ queryKey: ['help'], queryFn: () => call('system.help', {}) });
  const facts = [
    ['web.contact-name', data?.contactName],
    ['web.contact-phone', data?.contactPhone],
    ['web.contact-place', data?.contactPlace],
  ] as const;
  const known = facts.filter(([, value]) => value);
  return (
    <>
      <h2>{t('web.contact')}</h2>
      {known.length > 0 && (
        <dl className="help-contact">
          {known.map(([key, value]) => (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <p>{t(known.length > 0 ? 'web.contact-code' : 'web.contact-what')}</p>
    </>
  );
}
