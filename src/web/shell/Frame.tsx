import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { ApiError, call, onAnswer } from '../../contract/client.ts';
import { signInFrom } from './back.ts';
import { ConnectionBand } from './connection.tsx';
import { DemoBand } from './DemoBand.tsx';
import { NotYours } from './Fault.tsx';
import { Foot } from './Foot.tsx';
import { useKey } from './keys.ts';
import { useT } from './language.tsx';
import { useMe, Waiting } from './parts.tsx';
import { RoomLinks } from './RoomLinks.tsx';
import { opensTo, pageOf } from './rooms.tsx';
import { TopBar } from './TopBar.tsx';
import './frame.css';

// What opens over the page is loaded when it is first opened, and stays.
const Palette = lazy(async () => ({ default: (await import('./Palette.tsx')).Palette }));
const HelpDrawer = lazy(async () => ({ default: (await import('./HelpDrawer.tsx')).HelpDrawer }));

const FOLDED = 'shiji.rail';

/** Left rail, top bar and the page of whoever is signed in. */
export function Frame() {
  const t = useT();
  const me = useQuery({ queryKey: ['me'], queryFn: () => call('identity.me', {}) });
  const out = useSignedOut();
  if (out || (me.error instanceof ApiError && me.error.status === 401)) return <ToSignIn />;
  if (me.isPending) return <Waiting label={t('web.loading')} />;
  if (!me.data) return <Unreachable again={() => void me.refetch()} />;
  return <Signed />;
}

/** To the door, and from there back here. */
function ToSignIn() {
  const { history } = useRouter();
  useEffect(() => history.replace(signInFrom(window.location)), [history]);
  return null;
}

/** Whether something was refused for want of a session: it has ended elsewhere, or by its age. */
function useSignedOut(): boolean {
  const [out, setOut] = useState(false);
  useEffect(() => onAnswer((refusal) => setOut((o) => o || refusal?.code === 'not-signed-in')), []);
  return out;
}

function Unreachable({ again }: { again: () => void }) {
  const t = useT();
  return (
    <div className="fault" role="alert">
      <p>{t('web.unreachable')}</p>
      <Button onClick={again}>{t('web.again')}</Button>
    </div>
  );
}

function Signed() {
  const t = useT();
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED) === 'folded');
  const [finding, setFinding] = useState(false);
  const [helping, setHelping] = useState(false);
  const found = useOnce(finding);
  const helped = useOnce(helping);
  const pathname = useRouterState({ select: (s) => s.location.pathname });
  const search = useRouterState({ select: (s) => s.location.search });
  const main = usePageChange(pathname);
  const me = useMe();
  const page = pageOf(pathname);
  const barred = page !== undefined && !opensTo(page, me, search);
  useKey('k', () => setFinding(true), { ctrl: true });
  useKey('?', () => setHelping((open) => !open));
  const fold = () => {
    localStorage.setItem(FOLDED, folded ? 'open' : 'folded');
    setFolded(!folded);
  };
  return (
    <div className={folded ? 'frame folded' : 'frame'}>
      <a className="skip" href="#main">
        {t('web.skip')}
      </a>
      <nav className="rail" aria-label={t('web.rooms')}>
        <Link to="/" className="rail-mark mark">
          {t('web.name')}
        </Link>
        <RoomLinks folded={folded} />
        <div className="rail-fold">
          <Button
            type="text"
            icon={folded ? <MenuUnfoldOutlined aria-hidden /> : <MenuFoldOutlined aria-hidden />}
            aria-label={t(folded ? 'web.unfold' : 'web.fold')}
            title={t(folded ? 'web.unfold' : 'web.fold')}
            aria-expanded={!folded}
            onClick={fold}
          />
        </div>
      </nav>
      <div className="column">
        <TopBar onFind={() => setFinding(true)} onHelp={() => setHelping(true)} />
        <ConnectionBand />
        <DemoBand />
        <main id="main" className="room" ref={main} tabIndex={-1}>
          <Suspense fallback={<Waiting label={t('web.loading')} />}>
            {barred ? <NotYours /> : <Outlet />}
          </Suspense>
        </main>
      </div>
      <Foot onFind={() => setFinding(true)} />
      <Suspense>
        {found && <Palette open={finding} onClose={() => setFinding(false)} />}
        {helped && <HelpDrawer open={helping} onClose={() => setHelping(false)} />}
      </Suspense>
    </div>
  );
}

/** Whether something has been so at least once. */
function useOnce(now: boolean): boolean {
  const ever = useRef(now);
  if (now) ever.current = true;
  return ever.current;
}

/** Names the document after the page; after a change of page the reader begins at its top. */
function usePageChange(pathname: string) {
  const t = useT();
  const main = useRef<HTMLElement>(null);
  const last = useRef(pathname);
  const page = pageOf(pathname);
  const name = page ? t(page.title) : t('web.no-page');
  useEffect(() => {
    document.title = `${name} · ${t('web.name')}`;
  }, [name, t]);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [pathname]);
  return main;
}
