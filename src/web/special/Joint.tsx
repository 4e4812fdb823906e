import { useMutation } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { call } from '../../contract/client.ts';
import type { SpecialWhole } from '../../contract/special/operations.ts';
import { LongField } from '../problem/fields.tsx';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { UnsavedFields } from '../shell/WritingDrawer.tsx';
import { useReread } from './data.ts';

/** What the joint closing waits for; the lead's finding; closing, once everybody has signed. */
export function Joint({ special }: { special: SpecialWhole }) {
  const t = useT();
  const { joint, abilities } = special;
  if (!joint || special.rows.length === 0) return null;
  return (
    <section aria-label={t('special:close')}>
      <h2>{t('special:close')}</h2>
      {special.closedOn === null && <Missing joint={joint} />}
      {joint.finding && (
        <>
          <h3>{t('special:finding')}</h3>
          <p>
            {t('special:finding-said', {
              by: joint.finding.by.name,
              day: joint.finding.on,
              words: joint.finding.words ?? '',
            })}
          </p>
        </>
      )}
      {abilities.find.ok && !joint.finding && <Find special={special} />}
      {abilities.change.ok && <Close special={special} />}
    </section>
  );
}

function Missing({ joint }: { joint: NonNullable<SpecialWhole['joint']> }) {
  const t = useT();
  const lines = [
    joint.open > 0 && t('special:missing-open', { count: joint.open }),
    joint.asked > 0 && t('special:missing-asked', { count: joint.asked }),
    joint.missing.length > 0 &&
      t('special:missing-consent', { units: joint.missing.map((u) => u.name).join('、') }),
    !joint.finding && t('special:finding-missing'),
  ].filter((l) => l !== false);
  if (lines.length === 0) return <p>{t('special:missing-none')}</p>;
  return (
    <>
      <h3>{t('special:missing')}</h3>
      <ul>
        {lines.map((l) => (
          <li key={l}>{l}</li>
        ))}
      </ul>
    </>
  );
}

function Find({ special }: { special: SpecialWhole }) {
  const t = useT();
  const reread = useReread(special.id);
  const found = useMutation({
    mutationFn: ({ words }: { words: string }) =>
      call('special.find', { params: { id: special.id }, body: { words } }),
    onSuccess: reread,
  });
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(f) => found.mutate(f)}>
      <UnsavedFields />
      <LongField name="words" label={t('special:finding')} />
      <Refusal error={found.error} />
      <Button type="primary" htmlType="submit" aria-busy={found.isPending}>
        {t('special:find')}
      </Button>
    </Form>
  );
}

/** While closing is refused, the reason stands there. */
function Close({ special }: { special: SpecialWhole }) {
  const t = useT();
  const reread = useReread(special.id);
  const closed = useMutation({
    mutationFn: ({ outcome }: { outcome: string }) =>
      call('special.close', {
        params: { id: special.id },
        body: { outcome, version: special.version },
      }),
    onSuccess: reread,
  });
  const { close } = special.abilities;
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(f) => closed.mutate(f)}>
      <UnsavedFields />
      {close.ok ? (
        <LongField name="outcome" label={t('special:outcome')} />
      ) : (
        <p className="dim">{t(`server.error-${close.why ?? 'special-open'}`)}</p>
      )}
      <Refusal error={closed.error} />
      <Button htmlType="submit" disabled={!close.ok} aria-busy={closed.isPending}>
        {t('special:close')}
      </Button>
    </Form>
  );
}
