import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { call } from '../../contract/client.ts';
import { useT } from '../shell/language.tsx';
import { Refusal } from '../shell/parts.tsx';
import { save } from './save.ts';

/** Minutes of a study session as Word, in the layout of official papers. */
export function MinutesButton({ session }: { session: { id: string; topic: string } }) {
  const t = useT();
  const made = useMutation({
    mutationFn: async () =>
      save(
        await call('document.minutes', { params: { id: session.id }, body: { file: 'word' } }),
        `${session.topic}-${t('document:minutes')}.docx`,
      ),
  });
  return (
    <>
      <Button size="small" loading={made.isPending} onClick={() => made.mutate()}>
        {t('document:get-minutes')}
      </Button>
      <Refusal error={made.error} />
    </>
  );
}
