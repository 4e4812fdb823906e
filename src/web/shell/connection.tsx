import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { onAnswer } from '../../contract/client.ts';
import { useT } from './language.tsx';

/** Milliseconds between attempts: short at first, then patient. */
const WAITS = [1000, 2000, 4000, 8000, 15_000];

async function answers(): Promise<boolean> {
  try {
    return (await fetch('/readyz', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

/**
 * Says that the server does not answer, and asks by itself until it does; then everything on the
 * page is read anew.
 */
export function ConnectionBand() {
  const t = useT();
  const client = useQueryClient();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const lose = () => setLost(true);
    const stop = onAnswer((refusal) => setLost(refusal?.status === 0));
    window.addEventListener('offline', lose);
    return () => {
      stop();
      window.removeEventListener('offline', lose);
    };
  }, []);
  useEffect(() => {
    if (!lost) return;
    let attempt = 0;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      clearTimeout(timer);
      if (await answers()) {
        setLost(false);
        void client.invalidateQueries();
      } else timer = setTimeout(() => void ask(), WAITS[Math.min(attempt++, WAITS.length - 1)]);
    };
    timer = setTimeout(() => void ask(), WAITS[0]);
    const now = () => void ask();
    window.addEventListener('online', now);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', now);
    };
  }, [lost, client]);
  return <div role="status">{lost && <div className="lost">{t('web.lost-connection')}</div>}</div>;
}
