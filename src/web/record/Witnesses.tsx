import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { useUnsaved } from '../shell/unsaved.ts';

/** After a change of witnesses the state of the tree and the list of entries are read again. */
function useAgain(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ['record'] });
}

/** Lets a witness in by the key it printed. */
export function AddWitness() {
  const t = useT();
  const again = useAgain();
  const [key, setKey] = useState('');
  useUnsaved(key.trim() !== '');
  const add = useMutation({
    mutationFn: () => call('record.add-witness', { body: { key: key.trim() } }),
    onSuccess: () => {
      setKey('');
      return again();
    },
  });
  return (
    <form
      className="record-witness"
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim()) add.mutate();
      }}
    >
      <Input
        aria-label={t('record:witness-key-label')}
        placeholder={t('record:witness-key-label')}
        value={key}
        maxLength={300}
        onChange={(event) => setKey(event.target.value)}
      />
      <Button htmlType="submit" loading={add.isPending} disabled={!key.trim()}>
        {t('record:witness-add')}
      </Button>
      <p className="dim">{t('record:witness-key-hint')}</p>
      <Refusal error={add.error} />
    </form>
  );
}

/** Takes no more cosignatures of a witness, once that has been asked again. */
export function EndWitness({ name }: { readonly name: string }) {
  const t = useT();
  const again = useAgain();
  const end = useMutation({
    mutationFn: () => call('record.end-witness', { params: { name } }),
    onSuccess: again,
  });
  return (
    <>
      <Popconfirm
        title={t('record:witness-end-ask', { name })}
        okText={t('record:witness-end')}
        cancelText={t('record:keep')}
        onConfirm={() => end.mutate()}
      >
        <Button size="small" type="text" loading={end.isPending}>
          {t('record:witness-end')}
        </Button>
      </Popconfirm>
      <Refusal error={end.error} />
    </>
  );
}
