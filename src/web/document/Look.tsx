import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Spin } from 'antd';
import { useEffect, useState } from 'react';
import { call } from '../../contract/client.ts';
import { LOOK_ROWS, type PaperForm, type PaperInput } from '../../contract/document/operations.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';

/** Whoever types waits so long before the next look is made. */
const PAUSE_MS = 500;

/** The paper as it would be, page below page. */
export function Look({ form, wish }: { readonly form: PaperForm; readonly wish: PaperInput }) {
  const t = useT();
  const settled = useSettled(JSON.stringify(wish));
  const look = useQuery({
    queryKey: ['document', 'look', settled],
    queryFn: ({ signal }) =>
      call('document.look', { body: JSON.parse(settled) as PaperInput }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const address = useAddress(look.data);
  return (
    <section className="paper-look" aria-label={t('document:look')} aria-busy={look.isFetching}>
      <Refusal error={look.error} />
      {!look.error && address && (
        <>
          <img
            src={address}
            alt={t('document:look-of', { form: t(`document:form-${form}`) })}
            className={look.isFetching ? 'stale-look' : ''}
          />
          {(form === 'list' || form === 'ledger' || wish.annex) && (
            <p className="dim">{t('document:look-part', { rows: LOOK_ROWS })}</p>
          )}
        </>
      )}
      {look.isFetching && (
        <div role="status" aria-label={t('document:looking')} className="paper-wait">
          <Spin />
        </div>
      )}
    </section>
  );
}

/** The value once it has stood still for a moment. */
function useSettled(value: string): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** An address of the picture for as long as it is shown. */
function useAddress(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
